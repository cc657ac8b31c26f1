/** Verifier keys and their near misses, and signatures of the kinds that only some libraries have (FORMATS 2). */
import { concat, must, sha256, toBase64, utf8 } from "@comity/canon";
import { checkKey, formatVkey, hex8, keyIdOf, parseVkey } from "@comity/signing";
import { signerOf, verifierKey, verifierOf } from "@comity/signing";
import { assertions, COMPRESSED, material, ORIGINS, POINT } from "./passkey.ts";
import { hex, type Case, type VectorFile } from "./shared.ts";

const seed = (name: string): Uint8Array => sha256(utf8(`seed of ${name}`));
const signer = (type: "ed25519" | "mldsa44" | "mldsa65") =>
  signerOf({ name: "QM/key", type, secret: seed(type) });
const ED = signer("ed25519");
/** A key text of any type bytes, with the right id. */
const vkey = (typed: Uint8Array, name = "QM/key"): string =>
  `${name}+${hex8(keyIdOf(name, typed))}+${toBase64(typed)}`;
const ours = (type: string, key: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0xff, type.length), utf8(type), key);

const passkey = (key: Uint8Array): string => vkey(ours("comity-webauthn", key));
const PASSKEY = must(verifierKey("QM/key", "comity-webauthn", material()));

const good = formatVkey(ED.key);
const raw = ED.key.material;
const VKEYS: { readonly [id: string]: string } = {
  "good: Ed25519": good,
  "good: a cosigner": vkey(concat(Uint8Array.of(4), raw), "w.example"),
  "good: a passkey": passkey(material()),
  "good: ML-DSA-44": formatVkey(signer("mldsa44").key),
  "good: ML-DSA-65": formatVkey(signer("mldsa65").key),
  "good: an origin as name": vkey(concat(Uint8Array.of(1), raw), "example.org/assembly"),
  "good in form: a point of small order": vkey(concat(Uint8Array.of(1), new Uint8Array(32).with(0, 1))),
  "good in form: a passkey off the curve": passkey(
    material(undefined, ORIGINS, POINT.with(64, POINT[64]! ^ 1)),
  ),
  "an id in upper case": good.replace(/\+([0-9a-f]{8})\+/, (s) => s.toUpperCase()),
  "another id": good.replace(/\+[0-9a-f]{8}\+/, "+00000000+"),
  "the id of another name": good.replace("QM/key", "QM/kez"),
  "no name": vkey(concat(Uint8Array.of(1), raw), ""),
  "a name with a blank": vkey(concat(Uint8Array.of(1), raw), "QM key"),
  "31 bytes": vkey(concat(Uint8Array.of(1), raw.subarray(1))),
  "33 bytes": vkey(concat(Uint8Array.of(1), raw, Uint8Array.of(0))),
  "a type that C2SP has and this does not": vkey(concat(Uint8Array.of(2), raw)),
  "an identifier of another length": vkey(
    concat(Uint8Array.of(0xff, 13), utf8("comity-mldsa44"), new Uint8Array(1312)),
  ),
  "an unknown identifier": vkey(ours("comity-mldsa87", new Uint8Array(2592))),
  "ML-DSA-44 of a wrong length": vkey(ours("comity-mldsa44", new Uint8Array(1311))),
  "base64 without padding": formatVkey(signer("mldsa44").key).replace(/=$/, ""),
  "base64 of the URL alphabet": vkey(concat(Uint8Array.of(1), new Uint8Array(32).fill(0xff)))
    .replaceAll("/", "_")
    .replace("QM_", "QM/"),
  "a passkey without origins": passkey(material(undefined, [])),
  "a passkey with one origin twice": passkey(material(undefined, [ORIGINS[0]!, ORIGINS[0]!])),
  "a passkey without a relying party": passkey(material("")),
  "a passkey with a blank in its origin": passkey(material(undefined, ["https://qm example"])),
  "a passkey with a compressed point": passkey(material(undefined, ORIGINS, COMPRESSED)),
  "a passkey with a hybrid point": passkey(material(undefined, ORIGINS, POINT.with(0, 7))),
  "a passkey with a byte more": passkey(concat(material(), Uint8Array.of(0))),
};

const TEXT = "comity/act/v1\n{}\n";

export function vkeyVectors(): VectorFile {
  const cases = Object.entries(VKEYS).map(([id, text]): Case => {
    const key = parseVkey(text);
    if (!key.ok) return { id, valid: false, code: key.error.code, vkey: text };
    const checked = checkKey(key.value);
    return {
      id,
      valid: true,
      vkey: text,
      type: key.value.type,
      register: checked.ok ? "ok" : checked.error.code,
    };
  });
  const note = utf8(TEXT);
  const signatures: Case[] = [];
  const judge = (id: string, key: typeof ED.key, signature: Uint8Array): void => {
    const valid = must(verifierOf(key)).verify(note, signature);
    signatures.push({ id, valid, vkey: formatVkey(key), signature: hex(signature) });
  };
  for (const type of ["mldsa44", "mldsa65"] as const) {
    const { key, sign } = signer(type);
    const signature = sign(note);
    judge(`${type}: good`, key, signature);
    judge(`${type}: a changed bit`, key, signature.with(0, signature[0]! ^ 1));
    judge(`${type}: a byte more`, key, concat(signature, Uint8Array.of(0)));
    judge(`${type}: of another text`, key, sign(utf8("other\n")));
  }
  for (const [id, signature] of Object.entries(assertions(TEXT))) judge(id, PASSKEY, signature);
  return {
    description:
      "Verifier keys (FORMATS 2): `valid` is that they parse, `register` whether they may be registered. `signatures` of `text`, hexadecimal, without the key id.",
    text: TEXT,
    cases,
    signatures,
  };
}
