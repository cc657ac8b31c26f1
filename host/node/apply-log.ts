/** Applies a stretch of the log to an assembly, block by block; every block record has to come out as it is logged. */
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import {
  formatBlockRecord,
  isBlockRecord,
  parseBlockRecord,
  witnessOf,
  type Assembly,
  type Datasets,
  type SignedAct,
} from "@comity/assembly";
import type { LogFiles } from "@comity/store";
import { loggedAct } from "./logged-act.ts";

/**
 * From where `assembly` stands to the end of the tree of `size`, which ends in a block record. `onBlock` hears how
 * many blocks are done. Answers their number. Codes `replay-differs`, `log-invalid`, and those of reading the log.
 */
export function applyLog(
  log: LogFiles,
  assembly: Assembly,
  size: number,
  datasets: Datasets,
  onBlock: (blocks: number) => void = () => {},
): Result<number> {
  let acts: SignedAct[] = [];
  let blocks = 0;
  for (const entry of log.entries(assembly.size, size, size)) {
    if (!entry.ok) return entry;
    if (!isBlockRecord(entry.value)) {
      acts.push(loggedAct(entry.value));
      continue;
    }
    const record = parseBlockRecord(entry.value);
    if (!record.ok) return record;
    const witness = witnessOf(record.value.witness, (at) => log.root(at));
    if (!witness.ok) return witness;
    const block = assembly.applyBlock(record.value.time, acts, datasets, witness.value);
    if (!block.ok) return block;
    if (!equalBytes(formatBlockRecord(block.value.record), entry.value)) {
      return refuse(
        "replay-differs",
        `block ${record.value.height}: this program computes another state than the log says; compare versions, then run \`comity audit\``,
      );
    }
    acts = [];
    onBlock(++blocks);
  }
  return acts.length > 0 ? refuse("log-invalid", "the log ends inside a block: run fsck") : ok(blocks);
}
