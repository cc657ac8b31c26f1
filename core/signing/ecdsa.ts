/**
 * ECDSA over P-256 with SHA-256 (FIPS 186-5) as 64 bytes r || s. ECDSA is malleable: (r, s) and (r, n - s) both hold.
 * Stored signatures have the low s, so that one statement has one spelling.
 */
import { p256 } from "@noble/curves/nist.js";
import { compareBytes, ok, refuse, type Result } from "@comity/canon";

const ORDER = p256.Point.Fn.ORDER;
const HALF_ORDER = scalarBytes(ORDER >> 1n);

/** Asked only about 64-byte signatures with low s and 65-byte keys; the message is hashed by the engine. */
export type P256Engine = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

export const portableP256: P256Engine = (key, message, signature) => {
  try {
    return p256.verify(signature, message, key, { prehash: true, lowS: true, format: "compact" });
  } catch {
    return false; // the library throws for a point that is not on the curve
  }
};

let engine: P256Engine = portableP256;

/** Use a faster engine from now on (host rooms only). */
export function useP256(faster: P256Engine): void {
  engine = faster;
}

export function verifyP256(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return key.length === 65 && key[0] === 0x04 && hasLowS(signature) && engine(key, message, signature);
}

/** 64 bytes whose s is at most n/2. */
export function hasLowS(signature: Uint8Array): boolean {
  return signature.length === 64 && compareBytes(signature.subarray(32), HALF_ORDER) <= 0;
}

/** The same signature with the low s: authenticators return either. Code `ecdsa-signature`. */
export function normaliseLowS(signature: Uint8Array, field = ""): Result<Uint8Array> {
  const s = signature.length === 64 ? scalar(signature.subarray(32)) : 0n;
  if (s === 0n || s >= ORDER) return refuse("ecdsa-signature", "expected 64 bytes r || s", field);
  if (hasLowS(signature)) return ok(signature);
  const out = signature.slice();
  out.set(scalarBytes(ORDER - s), 32);
  return ok(out);
}

/** r || s with low s from the DER form that WebAuthn returns. Code `ecdsa-signature`. */
export function p256FromDer(der: Uint8Array, field = ""): Result<Uint8Array> {
  try {
    return normaliseLowS(p256.Signature.fromBytes(der, "der").toBytes("compact"), field);
  } catch {
    return refuse("ecdsa-signature", "not a DER-encoded ECDSA signature", field);
  }
}

function scalar(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const b of bytes) value = (value << 8n) | BigInt(b);
  return value;
}

function scalarBytes(value: bigint): Uint8Array {
  const out = new Uint8Array(32);
  for (let i = 31, v = value; i >= 0; i--, v >>= 8n) out[i] = Number(v & 0xffn);
  return out;
}
