/** The log's private keys a node has, and which of them sign: those that a key file in force, or decided, names. */
import { utf8 } from "@comity/canon";
import type { StateReader } from "@comity/assembly";
import { parsePolicy } from "@comity/log";
import { formatNote, formatVkey, signNote, type Signer } from "@comity/signing";

export class LogSigners {
  readonly #signers: readonly { readonly signer: Signer; readonly vkey: string }[];
  #last: { readonly policies: string; readonly signers: readonly Signer[] } | undefined;

  /** The first one signs until the assembly is founded. */
  constructor(signers: readonly Signer[]) {
    this.#signers = signers.map((signer) => ({ signer, vkey: formatVkey(signer.key) }));
  }

  /** None: the key file in force names other keys than these. */
  of(state: StateReader): readonly Signer[] {
    const record = state.text("decisions", "assembly", "assembly");
    if (record === undefined) return this.#signers.slice(0, 1).map(({ signer }) => signer);
    const policies = `${record.policy}\n${record.nextPolicy ?? ""}`;
    if (this.#last?.policies === policies) return this.#last.signers;
    const inForce = this.#named(record.policy);
    // Without a key that is in force nothing else has a meaning.
    const signers = inForce.length === 0 ? [] : [...new Set([...inForce, ...this.#named(record.nextPolicy)])];
    this.#last = { policies, signers };
    return signers;
  }

  #named(policy: string | undefined): Signer[] {
    const parsed = policy === undefined ? undefined : parsePolicy(utf8(policy));
    const named =
      parsed?.ok === true ? new Set(parsed.value.logs.map(({ key }) => formatVkey(key))) : undefined;
    return this.#signers.filter(({ vkey }) => named?.has(vkey) === true).map(({ signer }) => signer);
  }
}

/** A note with a line of each. */
export function signedBy(text: Uint8Array, signers: readonly Signer[]): Uint8Array {
  const signatures = signers.flatMap((signer) => {
    const note = signNote(text, signer);
    if (!note.ok) throw new Error(`checkpoint: ${note.error.detail}`);
    return note.value.signatures;
  });
  return formatNote({ text, signatures });
}
