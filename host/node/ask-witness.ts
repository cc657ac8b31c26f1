/** One witness as its client sees it: `POST add-checkpoint` (c2sp.org/tlog-witness), until it has signed or refused. */
import { concat, decimal, fromUtf8, ok, refuse, utf8, type Result } from "@comity/canon";
import { checkpointVerifier, formatAddCheckpoint, type PolicyWitness } from "@comity/log";
import { parseNote, type NoteSignature } from "@comity/signing";
import { MAX_WITNESS_ANSWER_BYTES, WITNESS_MS } from "./limits.ts";

/** A checkpoint to be cosigned: its text, the note with the log's own signature, and its size. */
export type Target = { readonly text: Uint8Array; readonly note: Uint8Array; readonly size: number };
export type Consistency = (size1: number, size2: number) => Result<readonly Uint8Array[]>;

/** Other processes may write the same log: the witness says what it knows, this often at most. */
const MAX_TRIES = 3;

export class AskedWitness {
  readonly witness: PolicyWitness;
  readonly url: string;
  readonly #consistency: Consistency;
  /** The size it signed last, as far as we know. */
  #size = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(witness: PolicyWitness, url: string, consistency: Consistency) {
    this.witness = witness;
    this.url = url.replace(/\/+$/, "");
    this.#consistency = consistency;
  }

  /**
   * Its cosignature. One request at a time; `wanted` says, when its turn comes, whether it is still needed. Codes
   * `witness-unreachable`, `witness-refused`, `witness-ahead` (it has seen a longer log than this one: somebody went back),
   * `witness-answer`.
   */
  cosign(target: Target, wanted: () => boolean): Promise<Result<NoteSignature>> {
    const run = async (): Promise<Result<NoteSignature>> =>
      wanted()
        ? this.#cosign(target)
        : refuse("witness-unreachable", "it was still busy with an earlier checkpoint");
    const answer = this.#last.then(run, run);
    this.#last = answer;
    return answer;
  }

  async #cosign(target: Target): Promise<Result<NoteSignature>> {
    for (let i = 0; i < MAX_TRIES; i++) {
      if (this.#size > target.size)
        return refuse("witness-ahead", this.#says(`has signed size ${this.#size} already`));
      const proof =
        this.#size === 0 || this.#size === target.size ? ok([]) : this.#consistency(this.#size, target.size);
      if (!proof.ok) return proof;
      const body = formatAddCheckpoint({ oldSize: this.#size, proof: proof.value, checkpoint: target.note });
      const answer = await this.#post(body);
      if (!answer.ok) return answer;
      const { status, bytes } = answer.value;
      if (status === 200) {
        const line = this.#line(target, bytes);
        if (line.ok) this.#size = target.size;
        return line;
      }
      const text = fromUtf8(bytes);
      const known = status === 409 && text.ok ? decimal(text.value.trimEnd()) : undefined;
      if (known?.ok !== true) {
        return refuse(
          "witness-refused",
          this.#says(`answers ${status} ${text.ok ? text.value.slice(0, 200).trim() : ""}`),
        );
      }
      this.#size = known.value;
    }
    return refuse("witness-refused", this.#says("does not agree on the size it has signed"));
  }

  #line(target: Target, bytes: Uint8Array): Result<NoteSignature> {
    const note = parseNote(concat(target.text, utf8("\n"), bytes));
    const verifier = checkpointVerifier(this.witness.key);
    const { id, name } = this.witness.key;
    const line = note.ok ? note.value.signatures.find((s) => s.name === name && s.keyId === id) : undefined;
    if (line === undefined || !verifier.ok || !verifier.value.verify(target.text, line.signature)) {
      return refuse("witness-answer", this.#says("answers without its cosignature of this checkpoint"));
    }
    return ok(line);
  }

  async #post(body: Uint8Array): Promise<Result<{ status: number; bytes: Uint8Array }>> {
    try {
      const signal = AbortSignal.timeout(WITNESS_MS);
      const response = await fetch(`${this.url}/add-checkpoint`, {
        method: "POST",
        body: new Uint8Array(body),
        redirect: "error",
        signal,
      });
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of response.body ?? []) {
        size += chunk.length;
        if (size > MAX_WITNESS_ANSWER_BYTES) return refuse("witness-answer", this.#says("answers too much"));
        chunks.push(chunk);
      }
      return ok({ status: response.status, bytes: concat(...chunks) });
    } catch (error) {
      return refuse(
        "witness-unreachable",
        this.#says(`does not answer: ${String((error as Error).cause ?? error)}`),
      );
    }
  }

  #says(what: string): string {
    return `witness ${this.witness.name} at ${this.url} ${what}`;
  }
}
