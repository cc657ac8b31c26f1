/** Getting a decided block to the world: its files, its signed checkpoint, and patience with a full disk. */
import { setTimeout as sleep } from "node:timers/promises";
import { ok, type Refusal, type Result } from "@comity/canon";
import { formatCheckpoint } from "@comity/log";
import { formatNote, signNote, type Signer } from "@comity/signing";
import type { BlockRow, LogEntry, Store } from "@comity/store";
import { RETRY_MS } from "./limits.ts";

type Target = {
  readonly store: Store;
  readonly signer: Signer;
  /** Undefined: writing works again. */
  readonly onHealth: (refusal: Refusal | undefined) => void;
};

export class BlockWriter {
  readonly #to: Target;

  constructor(to: Target) {
    this.#to = to;
  }

  checkpoint({ size, root }: BlockRow): Uint8Array {
    const { store, signer } = this.#to;
    const text = formatCheckpoint({ origin: store.origin, size, root, extensions: [] });
    const note = signNote(text, signer);
    if (!note.ok) throw new Error(`sequencer: ${note.error.detail}`);
    return formatNote(note.value);
  }

  /** The state is ahead of the disk now, so there is no way but to write: a full disk is waited for. */
  async appended(
    first: Promise<Result<BlockRow>>,
    entries: readonly LogEntry[],
    size: number,
  ): Promise<BlockRow> {
    const { store } = this.#to;
    return this.#untilDone(await first, async () => {
      if (store.newest.size < size) return store.appendBlock(entries);
      // Decided before its files failed: it is completed, not decided twice.
      const resumed = await store.resume();
      return resumed.ok ? ok(store.blockOfSize(size)!) : resumed;
    });
  }

  async publish(note: Uint8Array): Promise<void> {
    const { store } = this.#to;
    await this.#untilDone(await store.publish(note), () => store.publish(note));
  }

  async #untilDone<T>(first: Result<T>, again: () => Promise<Result<T>>): Promise<T> {
    const { onHealth } = this.#to;
    if (first.ok) return first.value;
    let result = first as Result<T>;
    while (!result.ok) {
      onHealth(result.error);
      await sleep(RETRY_MS);
      result = await again();
    }
    onHealth(undefined);
    return result.value;
  }
}
