/**
 * ML-DSA-44 and ML-DSA-65 (FIPS 204), pure, hedging off so that signing needs no randomness. Raw lengths are checked
 * before any engine sees the bytes: engines that wrap keys in DER have let trailing bytes through.
 */
import { ml_dsa44, ml_dsa65 } from "@noble/post-quantum/ml-dsa.js";

export type MldsaSet = "mldsa44" | "mldsa65";

/** Lengths in bytes (FIPS 204 table 2); the seed is the 32-byte xi. */
export const MLDSA_LENGTHS: Readonly<Record<MldsaSet, { readonly key: number; readonly signature: number }>> =
  {
    mldsa44: { key: 1312, signature: 2420 },
    mldsa65: { key: 1952, signature: 3309 },
  };

const NO_CONTEXT = new Uint8Array(0);

/** The replaceable part; `verify` is asked only about keys, signatures and contexts of legal length. */
export type MldsaEngine = {
  readonly verify: (
    set: MldsaSet,
    key: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
    context: Uint8Array,
  ) => boolean;
  readonly sign: (set: MldsaSet, seed: Uint8Array, message: Uint8Array) => Uint8Array;
  readonly publicKey: (set: MldsaSet, seed: Uint8Array) => Uint8Array;
};

const noble = { mldsa44: ml_dsa44, mldsa65: ml_dsa65 } as const;

export const portableMldsa: MldsaEngine = {
  verify(set, key, message, signature, context) {
    try {
      return noble[set].verify(signature, message, key, { context });
    } catch {
      return false; // the library throws for encodings it cannot decode
    }
  },
  sign: (set, seed, message) =>
    noble[set].sign(message, noble[set].keygen(seed).secretKey, { extraEntropy: false }),
  publicKey: (set, seed) => noble[set].keygen(seed).publicKey,
};

let engine: MldsaEngine = portableMldsa;

/** Use a faster engine from now on (host rooms only). What is left out stays portable. */
export function useMldsa(faster: Partial<MldsaEngine>): void {
  engine = { ...portableMldsa, ...faster };
}

/** `context` is at most 255 bytes; acts and cosignatures use the empty one. */
export function verifyMldsa(
  set: MldsaSet,
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  context: Uint8Array = NO_CONTEXT,
): boolean {
  const lengths = MLDSA_LENGTHS[set];
  return (
    key.length === lengths.key &&
    signature.length === lengths.signature &&
    context.length <= 255 &&
    engine.verify(set, key, message, signature, context)
  );
}

/** The deterministic signature with the empty context; `seed` has 32 bytes. */
export const signMldsa = (set: MldsaSet, seed: Uint8Array, message: Uint8Array): Uint8Array =>
  engine.sign(set, seed, message);

/** The public key of a 32-byte seed. */
export const mldsaPublicKey = (set: MldsaSet, seed: Uint8Array): Uint8Array => engine.publicKey(set, seed);
