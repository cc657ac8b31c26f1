/**
 * Admission: what can be said of an act without ordering it. Its form, its kind and fields, and which of its signatures
 * verify under keys the state knows. A signature that does not verify refuses the whole act; so does an unknown key,
 * because an entry carries exactly the valid signatures (`docs/FORMATS.md` section 3).
 */
import { err, ok, refuse, type Result } from "@comity/canon";
import { parseVkey, verifierOf, type Verifier } from "@comity/signing";
import { countersignerFor } from "../fold/witnessing.ts";
import type { StateReader } from "../state/reader.ts";
import type { Policy } from "../state/records.ts";
import { parseAct, type Act } from "./act.ts";
import { kindOf } from "./catalogue.ts";
import { isObject, parseFields } from "./parse-fields.ts";
import { signerName, type Signer } from "./policy.ts";

/** An act whose form is right and whose signatures all verified. */
export type SignedAct = Act & { readonly signers: readonly Signer[] };

/** Form and fields of an entry. Codes `act-*`, `field-*`, `kind-unknown`, note and JSON codes. */
export function readAct(entry: Uint8Array, assembly?: string): Result<Act> {
  const act = parseAct(entry);
  if (!act.ok) return act;
  if (assembly !== undefined && act.value.assembly !== assembly) {
    return refuse(
      "act-other-assembly",
      `this is ${assembly}; the act is for ${act.value.assembly}`,
      "/assembly",
    );
  }
  const kind = kindOf(act.value.kind);
  if (kind === undefined) return refuse("kind-unknown", "no such act kind; see docs/ACTS.md", "/kind");
  const body = parseFields(kind.fields, act.value.body, "/body");
  if (!body.ok) return body;
  if (kind.shared && act.value.until === undefined) {
    return refuse(
      "act-until-missing",
      "this kind needs `until`: ordering decides, so say how late it may count",
      "/until",
    );
  }
  return act;
}

/** Verifiers of the keys in policies, made once per key text. */
const verifiers = new Map<string, Verifier | undefined>();
const MAX_VERIFIERS = 100_000;

function verifierFor(vkey: string): Verifier | undefined {
  let verifier = verifiers.get(vkey);
  if (verifier === undefined && !verifiers.has(vkey)) {
    const key = parseVkey(vkey);
    const made = key.ok ? verifierOf(key.value) : err(key.error);
    verifier = made.ok ? made.value : undefined;
    if (verifiers.size >= MAX_VERIFIERS) verifiers.clear();
    verifiers.set(vkey, verifier);
  }
  return verifier;
}

/** The key a signature line names, in the state or in what the act itself introduces (`found`, `join`). */
export function keyFor(state: StateReader, act: Act, signer: Signer): string | undefined {
  const slash = signer.name.indexOf("/");
  if (slash < 0) return undefined;
  const party = signer.name.slice(0, slash);
  const known = state.text("parties", `party/${party}`, "party");
  const policies =
    known === undefined
      ? introduced(act, party)
      : [
          known.policy,
          ...(known.recovery ? [known.recovery.from] : []),
          ...(known.replaced ?? []).map(({ policy }) => policy),
        ];
  const prefix = `${signerName(signer)}+`;
  for (const policy of policies) {
    const found = policy.keys.find(({ key }) => key.startsWith(prefix));
    if (found !== undefined) return found.key;
  }
  return undefined;
}

/** Policies of parties that this act introduces. */
function introduced(act: Act, party: string): readonly Policy[] {
  const { body, kind } = act;
  if (kind === "join" && act.by === party) return [body["policy"] as unknown as Policy];
  const parties = kind === "found" && Array.isArray(body["parties"]) ? body["parties"] : [];
  return parties.filter((p) => isObject(p) && p["id"] === party).map((p) => (p as { policy: Policy }).policy);
}

/** One signature to check: bytes that a worker can verify elsewhere. */
export type SignatureCheck = { readonly verifier: Verifier; readonly signature: Uint8Array };

/** The checks an act needs. Code `signature-unknown` for a line whose key the state does not know. */
export function signatureChecks(state: StateReader, act: Act): Result<readonly SignatureCheck[]> {
  const checks: SignatureCheck[] = [];
  for (const line of act.signatures) {
    const key = keyFor(state, act, line);
    const verifier = key === undefined ? countersignerFor(state, line) : verifierFor(key);
    if (verifier === undefined) {
      return refuse("signature-unknown", `no party here has the key ${signerName(line)}`, "/signatures");
    }
    checks.push({ verifier, signature: line.signature });
  }
  return ok(checks);
}

/** Verifies all signatures at once. Codes `signature-unknown`, `signature-invalid`. */
export function verifyAct(state: StateReader, act: Act): Result<SignedAct> {
  const checks = signatureChecks(state, act);
  if (!checks.ok) return checks;
  for (const [i, { verifier, signature }] of checks.value.entries()) {
    if (!verifier.verify(act.text, signature)) {
      return refuse(
        "signature-invalid",
        `the signature of ${act.signatures[i]!.name} does not verify`,
        "/signatures",
      );
    }
  }
  return ok(signed(act));
}

/** An act whose signatures were verified elsewhere. */
export const signed = (act: Act): SignedAct => ({
  ...act,
  signers: act.signatures.map(({ name, keyId }) => ({ name, keyId })),
});
