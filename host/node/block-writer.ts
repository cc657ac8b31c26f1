/** Getting a decided block to the world: its files, its signed checkpoint, and patience with a full disk. */
import { setTimeout as sleep } from "node:timers/promises";
import { ok, type Refusal, type Result } from "@comity/canon";
import { formatCheckpoint } from "@comity/log";
import type { Signer } from "@comity/signing";
import type { BlockRow, LogEntry, Store } from "@comity/store";
import { RETRY_MS } from "./limits.ts";
import { signedBy } from "./log-signers.ts";

type Target = {
  readonly store: Store;
  /** Undefined: writing works again. */
  readonly onHealth: (refusal: Refusal | undefined) => void;
};

export class BlockWriter {
  readonly #to: Target;
  readonly #stop = Promise.withResolvers<void>();
  #stopping = false;

  constructor(to: Target) {
    this.#to = to;
  }

  /** `signers`: those of the state after the block. */
  checkpoint({ size, root }: BlockRow, signers: readonly Signer[]): Uint8Array {
    const text = formatCheckpoint({ origin: this.#to.store.origin, size, root, extensions: [] });
    return signedBy(text, signers);
  }

  /** What fails from now on is not tried again: it is decided, and the next start completes it. */
  stop(): void {
    this.#stopping = true;
    this.#stop.resolve();
  }

  /**
   * The state is ahead of the disk now, so there is no way but to write: a full disk is waited for. Undefined when the
   * node stops before.
   */
  async appended(
    first: Promise<Result<BlockRow>>,
    entries: readonly LogEntry[],
    size: number,
  ): Promise<BlockRow | undefined> {
    const { store } = this.#to;
    return this.#untilDone(await first, async () => {
      if (store.newest.size < size) return store.appendBlock(entries);
      // Decided before its files failed: it is completed, not decided twice.
      const resumed = await store.resume();
      return resumed.ok ? ok(store.blockOfSize(size)!) : resumed;
    });
  }

  /** Whether it is released; not when the node stops before. */
  async publish(note: Uint8Array): Promise<boolean> {
    const { store } = this.#to;
    return (await this.#untilDone(await store.publish(note), () => store.publish(note))) !== undefined;
  }

  async #untilDone<T>(first: Result<T>, again: () => Promise<Result<T>>): Promise<T | undefined> {
    const { onHealth } = this.#to;
    if (first.ok) return first.value;
    let result = first as Result<T>;
    while (!result.ok) {
      onHealth(result.error);
      await Promise.race([sleep(RETRY_MS), this.#stop.promise]);
      if (this.#stopping) return undefined;
      result = await again();
    }
    onHealth(undefined);
    return result.value;
  }
}
