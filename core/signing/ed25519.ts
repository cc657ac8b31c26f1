/**
 * Ed25519 (RFC 8032) with one pinned acceptance rule: pure Ed25519, no context, no prehash; A and R canonical and
 * not of small order, S < L, and the cofactorless equation encode([S]B - [k]A) == R. The byte checks are always
 * ours; the equation can be given to a native engine, which must compute the same thing.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concat, equalBytes, ok, refuse, type Result } from "@comity/canon";
import { pointBytesOk, scalarBytesOk } from "./ed25519-bytes.ts";

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;

/**
 * The replaceable part. `verify` is asked only after the byte checks passed, about the cofactorless equation alone;
 * `sign` and `publicKey` are those of RFC 8032 for a 32-byte seed.
 */
export type Ed25519Engine = {
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly sign: (seed: Uint8Array, message: Uint8Array) => Uint8Array;
  readonly publicKey: (seed: Uint8Array) => Uint8Array;
  /**
   * Says of a key whose bytes passed the checks that it is on the curve and torsion-free. What it does not say is computed
   * here: it saves time and refuses nothing.
   */
  readonly isSound?: (key: Uint8Array) => boolean;
};

/** The portable engine: the equation written out with points, since noble's own `verify` is cofactored. */
export const portableEd25519: Ed25519Engine = {
  verify: equationHolds,
  sign: (seed, message) => ed25519.sign(message, seed),
  publicKey: (seed) => ed25519.getPublicKey(seed),
};

let engine: Ed25519Engine = portableEd25519;

/** Use a faster engine from now on (host rooms only). What is left out stays portable. */
export function useEd25519(faster: Partial<Ed25519Engine>): void {
  engine = { ...portableEd25519, ...faster };
}

/** The pinned rule. `key` 32 bytes, `signature` R || S of 64; any other length is refused. */
export function verifyEd25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return (
    key.length === 32 &&
    signature.length === 64 &&
    scalarBytesOk(signature, 32) &&
    pointBytesOk(key, 0) &&
    pointBytesOk(signature, 0) &&
    engine.verify(key, message, signature)
  );
}

/** 64 bytes R || S, deterministic. `seed` is the 32-byte secret of RFC 8032. */
export const signEd25519 = (seed: Uint8Array, message: Uint8Array): Uint8Array => engine.sign(seed, message);

/** The 32-byte public key of a 32-byte seed. */
export const ed25519PublicKey = (seed: Uint8Array): Uint8Array => engine.publicKey(seed);

/**
 * Whether a key may be registered: canonical, on the curve, not of small order, no torsion component. A block list
 * cannot find a torsion component, so this one needs arithmetic; it is done once per key. Codes `key-length`,
 * `key-point`, `key-torsion`.
 */
export function checkEd25519Key(key: Uint8Array, field = ""): Result<Uint8Array> {
  if (key.length !== 32) return refuse("key-length", "an Ed25519 key has 32 bytes", field);
  if (pointBytesOk(key, 0) && engine.isSound?.(key) === true) return ok(key);
  const point = pointBytesOk(key, 0) ? decode(key) : undefined;
  if (!point) {
    return refuse("key-point", "not the canonical encoding of a curve point, or of small order", field);
  }
  if (!point.isTorsionFree()) {
    return refuse("key-torsion", "the key has a small-order component; generate a new one", field);
  }
  return ok(key);
}

function decode(bytes: Uint8Array): InstanceType<typeof Point> | undefined {
  try {
    return Point.fromBytes(bytes);
  } catch {
    return undefined;
  }
}

function equationHolds(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const a = decode(key);
  if (!a) return false;
  const r = signature.subarray(0, 32);
  const k = littleEndian(sha512(concat(r, key, message))) % ORDER;
  const s = littleEndian(signature.subarray(32));
  // The inputs are public, so the variable-time multiplication is right here; it also takes the scalar 0.
  const point = Point.BASE.multiplyUnsafe(s).add(a.negate().multiplyUnsafe(k));
  return equalBytes(point.toBytes(), r);
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return value;
}
