/**
 * The replay of a log: every entry is taken apart strictly, every signature verified (on all cores), every block applied
 * by the fold and its record compared byte for byte, every leaf hashed into the root of the tree.
 */
import {
  Assembly,
  datasetsIn,
  documentsIn,
  formatBlockRecord,
  isBlockRecord,
  parseBlockRecord,
  readAct,
  signatureChecks,
  signed,
  witnessOf,
  type Act,
  type SignedAct,
} from "@comity/assembly";
import { equalBytes, fromBase64, ok, refuse, type Result } from "@comity/canon";
import { Frontier } from "@comity/log";
import type { VerifyPool } from "@comity/native";
import type { Verifier } from "@comity/signing";
import type { Found } from "./found.ts";
import { KeysSeen } from "./keys-seen.ts";
import { Signatures } from "./signatures.ts";
import type { LogSource } from "./source.ts";

/** Where a replay goes on: the state after `frontier.size` entries, the end of a block. */
export type ReplayStart = {
  readonly assembly: Assembly;
  readonly frontier: Frontier;
  /** Roots of the tree at earlier ends of blocks that a later block may refer to, by size. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
  readonly keys: KeysSeen;
};

export class LogReplay {
  readonly assembly: Assembly;
  readonly frontier: Frontier;
  readonly roots: Map<number, Uint8Array>;
  readonly keys: KeysSeen;
  /** Every key file that was in force. */
  readonly keyFiles: Set<string> = new Set();
  /** Acts so far. */
  acts = 0;
  /** The newest block record. */
  record: Uint8Array | undefined;
  readonly #source: LogSource;
  readonly #signatures: Signatures;
  readonly #datasets = new Map<string, Uint8Array>();
  /** Read and hashed already. */
  readonly #documents = new Set<string>();
  #block: SignedAct[] = [];

  constructor(source: LogSource, pool: VerifyPool, start?: ReplayStart) {
    this.#source = source;
    this.#signatures = new Signatures(pool);
    this.assembly = start?.assembly ?? new Assembly();
    this.frontier = start?.frontier ?? new Frontier();
    this.roots = new Map(start?.roots);
    this.keys = start?.keys ?? new KeysSeen();
  }

  /** Whether acts were read whose block has not ended. */
  get isOpen(): boolean {
    return this.#block.length > 0;
  }

  /** The next entry and its leaf hash. What is `unread` was not taken. */
  async entry(bytes: Uint8Array, leaf: Uint8Array): Promise<Found | undefined> {
    const index = this.frontier.size;
    const isRecord = isBlockRecord(bytes);
    const found = isRecord ? this.#record(bytes, index) : await this.#act(bytes, index);
    if (found !== undefined) return found;
    this.frontier.append(leaf);
    if (isRecord) this.#ended(bytes);
    return this.#signatures.wrong;
  }

  /** Waits for the signatures that are still being verified. */
  async settle(): Promise<Found | undefined> {
    await this.#signatures.settle();
    return this.#signatures.wrong;
  }

  #record(bytes: Uint8Array, index: number): Found | undefined {
    const record = parseBlockRecord(bytes);
    if (!record.ok) return { index, ...record.error };
    const witness = witnessOf(record.value.witness, (size) => this.#rootAt(size));
    if (!witness.ok) return { index, ...witness.error };
    const block = this.assembly.applyBlock(
      record.value.time,
      this.#block,
      (hash) => this.#datasets.get(hash),
      witness.value,
    );
    if (!block.ok) return { index, ...block.error };
    const { stateRoot: expected } = block.value.record;
    if (!equalBytes(formatBlockRecord(block.value.record), bytes)) {
      const detail = `replay gives another block record than the log: ${expected}`;
      const differs = expected !== record.value.stateRoot;
      return {
        index,
        code: "state-root",
        detail,
        ...(differs ? { state: { expected, record: bytes } } : {}),
      };
    }
    return undefined;
  }

  /** A block ended with `record`. */
  #ended(record: Uint8Array): void {
    this.record = record;
    this.#block = [];
    this.#datasets.clear();
    const { state, witnessed } = this.assembly;
    const { nextPolicy, policy } = state.text("decisions", "assembly", "assembly") ?? {};
    if (policy !== undefined) this.keyFiles.add(policy.trim());
    // Roots that a later block may refer to: from the newest witnessed size on, or all while a key file waits.
    if (witnessed === undefined && nextPolicy === undefined) return;
    for (const size of this.roots.keys()) {
      if (size >= (witnessed?.size ?? 0)) break;
      this.roots.delete(size);
    }
    this.roots.set(this.frontier.size, this.frontier.root());
  }

  #rootAt(size: number): Result<Uint8Array> {
    const root = this.roots.get(size);
    return root === undefined
      ? refuse("block-witness", `the block carries a checkpoint of size ${size}, where no block ends`)
      : ok(root);
  }

  async #act(bytes: Uint8Array, index: number): Promise<Found | undefined> {
    const act = readAct(bytes);
    if (!act.ok) return { index, ...act.error };
    const checks = this.#verifiers(act.value);
    if (!checks.ok) return { index, ...checks.error };
    const unread = await this.#fetch(act.value, index);
    if (unread !== undefined) return unread;
    for (const [i, verifier] of checks.value.entries()) {
      const { signature, name } = act.value.signatures[i]!;
      const { key } = verifier;
      const message = act.value.text;
      if (key.type === "ed25519")
        this.#signatures.add({ index, name, signed: { key: key.material, message, signature } });
      else if (!verifier.verify(message, signature))
        return { index, code: "signature-invalid", detail: `the signature of ${name} does not verify` };
    }
    this.#block.push(signed(act.value));
    this.acts++;
    await this.#signatures.flow();
    return undefined;
  }

  /** The datasets and documents an act names. */
  async #fetch({ body, kind }: Act, index: number): Promise<Found | undefined> {
    const missing = (what: string, hash: string): Found => {
      const detail = `the ${what} ${hash} is not there or damaged`;
      return { index, code: `${what}-missing`, detail, unread: true };
    };
    for (const { hash } of datasetsIn(body)) {
      const name = fromBase64(hash);
      const dataset = name.ok ? await this.#source.dataset(name.value) : undefined;
      if (dataset === undefined) return missing("dataset", hash);
      this.#datasets.set(hash, dataset);
    }
    for (const { hash } of documentsIn(kind, body)) {
      if (this.#documents.has(hash)) continue;
      const name = fromBase64(hash);
      if (!name.ok || (await this.#source.document(name.value)) === undefined)
        return missing("document", hash);
      this.#documents.add(hash);
    }
    return undefined;
  }

  #verifiers(act: Act): Result<readonly Verifier[]> {
    const { state } = this.assembly;
    this.keys.remember(state, act);
    const checks = signatureChecks(state, act);
    if (checks.ok) return ok(checks.value.map(({ verifier }) => verifier));
    const seen = act.signatures.map((line) => this.keys.find(line));
    return seen.every((verifier) => verifier !== undefined) ? ok(seen) : checks;
  }
}
