/**
 * Countersignatures: a witness says when it saw the hash of a statement (SEMANTICS C4). The bytes are those of an Ed25519
 * cosignature (type 0x04, `u64 time ‖ signature`), over a text that no checkpoint can be: its second line is no decimal.
 */
import { concat, ok, refuse, toBase64, uintBytes, utf8, type Result } from "@comity/canon";
import { ed25519PublicKey, signEd25519, verifierKey, verifyEd25519 } from "@comity/signing";
import type { KeyFile, NoteSignature, Verifier, VerifierKey } from "@comity/signing";
import { cosignatureTime } from "./cosignature.ts";

const TIME = 8;

const message = (hash: Uint8Array, time: number): Uint8Array =>
  utf8(`cosignature/v1\ntime ${time}\ncomity/countersign/v1\n${toBase64(hash)}\n`);

/** Whether `signature` is the countersignature of `hash` (32 bytes) by a cosignature key. */
export function verifyCountersignature(key: VerifierKey, hash: Uint8Array, signature: Uint8Array): boolean {
  const time = cosignatureTime(signature);
  return (
    time !== undefined &&
    key.type === "ed25519-cosignature" &&
    verifyEd25519(key.material, message(hash, time), signature.subarray(TIME))
  );
}

/** Verifies countersignatures of statements: `hashOf` gives the hash of the signed text. */
export const countersignatureVerifier = (
  key: VerifierKey,
  hashOf: (text: Uint8Array) => Uint8Array,
): Verifier => ({
  key,
  verify: (text, signature) => verifyCountersignature(key, hashOf(text), signature),
});

/** Countersigns `hash` at `time` (seconds). Codes `key-type` (Ed25519 only), `cosignature-time`. */
export function countersign(file: KeyFile, hash: Uint8Array, time: number): Result<NoteSignature> {
  if (file.type !== "ed25519")
    return refuse("key-type", "statements are countersigned with an Ed25519 key", "type");
  if (!Number.isSafeInteger(time) || time < 0)
    return refuse("cosignature-time", "expected whole seconds", "time");
  const key = verifierKey(file.name, "ed25519-cosignature", ed25519PublicKey(file.secret));
  if (!key.ok) return key;
  const signed = signEd25519(file.secret, message(hash, time));
  return ok({
    name: key.value.name,
    keyId: key.value.id,
    signature: concat(uintBytes(time, TIME), signed),
  });
}
