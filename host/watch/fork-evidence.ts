/** Two checkpoints of one log that cannot both be true, as an evidence file (`docs/FORMATS.md` section 12). */
import { formatEvidence } from "@comity/assembly";
import { equalBytes, fromUtf8, ok, toBase64, type Result } from "@comity/canon";
import { consistencyProof, treeRoot, verifyConsistency, type Checkpoint, type HashReader } from "@comity/log";
import { readerFor } from "./log-binding.ts";
import type { LogSource } from "./source.ts";

export type SignedCheckpoint = { readonly checkpoint: Checkpoint; readonly note: Uint8Array };

/**
 * `source` shows the tree of the larger one. Undefined: they agree. Codes of reading, `proof-*` (the source's tiles are not
 * those of its checkpoint: nothing is shown).
 */
export async function forkEvidence(
  x: SignedCheckpoint,
  y: SignedCheckpoint,
  source: Pick<LogSource, "tile">,
): Promise<Result<string | undefined>> {
  const [small, large] = x.checkpoint.size <= y.checkpoint.size ? [x, y] : [y, x];
  const [a, b] = [fromUtf8(small.note), fromUtf8(large.note)];
  if (!a.ok) return a;
  if (!b.ok) return b;
  const { root, size } = small.checkpoint;
  const whole = large.checkpoint;
  if (size === 0) return ok(undefined);
  if (size === whole.size)
    return ok(
      equalBytes(root, whole.root)
        ? undefined
        : formatEvidence({ kind: "checkpoints", a: a.value, b: b.value }),
    );
  const build = (read: HashReader): Result<{ part: Uint8Array; proof: readonly Uint8Array[] }> => {
    const part = treeRoot(size, read);
    if (!part.ok) return part;
    const proof = consistencyProof(size, whole.size, read);
    return proof.ok ? ok({ part: part.value, proof: proof.value }) : proof;
  };
  const read = await readerFor(source, whole.size, build);
  const built = read.ok ? build(read.value) : read;
  if (!built.ok) return built;
  const { part, proof } = built.value;
  const holds = verifyConsistency(size, whole.size, proof, part, whole.root);
  if (!holds.ok) return holds;
  if (equalBytes(part, root)) return ok(undefined);
  const consistency = proof.map(toBase64);
  return ok(formatEvidence({ kind: "fork", a: a.value, b: b.value, consistency, part: toBase64(part) }));
}
