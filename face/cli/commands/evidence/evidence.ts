/** `comity evidence`: puts two contradictory statements into one file that convinces a third party (SEMANTICS D3). */
import { join } from "node:path";
import { readAct } from "@comity/assembly";
import { jcs, ok, toBase64, type Json, type Result } from "@comity/canon";
import { parseCheckpoint, type Checkpoint } from "@comity/log";
import { parseNote } from "@comity/signing";
import { diskLayer, LogFiles } from "@comity/store";
import { nodeAt } from "../../ask.ts";
import { readBytes, readText, writeFile } from "../../files.ts";
import { answer, EXIT, fail, say, type Host } from "../../host.ts";

type Flags = { readonly json: boolean; readonly out?: string };

function write(host: Host, flags: Flags, fields: { readonly [name: string]: Json }): void {
  const text = `comity/evidence/v1\n${jcs(fields)}\n`;
  if (flags.out !== undefined) writeFile(flags.out, text, { flag: "wx" });
  const where = flags.out === undefined ? { file: text } : { path: flags.out };
  if (flags.json)
    answer(host, true, { schema: "comity/evidence-file/v1", kind: fields["kind"], ...where }, String);
  else if (flags.out === undefined) host.process.stdout.write(text);
  else say(host, `${flags.out}: check it with \`comity verify ${flags.out} --key ASSEMBLY.key\``);
}

function checkpointOf(path: string): Result<Checkpoint> {
  const note = parseNote(readBytes(path));
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
      note: readText(path),
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
  const [a, b] = paths.map(readText) as [string, string];
  const act = readAct(readBytes(paths[0]));
  if (!act.ok) return fail(this, act.error);
  const party =
    flags.party === undefined
      ? await nodeAt(flags.node).get("proofFact", { register: "parties", key: `party/${act.value.by}` })
      : readText(flags.party);
  write(this, flags, { kind: "acts", a, b, party });
}
