/** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2.2), the one signature of the RPKI (RFC 7935). */
import { concat, equalBytes, fromHex, must, sha256 } from "@comity/canon";
import { bigOf, integer, listIn, TAG } from "./der.ts";

export type RsaKey = { readonly modulus: bigint; readonly exponent: bigint; readonly bytes: number };

// DigestInfo of SHA-256 before its 32 bytes.
const DIGEST_INFO = must(fromHex("3031300d060960864801650304020105000420"));

/** From the bytes of the subjectPublicKey; 2,048 bits and exponent 65,537 as RFC 7935 asks, up to 4,096 bits for anchors. */
export function rsaKey(publicKey: Uint8Array): RsaKey | undefined {
  const parts = listIn(publicKey, TAG.sequence);
  if (!parts.ok || parts.value.length !== 2) return undefined;
  const [modulus, exponent] = parts.value.map(integer);
  if (modulus === undefined || exponent !== 65_537n) return undefined;
  const bytes = Math.ceil(modulus.toString(16).length / 2);
  return bytes === 256 || bytes === 384 || bytes === 512 ? { modulus, exponent, bytes } : undefined;
}

export function verifyRsa(
  { bytes, exponent, modulus }: RsaKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const s = bigOf(signature);
  if (signature.length !== bytes || s >= modulus) return false;
  const padded = concat(
    Uint8Array.of(0, 1),
    new Uint8Array(bytes - 3 - DIGEST_INFO.length - 32).fill(0xff),
    Uint8Array.of(0),
    DIGEST_INFO,
    sha256(message),
  );
  return equalBytes(bytesOf(power(s, exponent, modulus), bytes), padded);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let b = base, e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus)
    if (e & 1n) result = (result * b) % modulus;
  return result;
}

function bytesOf(value: bigint, length: number): Uint8Array {
  return must(fromHex(value.toString(16).padStart(2 * length, "0")));
}
