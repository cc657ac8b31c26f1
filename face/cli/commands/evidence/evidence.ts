/** `comity evidence`: puts two contradictory statements into one file that convinces a third party (SEMANTICS D3). */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@comity/api";
import { readAct } from "@comity/assembly";
import { jcs, ok, toBase64, type Json, type Result } from "@comity/canon";
import { parseCheckpoint, type Checkpoint } from "@comity/log";
import { parseNote } from "@comity/signing";
import { diskLayer, LogFiles } from "@comity/store";
import { EXIT, fail, type Host } from "../../host.ts";

type Flags = { readonly out?: string };

function write(host: Host, flags: Flags, fields: { readonly [name: string]: Json }): void {
  const text = `comity/evidence/v1\n${jcs(fields)}\n`;
  if (flags.out === undefined) host.process.stdout.write(text);
  else writeFileSync(flags.out, text, { flag: "wx" });
}

function checkpointOf(path: string): Result<Checkpoint> {
  const note = parseNote(new Uint8Array(readFileSync(path)));
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : note;
  return checkpoint.ok ? ok(checkpoint.value) : checkpoint;
}

/** Of one size they contradict each other by themselves; of two sizes the log of the larger one gives the proof. */
export function evidenceCheckpoints(
  this: Host,
  flags: Flags & { readonly log?: string },
  ...paths: readonly [string, string]
): void {
  const read = paths.map((path) => ({ path, checkpoint: checkpointOf(path) }));
  for (const { checkpoint } of read) if (!checkpoint.ok) return fail(this, checkpoint.error);
  const [small, large] = read
    .map(({ path, checkpoint }) => ({
      note: readFileSync(path, "utf8"),
      size: checkpoint.ok ? checkpoint.value.size : 0,
    }))
    .toSorted((x, y) => x.size - y.size) as [{ note: string; size: number }, { note: string; size: number }];
  const a = small.note;
  const b = large.note;
  if (small.size === large.size) return write(this, flags, { kind: "checkpoints", a, b });
  if (flags.log === undefined) {
    const detail = "two sizes: name with --log the folder of the log that the larger checkpoint belongs to";
    return fail(this, { code: "evidence-log", detail }, EXIT.usage);
  }
  const log = new LogFiles(diskLayer(), join(flags.log));
  const part = log.root(small.size);
  const consistency = log.consistencyProof(small.size, large.size);
  if (!part.ok) return fail(this, part.error);
  if (!consistency.ok) return fail(this, consistency.error);
  write(this, flags, {
    kind: "fork",
    a,
    b,
    consistency: consistency.value.map(toBase64),
    part: toBase64(part.value),
  });
}

/** The proof of the party's keys comes from a node, or from a file. */
export async function evidenceActs(
  this: Host,
  flags: Flags & { readonly node: string; readonly party?: string },
  ...paths: readonly [string, string]
): Promise<void> {
  const [a, b] = paths.map((path) => readFileSync(path, "utf8")) as [string, string];
  const act = readAct(new Uint8Array(readFileSync(paths[0])));
  if (!act.ok) return fail(this, act.error);
  if (flags.party !== undefined)
    return write(this, flags, { kind: "acts", a, b, party: readFileSync(flags.party, "utf8") });
  const key = `party/${act.value.by}`;
  const proof = await createClient(flags.node).get("proofFact", { register: "parties", key });
  if (!proof.ok)
    return fail(this, proof.error, proof.error.code === "unreachable" ? EXIT.unreachable : EXIT.failed);
  write(this, flags, { kind: "acts", a, b, party: String(proof.value) });
}
