/**
 * RSA keys of 2048 bits (RFC 7935). A signer gives signatures and its public key, never the private one, so that a key
 * can also live in a token. Files are PKCS#8 PEM with mode 0600.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { ok, refuse, type Result } from "@comity/canon";
import { bitsAt, childrenOf, parseDer } from "./der.ts";
import { tokenSigner } from "./token.ts";

export type Signer = {
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  readonly sign: (data: Uint8Array) => Uint8Array;
};

const make = promisify(generateKeyPair);
const fresh = async (): Promise<KeyObject> =>
  (await make("rsa", { modulusLength: 2048, publicExponent: 65_537 })).privateKey;

const signerOf = (key: KeyObject): Signer => ({
  spki: new Uint8Array(createPublicKey(key).export({ type: "spki", format: "der" })),
  sign: (data) => new Uint8Array(sign("sha256", data, key)),
});

/** A key that is forgotten after use: each signed object has its own (RFC 6487 section 3). */
export const oneTimeKey = async (): Promise<Signer> => signerOf(await fresh());

/** Makes the file, which must not exist. */
export async function newKeyFile(path: string): Promise<Signer> {
  const key = await fresh();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, key.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  return signerOf(key);
}

const tokenFile = (path: string): string => path.replace(/\.pem$/, ".token.json");
/** Whether there is a key at this path, as a file or in a token. */
export const hasKey = (path: string): boolean => existsSync(path) || existsSync(tokenFile(path));

/** As `newKeyFile`, with a key that exists already in a token. Codes of `tokenSigner`. */
export function newTokenKey(path: string, text: string): Result<Signer> {
  const signer = tokenSigner(text);
  if (!signer.ok) return signer;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(tokenFile(path), text, { mode: 0o600, flag: "wx" });
  return signer;
}

/** Codes `rpki-key` (no such file, no key, or another kind of key). */
export function keyFile(path: string): Result<Signer> {
  if (!existsSync(path) && existsSync(tokenFile(path)))
    return tokenSigner(readFileSync(tokenFile(path), "utf8"));
  if (!existsSync(path)) return refuse("rpki-key", `no key file ${path}`, "key");
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(path));
  } catch {
    return refuse("rpki-key", `${path} holds no private key in PEM`, "key");
  }
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== "rsa" || modulusLength !== 2048 || publicExponent !== 65_537n)
    return refuse("rpki-key", `${path} is no RSA key of 2048 bits with exponent 65537 (RFC 7935)`, "key");
  return ok(signerOf(key));
}

/** SHA-1 of the public key inside a SubjectPublicKeyInfo (RFC 6487 section 4.8.2). */
export function keyIdentifier(spki: Uint8Array): Uint8Array {
  const parsed = parseDer(spki);
  const key = parsed.ok ? bitsAt(childrenOf(parsed.value)?.[1]) : undefined;
  return new Uint8Array(
    createHash("sha1")
      .update(key?.bytes ?? spki)
      .digest(),
  );
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
/** What a subject is called: its key identifier in upper-case hexadecimal. */
export const keyName = (spki: Uint8Array): string => hex(keyIdentifier(spki)).toUpperCase();
export const sha256Of = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash("sha256").update(bytes).digest());
export const sha256Hex = (bytes: Uint8Array): string => hex(sha256Of(bytes));

/** An RSA key of 2048 bits, and its signature over `data`. */
export function signatureHolds(
  spki: Uint8Array,
  data: Uint8Array,
  signature: Uint8Array | undefined,
): boolean {
  if (signature === undefined) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {};
    if (key.asymmetricKeyType !== "rsa" || modulusLength !== 2048 || publicExponent !== 65_537n) return false;
    return verify("sha256", data, key, signature);
  } catch {
    return false;
  }
}
