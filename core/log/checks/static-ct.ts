/**
 * What is needed to check Certificate Transparency logs of the static-ct-api kind, whose tiles are the same: data
 * tiles, and tree heads signed by ECDSA P-256 (signature type 0x05). Comity's own logs use neither.
 */
import {
  concat,
  equalBytes,
  fromBase64,
  ok,
  refuse,
  sha256,
  toBase64,
  uintBytes,
  type Result,
} from "@comity/canon";
import { keyIdOf, p256FromDer, verifyP256, type NoteSignature } from "@comity/signing";
import type { Checkpoint } from "../checkpoint.ts";
import { leafHash } from "../hashes.ts";
import { asString, type JsonObject } from "./check.ts";

const X509_ENTRY = 0;
const PRECERT_ENTRY = 1;
const FINGERPRINT = 32;

/** Leaf hashes of the `width` entries of a data tile (RFC 6962 section 3.4). Code `data-tile`. */
export function dataTileHashes(bytes: Uint8Array, width: number): Result<readonly Uint8Array[]> {
  const hashes: Uint8Array[] = [];
  let at = 0;
  // Reading beyond the end gives NaN, which spoils `at` and every comparison after it.
  const skip = (prefix: number): void => {
    let length = 0;
    for (let i = 0; i < prefix; i++) length = length * 256 + bytes[at + i]!;
    at += prefix + length;
  };
  for (let i = 0; i < width; i++) {
    const start = at;
    const type = bytes[at + 8]! * 256 + bytes[at + 9]!;
    at += 10 + (type === PRECERT_ENTRY ? 32 : 0);
    skip(3); // certificate or TBSCertificate
    skip(2); // extensions
    const end = at;
    if (type === PRECERT_ENTRY) skip(3); // the precertificate
    const chain = at;
    skip(2); // fingerprints of the chain
    const whole = (at - chain - 2) % FINGERPRINT === 0;
    if (!(at <= bytes.length) || type > PRECERT_ENTRY || type < X509_ENTRY || !whole) {
      return refuse("data-tile", `entry ${i} of ${width} is not a TileLeaf of static-ct-api`);
    }
    hashes.push(leafHash(concat(Uint8Array.of(0, 0), bytes.subarray(start, end))));
  }
  return at === bytes.length ? ok(hashes) : refuse("data-tile", `more than ${width} entries`);
}

/** A CT log's key: its P-256 point and the log id, SHA-256 of the SubjectPublicKeyInfo. */
export type CtKey = { readonly id: Uint8Array; readonly point: Uint8Array };

/** DER of SubjectPublicKeyInfo up to the point, for a P-256 key. */
const SPKI = fromBase64("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgA=");

/** The key in a log description `{key, log_id}`, if the two agree; undefined when it is no such description. */
export function ctKeyOf(json: JsonObject): Result<CtKey> | undefined {
  const [key, id] = [fromBase64(asString(json["key"])), asString(json["log_id"])];
  if (id === "" || !key.ok || !SPKI.ok) return undefined;
  const spki = key.value;
  if (toBase64(sha256(spki)) !== id) return refuse("ct-log-id", "log_id is not the SHA-256 of the key");
  if (spki.length !== 91 || !equalBytes(spki.subarray(0, 26), SPKI.value)) return undefined;
  return ok({ id: sha256(spki), point: spki.slice(26) });
}

/** Whether a signature line is by this key, judged by its key id. */
export const isCtLine = (line: NoteSignature, key: CtKey): boolean =>
  keyIdOf(line.name, concat(Uint8Array.of(5), key.id)) === line.keyId;

/** RFC6962NoteSignature: `u64 time || hash 4 || signature 3 || u16 length || DER`, over the tree head (section 3.5). */
export function verifyTreeHead(key: CtKey, checkpoint: Checkpoint, signature: Uint8Array): boolean {
  const time = signature.subarray(0, 8);
  const der = signature.subarray(12);
  const length = signature[10]! * 256 + signature[11]!;
  if (signature[8] !== 4 || signature[9] !== 3 || der.length !== length) return false;
  const raw = p256FromDer(der);
  const head = concat(Uint8Array.of(0, 1), time, uintBytes(checkpoint.size, 8), checkpoint.root);
  return raw.ok && verifyP256(key.point, head, raw.value);
}
