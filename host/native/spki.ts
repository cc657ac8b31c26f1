/** Raw public keys as `KeyObject`: the DER SubjectPublicKeyInfo (RFC 5280 section 4.1) around them is a fixed prefix. */
import { createPublicKey, type KeyObject } from "node:crypto";

/** Prefixes by algorithm: RFC 8410 (Ed25519), RFC 5480 (P-256, uncompressed point), RFC 9881 (ML-DSA). */
const PREFIX = {
  ed25519: "302a300506032b6570032100",
  p256: "3059301306072a8648ce3d020106082a8648ce3d030107034200",
  mldsa44: "30820532300b06096086480165030403110382052100",
  mldsa65: "308207b2300b0609608648016503040312038207a100",
} as const;

/** Raw lengths in bytes. DER parsers let bytes after the key pass, so the length is checked first. */
const LENGTH = { ed25519: 32, p256: 65, mldsa44: 1312, mldsa65: 1952 } as const;

export type KeyKind = keyof typeof PREFIX;

/** A parser for keys of one kind: undefined for a wrong length or for bytes the runtime refuses. */
export function parserOf(kind: KeyKind): (key: Uint8Array) => KeyObject | undefined {
  const prefix = Buffer.from(PREFIX[kind], "hex");
  return (key) => {
    if (key.length !== LENGTH[kind]) return undefined;
    try {
      return createPublicKey({ key: Buffer.concat([prefix, key]), format: "der", type: "spki" });
    } catch {
      return undefined;
    }
  };
}
