/**
 * Cosignatures (c2sp.org/tlog-cosignature): `u64 time || signature` by a key that is not necessarily the log's, with
 * Ed25519 (type 0x04, over the whole checkpoint text) or ML-DSA-44 (type 0x06, over a subtree and the cosigner's
 * name; extension lines are not covered).
 */
import { concat, ok, readUint, refuse, uintBytes, utf8, type Result } from "@comity/canon";
import { signEd25519, signMldsa, verifierKey, verifierOf, verifyEd25519, verifyMldsa } from "@comity/signing";
import { ed25519PublicKey, mldsaPublicKey } from "@comity/signing";
import type { KeyFile, NoteSignature, Verifier, VerifierKey } from "@comity/signing";
import { parseCheckpoint } from "./checkpoint.ts";

/** `time` in seconds since 1970, at most 2^53-1 (ours; the format allows 2^63-1). */
export type Cosigner = {
  readonly key: VerifierKey;
  /** Signs a checkpoint's note text. Codes of `parseCheckpoint`, `cosignature-time`. */
  readonly cosign: (text: Uint8Array, time: number) => Result<NoteSignature>;
};

/** A part of a log: [start, end) and its root; a checkpoint is [0, size). */
export type Subtree = {
  readonly origin: string;
  readonly start: number;
  readonly end: number;
  readonly root: Uint8Array;
};

const TIME = 8;

/** The time of a cosignature, or undefined when it is too short or beyond 2^53-1. */
export function cosignatureTime(signature: Uint8Array): number | undefined {
  const time = signature.length > TIME ? readUint(signature, 0, TIME) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** A verifier for any key a checkpoint may carry: plain note keys and both kinds of cosignature. Codes of `verifierOf`. */
export function checkpointVerifier(key: VerifierKey, field = ""): Result<Verifier> {
  if (key.type !== "ed25519-cosignature" && key.type !== "mldsa44-cosignature") return verifierOf(key, field);
  return ok({ key, verify: (text, signature) => verifyCosignature(key, text, signature) });
}

/** Whether `signature` (time and signature bytes) is the cosignature of a checkpoint text. */
export function verifyCosignature(key: VerifierKey, text: Uint8Array, signature: Uint8Array): boolean {
  const time = cosignatureTime(signature);
  const checkpoint = parseCheckpoint(text);
  if (time === undefined || !checkpoint.ok) return false;
  if (key.type === "ed25519-cosignature") {
    return verifyEd25519(key.material, ed25519Message(text, time), signature.subarray(TIME));
  }
  const { origin, size, root } = checkpoint.value;
  return verifySubtreeCosignature(key, { origin, start: 0, end: size, root }, signature);
}

/** The ML-DSA-44 cosignature of a subtree; a part that does not start at 0 carries time 0. */
export function verifySubtreeCosignature(key: VerifierKey, part: Subtree, signature: Uint8Array): boolean {
  const time = cosignatureTime(signature);
  if (time === undefined || key.type !== "mldsa44-cosignature") return false;
  const message = subtreeMessage(key.name, time, part);
  return message.ok && verifyMldsa("mldsa44", key.material, message.value, signature.subarray(TIME));
}

/** A cosigner from a private key file: `ed25519` gives type 0x04, `mldsa44` type 0x06. Code `key-type`. */
export function cosignerOf(file: KeyFile): Result<Cosigner> {
  if (file.type === "mldsa65")
    return refuse("key-type", "a cosigner has an Ed25519 or ML-DSA-44 key", "type");
  const ed25519 = file.type === "ed25519";
  const key = ed25519
    ? verifierKey(file.name, "ed25519-cosignature", ed25519PublicKey(file.secret))
    : verifierKey(file.name, "mldsa44-cosignature", mldsaPublicKey("mldsa44", file.secret));
  if (!key.ok) return key;
  const { name, id } = key.value;
  const cosign: Cosigner["cosign"] = (text, time) => {
    const checkpoint = parseCheckpoint(text);
    if (!checkpoint.ok) return checkpoint;
    if (!Number.isSafeInteger(time) || time < 0)
      return refuse("cosignature-time", "expected whole seconds", "time");
    const { origin, size, root } = checkpoint.value;
    const message = ed25519
      ? ok(ed25519Message(text, time))
      : subtreeMessage(name, time, { origin, start: 0, end: size, root });
    if (!message.ok) return message;
    const signed = ed25519
      ? signEd25519(file.secret, message.value)
      : signMldsa("mldsa44", file.secret, message.value);
    return ok({ name, keyId: id, signature: concat(uintBytes(time, TIME), signed) });
  };
  return ok({ key: key.value, cosign });
}

const ed25519Message = (text: Uint8Array, time: number): Uint8Array =>
  concat(utf8(`cosignature/v1\ntime ${time}\n`), text);

/** The `cosigned_message` of the specification. Codes `cosignature-name`, `cosignature-time`. */
export function subtreeMessage(cosigner: string, time: number, part: Subtree): Result<Uint8Array> {
  const [name, origin] = [utf8(cosigner), utf8(part.origin)];
  if (name.length === 0 || name.length > 255 || origin.length === 0 || origin.length > 255) {
    return refuse("cosignature-name", "cosigner name and origin have 1 to 255 bytes", "name");
  }
  if (part.start !== 0 && time !== 0) {
    return refuse("cosignature-time", "a subtree that does not start at 0 is signed with time 0", "time");
  }
  return ok(
    concat(
      utf8("subtree/v1\n\0"),
      Uint8Array.of(name.length),
      name,
      uintBytes(time, TIME),
      Uint8Array.of(origin.length),
      origin,
      uintBytes(part.start, 8),
      uintBytes(part.end, 8),
      part.root,
    ),
  );
}
