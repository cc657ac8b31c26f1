/** `comity evidence`: puts two contradictory statements into one file that convinces a third party (SEMANTICS D3). */
import { formatEvidence, parseEvidence, readAct } from "@comity/assembly";
import { must, ok, utf8, type Result } from "@comity/canon";
import { parseCheckpoint } from "@comity/log";
import { parseNote } from "@comity/signing";
import { diskLayer, LogFiles } from "@comity/store";
import { forkEvidence, type SignedCheckpoint } from "@comity/watch";
import { nodeAt } from "../../ask.ts";
import { readBytes, readText, writeFile } from "../../files.ts";
import { answer, EXIT, fail, say, type Host } from "../../host.ts";

type Flags = { readonly json: boolean; readonly out?: string };

function write(host: Host, flags: Flags, text: string): void {
  if (flags.out !== undefined) writeFile(flags.out, text, { flag: "wx" });
  const where = flags.out === undefined ? { file: text } : { path: flags.out };
  if (flags.json)
    answer(
      host,
      true,
      { schema: "comity/evidence-file/v1", kind: must(parseEvidence(utf8(text))).kind, ...where },
      String,
    );
  else if (flags.out === undefined) host.process.stdout.write(text);
  else say(host, `${flags.out}: check it with \`comity verify ${flags.out} --key ASSEMBLY.key\``);
}

function checkpointOf(path: string): Result<SignedCheckpoint> {
  const bytes = readBytes(path);
  const note = parseNote(bytes);
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : note;
  return checkpoint.ok ? ok({ checkpoint: checkpoint.value, note: bytes }) : checkpoint;
}

/** Of one size they contradict each other by themselves; of two sizes the log of the larger one gives the proof. */
export async function evidenceCheckpoints(
  this: Host,
  flags: Flags & { readonly log?: string },
  ...paths: readonly [string, string]
): Promise<void> {
  const [a, b] = [checkpointOf(paths[0]), checkpointOf(paths[1])];
  if (!a.ok) return fail(this, a.error);
  if (!b.ok) return fail(this, b.error);
  if (flags.log === undefined && a.value.checkpoint.size !== b.value.checkpoint.size) {
    const detail = "two sizes: name with --log the folder of the log that the larger checkpoint belongs to";
    return fail(this, { code: "evidence-log", detail }, EXIT.usage);
  }
  const log = new LogFiles(diskLayer(), flags.log ?? ".");
  const file = await forkEvidence(a.value, b.value, { tile: async (tile) => log.tile(tile) });
  if (!file.ok) return fail(this, file.error);
  if (file.value === undefined)
    return fail(this, {
      code: "evidence-none",
      detail: "the two checkpoints agree: one log can have both",
      next: "for a state that its acts do not give, `comity audit … --evidence FILE` writes the file",
    });
  write(this, flags, file.value);
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
  write(this, flags, formatEvidence({ kind: "acts", a, b, party }));
}
