/** Reading the node's own log in the main thread: entries, the block of an entry, what became of an act. */
import { join } from "node:path";
import { ok, type Result } from "@comity/canon";
import { isBlockRecord, parseBlockRecord, type BlockRecord } from "@comity/assembly";
import { diskLayer, LogFiles } from "@comity/store";

/** The block that ended at `index`, the index of its record. */
export type BlockAt = { readonly index: number; readonly record: BlockRecord; readonly entry: Uint8Array };

export class LogReader {
  readonly files: LogFiles;
  readonly #blocks = new Map<number, BlockAt>();

  constructor(folder: string) {
    this.files = new LogFiles(diskLayer(), join(folder, "log"));
  }

  entry(index: number, size: number): Result<Uint8Array> {
    return this.files.entry(index, size);
  }

  /** The block an entry belongs to: its record follows the acts. `size` ends in a record. */
  blockOf(index: number, size: number): Result<BlockAt> {
    for (let at = index; ; at++) {
      const known = this.#blocks.get(at);
      if (known !== undefined) return ok(known);
      const entry = this.files.entry(at, size);
      if (!entry.ok) return entry;
      if (!isBlockRecord(entry.value)) continue;
      const record = parseBlockRecord(entry.value);
      if (!record.ok) return record;
      const block: BlockAt = { index: at, record: record.value, entry: entry.value };
      if (this.#blocks.size > 20_000) this.#blocks.clear();
      this.#blocks.set(at, block);
      return ok(block);
    }
  }
}

/** Why an act had no effect, from its block's record. */
export const voidCode = (block: BlockAt, index: number): string | undefined =>
  block.record.void.find((entry) => entry.index === index)?.code;
