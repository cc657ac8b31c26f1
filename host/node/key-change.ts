/**
 * A change of key files, as the node carries it on (SEMANTICS D2): the decision is proven under the file in force, for those
 * who have that one; then the new file's witnesses are asked, or the log's new key alone where it asks for none; with what
 * they signed the fold puts it in force.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { incomingKeyFile } from "@comity/assembly";
import { openCheckpoint } from "@comity/log";
import type { Incoming } from "./block-time.ts";
import type { KeyChain } from "./key-chain.ts";
import { KEY_CHAIN_MS } from "./limits.ts";
import type { KeptState, States } from "./states.ts";
import { Witnesses, type WitnessParts } from "./witnesses.ts";

type KeyChangeParts = {
  readonly states: States;
  readonly chain: KeyChain;
  /** Those of the file in force. */
  readonly witnesses: Witnesses;
  readonly urls: WitnessParts["urls"];
  readonly consistency: WitnessParts["consistency"];
  readonly signed: (incoming: Incoming) => Promise<unknown>;
};

export class KeyChange {
  /** Those of the file that is decided and not in force yet. */
  readonly witnesses: Witnesses;
  readonly #parts: KeyChangeParts;
  #own: Promise<unknown> | undefined;
  #handing: Promise<unknown> | undefined;
  #closed = false;

  constructor(parts: KeyChangeParts) {
    this.#parts = parts;
    const { consistency, states, urls } = parts;
    this.witnesses = new Witnesses({
      urls,
      newest: () => states.newest,
      keyFile: () => this.#next(),
      consistency,
      onCosigned: ({ note, policy, size, time }) =>
        (this.#handing = this.#signed({ note, policy, size, time })),
    });
  }

  #next(): string | undefined {
    return this.#parts.states.newest.reader.text("decisions", "assembly", "assembly")?.nextPolicy;
  }

  /** The newest state that holders of the file in force accept. */
  #provable(): KeptState | undefined {
    const { states, witnesses } = this.#parts;
    return witnesses.needed ? states.cosigned : states.newest;
  }

  /** A block was published, or the clock goes on. */
  look(now: number, slack: number): void {
    if (this.#closed || this.#next() === undefined) return;
    this.witnesses.look(now, slack);
    if (!this.witnesses.needed) this.#own ??= this.#alone().finally(() => (this.#own = undefined));
  }

  async settled(now: number, slack: number): Promise<void> {
    this.look(now, slack);
    await this.witnesses.settled(now, slack);
    await this.#own;
    await this.#handing;
  }

  close(): void {
    this.#closed = true;
    this.witnesses.close();
  }

  /** A file that asks for no witnesses: the log's own signature is enough. */
  async #alone(): Promise<void> {
    const { note, reader, size } = this.#parts.states.newest;
    const incoming = incomingKeyFile(reader);
    if (incoming === undefined || !openCheckpoint(note, incoming.keys).ok) return;
    const { policy } = incoming;
    await this.#signed({ note, policy, size, time: undefined });
  }

  /** Not before the decision is proven, unless nobody proves it any more. */
  async #signed(incoming: Incoming): Promise<void> {
    const until = performance.now() + KEY_CHAIN_MS;
    while (!this.#closed && performance.now() < until) {
      const state = this.#provable();
      if (state !== undefined && (await this.#parts.chain.look(state))) break;
      await sleep(20);
    }
    if (!this.#closed) await this.#parts.signed(incoming);
  }
}
