/**
 * Checks a proof file from its bytes and the key file alone, with the portable engines of `@comity/signing` (no
 * WebCrypto: it works over plain HTTP too). The steps are those of `docs/FORMATS.md` section 11.
 */
import * as assembly from "@comity/assembly";

export type StepOutcome = "ok" | "no" | "skipped";
export type Step = {
  readonly name: string;
  readonly outcome: StepOutcome;
  readonly detail: string;
  readonly bytes: readonly (readonly [label: string, text: string])[];
};
export type Checked = {
  readonly ok: boolean;
  readonly steps: readonly Step[];
  /** What the proof says about its key, when it is a fact proof that holds. */
  readonly answer?: readonly { readonly key: string; readonly value: string }[];
};

export function verifyProofFile(_file: Uint8Array, _keyFile: string): Checked {
  const detail = "verifyFactProof" in assembly ? "" : "this build has no verifier";
  return { ok: false, steps: [{ name: "verifier", outcome: "no", detail, bytes: [] }] };
}
