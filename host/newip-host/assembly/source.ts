/**
 * Facts of an assembly's register of networks, read through the public API of any node, replica or mirror. Each comes
 * as a proof that whoever starts the node verifies with the assembly's key file (`Prover`); what does not verify, or is
 * older than what was seen before, is a refusal. This room knows no proofs: it is handed the verifier.
 */
import type { Json } from "../json.ts";
import { ok, refuse, type Result } from "../refusal.ts";

/** What is proven of a key: its record, or that there is none; the size of the log and the time (s) of that state. */
export type Fact = { readonly record: Json | undefined; readonly size: number; readonly time: number };
/** Verifies a proof about a key of the register of networks. */
export type Prover = (proof: Uint8Array, key: string) => Result<Fact>;

/** Makes the verifier from the path of an assembly's public key file. */
export type ProverOf = (keyFile: string) => Result<Prover>;

const TIMEOUT_MS = 10_000;
/** Longest answer read (bytes): that of a proof file. */
const MAX_ANSWER = 4_000_000;

/** A body, never more than the most: a server that does not stop is no reason to run out of memory. */
async function bodyOf(response: Response): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += (part as Uint8Array).length;
    if (size > MAX_ANSWER) return undefined;
    parts.push(part as Uint8Array);
  }
  return Buffer.concat(parts);
}

export class RecordSource {
  readonly #base: string;
  readonly #prover: Prover;
  #size = 0;

  constructor(base: string, prover: Prover) {
    this.#base = base;
    this.#prover = prover;
  }

  /** Codes `assembly-unreachable`, `assembly-answer`, `assembly-behind`, and those of the prover. */
  async fact(key: string): Promise<Result<Fact>> {
    const proof = await this.get(`proof/fact?register=networks&key=${encodeURIComponent(key)}`);
    if (!proof.ok) return proof;
    const fact = this.#prover(proof.value, key);
    if (!fact.ok) return fact;
    if (fact.value.size < this.#size)
      return refuse(
        "assembly-behind",
        `${this.#base} serves an older state than was seen already`,
        "assembly",
      );
    this.#size = fact.value.size;
    return fact;
  }

  async get(path: string): Promise<Result<Uint8Array>> {
    try {
      const response = await fetch(`${this.#base}/api/v1/${path}`, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body = await bodyOf(response);
      if (response.ok && body !== undefined) return ok(body);
      return refuse("assembly-answer", `${this.#base} answers ${response.status} to ${path}`, "assembly");
    } catch (cause) {
      const { message } = cause as Error;
      return refuse("assembly-unreachable", `no answer from ${this.#base}: ${message}`, "assembly");
    }
  }
}
