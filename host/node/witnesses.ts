/**
 * The node as a client of its assembly's witnesses: the newest checkpoint is put before all of them at once, and counts as
 * cosigned as soon as enough have signed (SEMANTICS C5, D1). A witness that is slow or dead delays nobody else. Between
 * blocks the same checkpoint is cosigned anew, so that the newest witness time stays close to the clock.
 */
import { must, type Refusal, type Result } from "@comity/canon";
import { witnessesOf, type Witnesses as Named } from "@comity/assembly";
import { cosignatureTime, newestQuorumTime, quorumMet } from "@comity/log";
import { formatNote, parseNote, type NoteSignature } from "@comity/signing";
import { AskedWitness, type Consistency, type Target } from "./ask-witness.ts";
import { COSIGN_MS } from "./limits.ts";
import type { KeptState } from "./states.ts";

/** A checkpoint that enough witnesses have signed. */
export type Cosigned = {
  readonly size: number;
  readonly note: Uint8Array;
  /** The newest time that a quorum vouches for, seconds. */
  readonly time: number;
  /** Names in the key file of those that signed, in its order. */
  readonly by: readonly string[];
  /** The key file. */
  readonly policy: string;
};

export type WitnessParts = {
  /** Where witnesses are asked, by name, instead of at the URL of the key file. */
  readonly urls: { readonly [name: string]: string };
  readonly newest: () => KeptState;
  readonly keyFile: () => string | undefined;
  readonly consistency: Consistency;
  /** Resolves when it is released. */
  readonly onCosigned: (cosigned: Cosigned) => Promise<unknown>;
};

type Known = {
  readonly policy: string;
  readonly named: Named | undefined;
  readonly asked: readonly AskedWitness[];
};

const unknownAddress = (name: string): Refusal => ({
  code: "witness-address",
  field: "",
  detail: `nobody says where it is asked: start the node with --witness ${name}=URL`,
});

export class Witnesses {
  readonly #parts: WitnessParts;
  #known: Known | undefined;
  #newest: Cosigned | undefined;
  #round: Promise<void> | undefined;
  #again = false;
  #closed = false;
  #startedAt = 0;
  /** Why a witness did not sign last time, by name. */
  readonly troubles: Map<string, Refusal> = new Map();

  constructor(parts: WitnessParts) {
    this.#parts = parts;
  }

  /** Whether the assembly's key file asks for witnesses. */
  get needed(): boolean {
    return this.#policy()?.named !== undefined;
  }

  get newest(): Cosigned | undefined {
    return this.#newest;
  }

  /** Names of the witnesses of the key file. */
  get names(): readonly string[] {
    return this.#policy()?.named?.keys.policy.witnesses.map(({ name }) => name) ?? [];
  }

  /** A block was published, or the clock goes on: has what is newest cosigned, if it is not at `now` less `slack` seconds. */
  look(now: number, slack: number): void {
    if (this.#closed || !this.needed || this.#isFresh(now, slack)) return;
    if (this.#round !== undefined) {
      this.#again = true;
      return;
    }
    void this.#start();
  }

  /** Like `look`, and resolves when it is cosigned, or when every witness has failed. */
  async settled(now: number, slack: number): Promise<void> {
    for (let i = 0; i < 2 && !this.#closed && this.needed && !this.#isFresh(now, slack); i++) {
      this.#again = false;
      await (this.#round ?? this.#start());
    }
  }

  close(): void {
    this.#closed = true;
  }

  #isFresh(now: number, slack: number): boolean {
    const { size } = this.#parts.newest();
    return size === 0 || (this.#newest?.size === size && this.#newest.time + slack >= now);
  }

  #policy(): Known | undefined {
    const policy = this.#parts.keyFile();
    if (policy === undefined) return undefined;
    if (this.#known?.policy !== policy) {
      const named = witnessesOf(policy);
      this.troubles.clear();
      const { consistency, urls } = this.#parts;
      const asked = (named?.keys.policy.witnesses ?? []).flatMap((witness) => {
        const url = urls[witness.name] ?? witness.url;
        if (url === undefined) this.troubles.set(witness.name, unknownAddress(witness.name));
        return url === undefined ? [] : [new AskedWitness(witness, url, consistency)];
      });
      this.#known = { policy, named, asked };
    }
    return this.#known;
  }

  /** At most one round at a time, and one every `COSIGN_MS` unless somebody waits for it. */
  #start(): Promise<void> {
    this.#startedAt = performance.now();
    const round = this.#cosign().finally(() => {
      this.#round = undefined;
      if (!this.#again || this.#closed) return;
      this.#again = false;
      const pause = Math.max(0, this.#startedAt + COSIGN_MS - performance.now());
      setTimeout(() => this.#closed || this.#round !== undefined || void this.#start(), pause).unref();
    });
    return (this.#round = round);
  }

  /** Resolves as soon as enough have signed; later signatures of the same checkpoint are still added. */
  async #cosign(): Promise<void> {
    const { asked, named, policy: keyFile } = this.#policy()!;
    const { note, size } = this.#parts.newest();
    const own = must(parseNote(note));
    const target: Target = { text: own.text, note, size };
    const lines = new Map<string, NoteSignature>();
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    const wanted = (): boolean => !this.#closed && (this.#newest?.size ?? 0) <= size;
    const answers = asked.map(async (witness) => {
      const { name } = witness.witness;
      const line: Result<NoteSignature> = await witness.cosign(target, wanted);
      if (!line.ok) {
        this.troubles.set(name, line.error);
        return;
      }
      this.troubles.delete(name);
      lines.set(name, line.value);
      const { policy } = named!.keys;
      if (this.#closed || !quorumMet(policy, new Set(lines.keys()))) return;
      const by = policy.witnesses.map((w) => w.name).filter((each) => lines.has(each));
      const times = by.map((each) => ({ name: each, time: cosignatureTime(lines.get(each)!.signature)! }));
      const cosigned: Cosigned = {
        size,
        note: formatNote({
          text: own.text,
          signatures: [...own.signatures, ...by.map((each) => lines.get(each)!)],
        }),
        time: newestQuorumTime(policy, times)!,
        by,
        policy: keyFile,
      };
      if (size >= (this.#newest?.size ?? 0)) {
        this.#newest = cosigned;
        await this.#parts.onCosigned(cosigned);
      }
      resolve();
    });
    await Promise.race([enough, Promise.allSettled(answers)]);
  }
}
