/**
 * Admission in the main thread (SEMANTICS C1): form, kind, fields, keys and signatures, against the newest state. What
 * fails here leaves no trace. Ed25519 signatures are verified on the pool, collected over one turn of the loop.
 */
import { ok, refuse, type Result } from "@comity/canon";
import {
  datasetsIn,
  documentsIn,
  readAct,
  signatureChecks,
  type Act,
  type StateReader,
} from "@comity/assembly";
import type { Signed, VerifyPool } from "@comity/native";

export type Surroundings = {
  readonly origin: string;
  readonly pool: VerifyPool;
  readonly state: () => StateReader;
  readonly hasBlob: (kind: "datasets" | "documents", hash: string) => boolean;
};

/** Signatures that are handed to the pool at once. */
const ENOUGH = 128;

type Question = { readonly signed: Signed; readonly answer: (verified: boolean) => void };

export class Admission {
  readonly #around: Surroundings;
  #questions: Question[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Codes of `readAct`, `signature-*`, `dataset-missing`, `document-missing`. */
  async admit(entry: Uint8Array): Promise<Result<Act>> {
    const act = readAct(entry, this.#around.origin);
    if (!act.ok) return act;
    const { value } = act;
    if (!value.signatures.some(({ name }) => name.startsWith(`${value.by}/`))) {
      return refuse("signature-missing", `${value.by} has to sign its own act`, "/signatures");
    }
    const verified = await this.verify(value);
    if (!verified.ok) return verified;
    for (const { hash, field } of datasetsIn(value.body)) {
      if (!this.#around.hasBlob("datasets", hash)) {
        return refuse("dataset-missing", "send the dataset first: POST /api/v1/datasets", field);
      }
    }
    for (const { hash, field } of documentsIn(value.kind, value.body)) {
      if (!this.#around.hasBlob("documents", hash)) {
        return refuse(
          "document-missing",
          "send the document first: POST /api/v1/documents, or comity act submit ACT --document FILE",
          field,
        );
      }
    }
    return act;
  }

  /** Whether every signature verifies under a key the state knows. Codes `signature-unknown`, `signature-invalid`. */
  async verify(act: Act): Promise<Result<true>> {
    const checks = signatureChecks(this.#around.state(), act);
    if (!checks.ok) return checks;
    const verdicts = await Promise.all(
      checks.value.map(({ verifier, signature }) =>
        verifier.key.type === "ed25519"
          ? this.#ask({ key: verifier.key.material, message: act.text, signature })
          : Promise.resolve(verifier.verify(act.text, signature)),
      ),
    );
    const bad = verdicts.indexOf(false);
    if (bad < 0) return ok(true);
    return refuse(
      "signature-invalid",
      `the signature of ${act.signatures[bad]!.name} does not verify`,
      "/signatures",
    );
  }

  #ask(signed: Signed): Promise<boolean> {
    return new Promise((answer) => {
      const waiting = this.#questions.push({ signed, answer });
      // Enough for a thread of the pool: it need not wait until everything that came with it has been read.
      if (waiting === ENOUGH) void this.#flush();
      else if (waiting === 1) setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const questions = this.#questions;
    if (questions.length === 0) return;
    this.#questions = [];
    const verdicts = await this.#around.pool.verify(questions.map(({ signed }) => signed)).catch(() => []);
    for (const [i, { answer }] of questions.entries()) answer(verdicts[i] === true);
  }
}

/** The notes of a body with one or several acts: a line that is an act's header starts the next one. */
export function splitNotes(body: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  const notes: Uint8Array[] = [];
  let from = 0;
  for (;;) {
    const next = bytes.indexOf(HEADER_LINE, from + 1);
    if (next < 0) break;
    notes.push(bytes.subarray(from, next + 1));
    from = next + 1;
  }
  notes.push(bytes.subarray(from));
  return notes;
}

// Signature lines start with a dash and the JSON with a brace, so such a line occurs nowhere else.
const HEADER_LINE = Buffer.from("\ncomity/act/v1\n");
