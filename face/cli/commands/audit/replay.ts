/**
 * The audit itself: every entry is taken apart strictly, every signature verified (on all cores), every block applied
 * by the fold and its record compared byte for byte, every leaf hashed into the root the checkpoint signs.
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
import { equalBytes, fromBase64, ok, refuse, utf8, type Result } from "@comity/canon";
import { Frontier, HASH_LENGTH, leafHash, openCheckpoint, parsePolicy, policyKeys } from "@comity/log";
import type { Signed, VerifyPool } from "@comity/native";
import type { Verifier } from "@comity/signing";
import { KeysSeen } from "./keys-seen.ts";
import type { AuditSource } from "./source.ts";

export type Audited = { readonly entries: number; readonly acts: number; readonly height: number };
type Wrong = { readonly index: number; readonly code: string; readonly detail: string };

/** Batches of signatures on their way at once. */
const MAX_BATCHES = 16;
const BATCH = 1024;

/** `keyFile` is compared with the log's own when given. Codes of the fold, `state-root`, `log-root`, `key-file-other`. */
export async function auditLog(
  source: AuditSource,
  pool: VerifyPool,
  keyFile: string | undefined,
  progress: (entries: number) => void,
): Promise<Result<Audited>> {
  const run = new Audit(source, pool);
  for await (const bundle of source.bundles()) {
    if (!bundle.ok) return bundle;
    const { entries, leaves } = bundle.value;
    for (const [i, entry] of entries.entries()) {
      const leaf = leaves?.subarray(i * HASH_LENGTH, (i + 1) * HASH_LENGTH) ?? leafHash(entry);
      const wrong = (await run.entry(entry, leaf)) ?? run.wrong;
      if (wrong !== undefined) return refuse(wrong.code, `entry ${wrong.index}: ${wrong.detail}`);
    }
    progress(run.index);
  }
  await run.verified();
  if (run.wrong !== undefined) return refuse(run.wrong.code, `entry ${run.wrong.index}: ${run.wrong.detail}`);
  return run.finish(keyFile);
}

