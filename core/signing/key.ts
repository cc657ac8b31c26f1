/**
 * Verifier keys (vkeys) of C2SP signed-note: `name+hex8+base64(type || key)`. Types 0x01, 0x04 and 0x06 are C2SP's;
 * the others stand behind 0xff (unassigned) and a length-prefixed identifier of ours, until C2SP assigns them.
 */
import { concat, err, fromBase64, ok, refuse, toBase64, utf8, type Result } from "@comity/canon";
import { checkEd25519Key } from "./ed25519.ts";
import { isKeyName, keyIdOf } from "./key-name.ts";
import { MLDSA_LENGTHS } from "./mldsa.ts";
import { checkWebauthnKey, parseWebauthnKey } from "./webauthn-key.ts";

export type KeyType =
  | "ed25519"
  | "ed25519-cosignature"
  | "mldsa44-cosignature"
  | "comity-mldsa44"
  | "comity-mldsa65"
  | "comity-webauthn";

/** `id` is the four bytes of the key id as a number; `material` the raw key without its type bytes. */
export type VerifierKey = {
  readonly name: string;
  readonly id: number;
  readonly type: KeyType;
  readonly material: Uint8Array;
};

const ours = (identifier: string): Uint8Array =>
  concat(Uint8Array.of(0xff, identifier.length), utf8(identifier));

/** The bytes before the key: they are part of the key id, so one key under two types has two ids. */
const TYPE_BYTES: Readonly<Record<KeyType, Uint8Array>> = {
  ed25519: Uint8Array.of(0x01),
  "ed25519-cosignature": Uint8Array.of(0x04),
  "mldsa44-cosignature": Uint8Array.of(0x06),
  "comity-mldsa44": ours("comity-mldsa44"),
  "comity-mldsa65": ours("comity-mldsa65"),
  "comity-webauthn": ours("comity-webauthn"),
};

const TYPES = Object.keys(TYPE_BYTES) as readonly KeyType[];

/** A key from its parts. Codes `key-name`, `key-length`, and those of `parseWebauthnKey`. */
export function verifierKey(
  name: string,
  type: KeyType,
  material: Uint8Array,
  field = "",
): Result<VerifierKey> {
  if (!isKeyName(name)) return badName(field);
  const shape = checkShape(type, material, field);
  if (!shape.ok) return shape;
  return ok({ name, id: keyIdOf(name, concat(TYPE_BYTES[type], material)), type, material });
}

/** Codes `vkey`, `vkey-id`, `key-type`, `base64`, and those of `verifierKey`. */
export function parseVkey(text: string, field = ""): Result<VerifierKey> {
  const first = text.indexOf("+");
  const second = text.indexOf("+", first + 1);
  const id = text.slice(first + 1, second);
  if (first < 0 || second < 0 || !/^[0-9a-f]{8}$/.test(id)) {
    return refuse("vkey", "expected name+8 hexadecimal digits+base64", field);
  }
  const typed = fromBase64(text.slice(second + 1), field);
  if (!typed.ok) return typed;
  const name = text.slice(0, first);
  if (!isKeyName(name)) return badName(field);
  // The id covers the type bytes, so it is checked for kinds of key that are not known here too.
  const expected = hex8(keyIdOf(name, typed.value));
  if (id !== expected) {
    return refuse("vkey-id", `the key id should be ${expected}; copy the key again`, field);
  }
  const type = TYPES.find((t) => startsWith(typed.value, TYPE_BYTES[t]));
  if (!type) return refuse("key-type", "this kind of key is not known here", field);
  return verifierKey(name, type, typed.value.slice(TYPE_BYTES[type].length), field);
}

export function formatVkey(key: VerifierKey): string {
  return `${key.name}+${hex8(key.id)}+${toBase64(concat(TYPE_BYTES[key.type], key.material))}`;
}

/**
 * Whether a key may be registered: on top of its shape, its point must be sound. Costs about a millisecond, once
 * per key; part of the state function. Codes of `checkEd25519Key` and `key-point`.
 */
export function checkKey(key: VerifierKey, field = ""): Result<VerifierKey> {
  const checked: Result<unknown> =
    key.type === "ed25519" || key.type === "ed25519-cosignature"
      ? checkEd25519Key(key.material, field)
      : key.type === "comity-webauthn"
        ? checkWebauthnKey(key.material, field)
        : ok(key);
  return checked.ok ? ok(key) : err(checked.error);
}

/** A key id as note tools print it: eight lower-case hexadecimal digits. */
export const hex8 = (id: number): string => id.toString(16).padStart(8, "0");

const badName = (field: string): Result<never> =>
  refuse("key-name", "a key name is not empty and holds no white space and no +", field);

function checkShape(type: KeyType, material: Uint8Array, field: string): Result<unknown> {
  if (type === "comity-webauthn") return parseWebauthnKey(material, field);
  const expected =
    type === "ed25519" || type === "ed25519-cosignature"
      ? 32
      : MLDSA_LENGTHS[type === "comity-mldsa65" ? "mldsa65" : "mldsa44"].key;
  if (material.length === expected) return ok(expected);
  return refuse("key-length", `a key of this type has ${expected} bytes, not ${material.length}`, field);
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && prefix.every((b, i) => bytes[i] === b);
}
