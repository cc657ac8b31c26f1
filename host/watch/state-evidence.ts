/** A false state root as an evidence file (`docs/FORMATS.md` section 12): the log says one, its acts give another. */
import { formatEvidence } from "@comity/assembly";
import { fromUtf8, ok, toBase64, type Result } from "@comity/canon";
import { leafHash, type Checkpoint } from "@comity/log";
import type { Found } from "./found.ts";
import { inclusionIn } from "./log-binding.ts";
import type { LogSource } from "./source.ts";

/**
 * Nothing where the finding is another one. `note` is the signed checkpoint in whose tree the record is. Codes of reading,
 * `proof-*`.
 */
export async function stateEvidence(
  source: LogSource,
  { index, state }: Found,
  checkpoint: Checkpoint,
  note: Uint8Array,
): Promise<Result<string | undefined>> {
  if (state === undefined) return ok(undefined);
  const inclusion = await inclusionIn(source, index, leafHash(state.record), checkpoint);
  if (!inclusion.ok) return inclusion;
  const signed = fromUtf8(note);
  if (!signed.ok) return signed;
  const record = fromUtf8(state.record);
  if (!record.ok) return record;
  const file = formatEvidence({
    checkpoint: signed.value,
    expected: state.expected,
    inclusion: inclusion.value.map(toBase64),
    index,
    kind: "state-root",
    record: record.value,
  });
  return ok(file);
}
