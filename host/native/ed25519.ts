/**
 * Ed25519 engines for the equation of the acceptance rule (`@comity/signing` checks the bytes before): OpenSSL through
 * `node:crypto` with parsed keys cached, and libsodium through the optional package `sodium-native`.
 */
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import type { Ed25519Engine } from "@comity/signing";
import { KeyCache } from "./key-cache.ts";
import { parserOf } from "./spki.ts";

// PKCS #8 around a 32-byte seed (RFC 8410 section 7).
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const privateKey = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });

/** OpenSSL. `capacity` is the number of parsed public keys kept. */
export function opensslEd25519(capacity: number): Ed25519Engine {
  const keys = new KeyCache(capacity, parserOf("ed25519"));
  return {
    verify: (key, message, signature) => {
      const parsed = keys.get(key);
      return parsed !== undefined && verify(null, message, parsed, signature);
    },
    sign: (seed, message) => new Uint8Array(sign(null, message, privateKey(seed))),
    publicKey: (seed) =>
      new Uint8Array(createPublicKey(privateKey(seed)).export({ format: "der", type: "spki" }).subarray(-32)),
  };
}

type Sodium = {
  readonly crypto_sign_verify_detached: (
    signature: Uint8Array,
    message: Uint8Array,
    key: Uint8Array,
  ) => boolean;
  readonly crypto_core_ed25519_is_valid_point: (point: Uint8Array) => boolean;
};

/**
 * libsodium's verification, about 1.7 times as fast, and its check of points; undefined when the package is not there or does
 * not load.
 */
export async function sodiumEd25519(): Promise<
  Required<Pick<Ed25519Engine, "verify" | "isSound">> | undefined
> {
  // A variable, since the package is optional: neither the compiler nor the loader may depend on it.
  const optional = "sodium-native";
  try {
    const { default: sodium } = (await import(optional)) as { default: Sodium };
    const check = sodium.crypto_sign_verify_detached;
    return {
      verify: (key, message, signature) => check(signature, message, key),
      isSound: (key) => sodium.crypto_core_ed25519_is_valid_point(key),
    };
  } catch {
    return undefined;
  }
}