class Audit {
  index = 0;
  /** The first signature that does not hold. */
  wrong: Wrong | undefined;
  readonly #source: AuditSource;
  readonly #pool: VerifyPool;
  readonly #assembly = new Assembly();
  readonly #frontier = new Frontier();
  readonly #keys = new KeysSeen();
  /** Every key file that was in force. */
  readonly #keyFiles = new Set<string>();
  readonly #roots = new Map<number, Uint8Array>();
  readonly #datasets = new Map<string, Uint8Array>();
  /** Read and hashed already. */
  readonly #documents = new Set<string>();
  #acts: SignedAct[] = [];
  #count = 0;
  #asked: { readonly signed: Signed; readonly index: number; readonly name: string }[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(source: AuditSource, pool: VerifyPool) {
    this.#source = source;
    this.#pool = pool;
  }

  /** `leaf` is the entry's leaf hash. */
  async entry(bytes: Uint8Array, leaf: Uint8Array): Promise<Wrong | undefined> {
    this.#frontier.append(leaf);
    const index = this.index++;
    const say = (code: string, detail: string): Wrong => ({ index, code, detail });
    if (!isBlockRecord(bytes)) return this.#act(bytes, index, say);
    const record = parseBlockRecord(bytes);
    if (!record.ok) return say(record.error.code, record.error.detail);
    const witness = witnessOf(record.value.witness, (size) => this.#rootAt(size));
    if (!witness.ok) return say(witness.error.code, witness.error.detail);
    const block = this.#assembly.applyBlock(
      record.value.time,
      this.#acts,
      (hash) => this.#datasets.get(hash),
      witness.value,
    );
    if (!block.ok) return say(block.error.code, block.error.detail);
    if (!equalBytes(formatBlockRecord(block.value.record), bytes)) {
      const { stateRoot } = block.value.record;
      return say("state-root", `replay gives another block record than the log: ${stateRoot}`);
    }
    this.#acts = [];
    this.#datasets.clear();
    this.#keepRoot();
    const { policy } = this.#assembly.state.text("decisions", "assembly", "assembly") ?? {};
    if (policy !== undefined) this.#keyFiles.add(policy.trim());
    return undefined;
  }

  /** Only the roots that a later block may refer to: from the newest witnessed size on. */
  #keepRoot(): void {
    const { witnessed } = this.#assembly;
    if (witnessed === undefined) return;
    for (const size of this.#roots.keys()) {
      if (size >= witnessed.size) break;
      this.#roots.delete(size);
    }
    this.#roots.set(this.index, this.#frontier.root());
  }

  #rootAt(size: number): Result<Uint8Array> {
    const root = this.#roots.get(size);
    return root === undefined
      ? refuse("block-witness", `the block carries a checkpoint of size ${size}, where no block ends`)
      : ok(root);
  }

  async #act(
    bytes: Uint8Array,
    index: number,
    say: (code: string, detail: string) => Wrong,
  ): Promise<Wrong | undefined> {
    const act = readAct(bytes);
    if (!act.ok) return say(act.error.code, act.error.detail);
    const checks = this.#verifiers(act.value);
    if (!checks.ok) return say(checks.error.code, checks.error.detail);
    for (const [i, verifier] of checks.value.entries()) {
      const { signature, name } = act.value.signatures[i]!;
      const { key } = verifier;
      if (key.type === "ed25519")
        this.#asked.push({
          index,
          name,
          signed: { key: key.material, message: act.value.text, signature },
        });
      else if (!verifier.verify(act.value.text, signature))
        return say("signature-invalid", `the signature of ${name} does not verify`);
    }
    for (const { hash } of datasetsIn(act.value.body)) {
      const bytesOf = fromBase64(hash);
      const dataset = bytesOf.ok ? await this.#source.dataset(bytesOf.value) : undefined;
      if (dataset === undefined) return say("dataset-missing", `the dataset ${hash} is not there or damaged`);
      this.#datasets.set(hash, dataset);
    }
    for (const { hash } of documentsIn(act.value.kind, act.value.body)) {
      if (this.#documents.has(hash)) continue;
      const bytesOf = fromBase64(hash);
      if (!bytesOf.ok || (await this.#source.document(bytesOf.value)) === undefined)
        return say("document-missing", `the document ${hash} is not there or damaged`);
      this.#documents.add(hash);
    }
    this.#acts.push(signed(act.value));
    this.#count++;
    if (this.#asked.length >= BATCH) await this.#send();
    return undefined;
  }

  #verifiers(act: Act): Result<readonly Verifier[]> {
    const { state } = this.#assembly;
    this.#keys.remember(state, act);
    const checks = signatureChecks(state, act);
    if (checks.ok) return ok(checks.value.map(({ verifier }) => verifier));
    const seen = act.signatures.map((line) => this.#keys.find(line));
    return seen.every((verifier) => verifier !== undefined) ? ok(seen) : checks;
  }

  /** Hands a batch to the pool; waits only when too many are on their way. */
  async #send(): Promise<void> {
    const batch = this.#asked;
    this.#asked = [];
    const answer = this.#pool.verify(batch.map(({ signed: s }) => s)).then((verdicts) => {
      const bad = verdicts.indexOf(false);
      if (bad < 0 || (this.wrong !== undefined && this.wrong.index < batch[bad]!.index)) return;
      const { index, name } = batch[bad]!;
      this.wrong = { index, code: "signature-invalid", detail: `the signature of ${name} does not verify` };
    });
    this.#running.add(answer);
    void answer.finally(() => this.#running.delete(answer));
    if (this.#running.size >= MAX_BATCHES) await Promise.race(this.#running);
  }

  async verified(): Promise<void> {
    if (this.#asked.length > 0) await this.#send();
    await Promise.all(this.#running);
  }

  finish(keyFile: string | undefined): Result<Audited> {
    const { checkpoint, note } = this.#source;
    if (this.#acts.length > 0) return refuse("log-invalid", "the log ends inside a block");
    if (!equalBytes(this.#frontier.root(), checkpoint.root))
      return refuse("log-root", "the entries do not give the root that the checkpoint signs");
    const own = this.#assembly.state.text("decisions", "assembly", "assembly")?.policy;
    if (own !== undefined && keyFile !== undefined && !this.#keyFiles.has(keyFile.trim()))
      return refuse("key-file-other", "the log names other keys than the key file that was given");
    const policy = own === undefined ? undefined : parsePolicy(utf8(own));
    const keys = policy === undefined || !policy.ok ? policy : policyKeys(policy.value);
    const opened = keys === undefined || !keys.ok ? keys : openCheckpoint(note, keys.value);
    if (opened?.ok === false) return opened;
    return ok({ entries: this.index, acts: this.#count, height: this.#assembly.height });
  }
}
