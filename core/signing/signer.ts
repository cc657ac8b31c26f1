/**
 * Private keys as text, and signing with them. The file is two lines: `comity/key/v1` and one line of canonical JSON
 * `{"name":…,"secret":<base64 of the 32-byte seed>,"type":"ed25519"|"mldsa44"|"mldsa65"}`.
 */
import { fromBase64, jcs, must, ok, parseJcs, refuse, toBase64, type Result } from "@comity/canon";
import { ed25519PublicKey, signEd25519 } from "./ed25519.ts";
import { isKeyName } from "./key-name.ts";
import { verifierKey, type VerifierKey } from "./key.ts";
import { mldsaPublicKey, signMldsa } from "./mldsa.ts";
import { checkText, type Note, type NoteSignature } from "./note.ts";

const HEADER = "comity/key/v1";

export const KEY_FILE_TYPES = ["ed25519", "mldsa44", "mldsa65"] as const;
export type KeyFileType = (typeof KEY_FILE_TYPES)[number];

/** `secret` is a 32-byte seed: of RFC 8032 for Ed25519, xi of FIPS 204 for ML-DSA. */
export type KeyFile = { readonly name: string; readonly type: KeyFileType; readonly secret: Uint8Array };

/** `sign` gives signature bytes without the key id. */
export type Signer = {
  readonly key: VerifierKey;
  readonly sign: (text: Uint8Array) => Uint8Array;
};

export function formatKeyFile(key: KeyFile): string {
  return `${HEADER}\n${jcs({ name: key.name, secret: toBase64(key.secret), type: key.type })}\n`;
}

/** Codes `key-file`, `key-name`, `base64`, and those of `parseJcs`. No detail quotes the file. */
export function parseKeyFile(text: string, field = ""): Result<KeyFile> {
  const [header, line, rest, ...more] = text.split("\n");
  if (header !== HEADER || line === undefined || rest !== "" || more.length > 0) {
    return refuse("key-file", `expected the line ${HEADER} and one line of JSON`, field);
  }
  const json = parseJcs(line, field);
  if (!json.ok) return json;
  const { name, secret, type } = Object(json.value) as Readonly<Record<string, unknown>>;
  const known = KEY_FILE_TYPES.find((t) => t === type);
  if (typeof name !== "string" || typeof secret !== "string" || !known) {
    return refuse("key-file", "expected the fields name, secret and type (a known one)", field);
  }
  if (!isKeyName(name)) return refuse("key-name", "a key name holds no white space and no +", field);
  const seed = fromBase64(secret, field);
  if (!seed.ok) return seed;
  const key: KeyFile = { name, type: known, secret: seed.value };
  if (seed.value.length !== 32 || formatKeyFile(key) !== text) {
    return refuse("key-file", "expected a 32-byte secret and no other field", field);
  }
  return ok(key);
}

/** Signs the plain text of notes (acts, checkpoints). Throws a `Defect` for a key file that was not checked. */
export function signerOf(file: KeyFile): Signer {
  const { type, secret } = file;
  if (type === "ed25519") {
    const key = must(verifierKey(file.name, "ed25519", ed25519PublicKey(secret)));
    return { key, sign: (text) => signEd25519(secret, text) };
  }
  const key = must(verifierKey(file.name, `comity-${type}`, mldsaPublicKey(type, secret)));
  return { key, sign: (text) => signMldsa(type, secret, text) };
}

/** One signature line over a text that `checkText` accepts. */
export const signText = (text: Uint8Array, signer: Signer): NoteSignature => ({
  name: signer.key.name,
  keyId: signer.key.id,
  signature: signer.sign(text),
});

/** A note of the given text, one line per signer in their order. Codes of `checkText`. */
export function signNote(text: Uint8Array, ...signers: readonly Signer[]): Result<Note> {
  const checked = checkText(text);
  if (!checked.ok) return checked;
  return ok({ text, signatures: signers.map((signer) => signText(text, signer)) });
}
