/** Verifier keys and their near misses, and signatures of the kinds that only some libraries have (FORMATS 2). */
import { p256 } from "@noble/curves/nist.js";
import { concat, must, sha256, toBase64, utf8 } from "@comity/canon";
import {
  checkKey,
  encodeAssertion,
  formatVkey,
  keyIdOf,
  parseVkey,
  signerOf,
  verifierKey,
} from "@comity/signing";
import {
  verifierOf,
  hex8,
  toBase64Url,
  webauthnKeyMaterial,
  webauthnChallenge,
  type Assertion,
} from "@comity/signing";
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

const SECRET = seed("passkey");
const RP = "qm.example";
const ORIGINS = ["https://qm.example", "https://www.qm.example"];
const POINT = p256.getPublicKey(SECRET, false);
const material = (rpId = RP, origins: readonly string[] = ORIGINS, point = POINT): Uint8Array =>
  webauthnKeyMaterial({ rpId, origins, point });
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
  "good in form: a passkey off the curve": passkey(material(RP, ORIGINS, POINT.with(64, POINT[64]! ^ 1))),
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
  "a passkey without origins": passkey(material(RP, [])),
  "a passkey with one origin twice": passkey(material(RP, [ORIGINS[0]!, ORIGINS[0]!])),
  "a passkey without a relying party": passkey(material("")),
  "a passkey with a blank in its origin": passkey(material(RP, ["https://qm example"])),
  "a passkey with a compressed point": passkey(material(RP, ORIGINS, p256.getPublicKey(SECRET, true))),
  "a passkey with a hybrid point": passkey(material(RP, ORIGINS, POINT.with(0, 7))),
  "a passkey with a byte more": passkey(concat(material(), Uint8Array.of(0))),
};

const TEXT = "comity/act/v1\n{}\n";

type Client = { readonly [field: string]: unknown };
function assertion(
  change: Client = {},
  data: (d: Uint8Array) => Uint8Array = (d) => d,
  rpId = RP,
): Assertion {
  const challenge = toBase64Url(webauthnChallenge(utf8(TEXT)));
  const client = { type: "webauthn.get", challenge, origin: ORIGINS[0], crossOrigin: false, ...change };
  const clientDataJSON = utf8(JSON.stringify(client));
  const authenticatorData = data(concat(sha256(utf8(rpId)), Uint8Array.of(0x05, 0, 0, 0, 9)));
  const signed = concat(authenticatorData, sha256(clientDataJSON));
  const signature = p256.sign(signed, SECRET, { prehash: true, lowS: true, format: "compact" });
  return { authenticatorData, clientDataJSON, signature };
}
const encoded = (...given: Parameters<typeof assertion>): Uint8Array =>
  must(encodeAssertion(assertion(...given)));
/** The same signature with the high s. */
function highS(bytes: Uint8Array): Uint8Array {
  const s = BigInt(`0x${hex(bytes.subarray(-32))}`);
  const high = (p256.Point.Fn.ORDER - s).toString(16).padStart(64, "0");
  return concat(
    bytes.subarray(0, -32),
    Uint8Array.from(high.match(/../g)!, (pair) => Number.parseInt(pair, 16)),
  );
}
const ASSERTIONS: { readonly [id: string]: Uint8Array } = {
  "passkey: good": encoded(),
  "passkey: good, the other origin": encoded({ origin: ORIGINS[1] }),
  "passkey: good, without crossOrigin": encoded({ crossOrigin: undefined }),
  "passkey: good, other fields": encoded({ topOrigin: "https://x.example", other: [1] }),
  "passkey: good, extensions behind the counter": encoded({}, (d) =>
    concat(d.with(32, 0x85), Uint8Array.of(0xa0)),
  ),
  "passkey: good, the person only present": encoded({}, (d) => d.with(32, 0x01)),
  "passkey: the person not present": encoded({}, (d) => d.with(32, 0x04)),
  "passkey: another type": encoded({ type: "webauthn.create" }),
  "passkey: another challenge": encoded({ challenge: toBase64Url(sha256(utf8("other"))) }),
  "passkey: a padded challenge": encoded({ challenge: `${toBase64Url(webauthnChallenge(utf8(TEXT)))}=` }),
  "passkey: another origin": encoded({ origin: "https://qm.example.evil" }),
  "passkey: an origin with a slash": encoded({ origin: `${ORIGINS[0]}/` }),
  "passkey: inside another site": encoded({ crossOrigin: true }),
  "passkey: another relying party": encoded({}, (d) => d, "qn.example"),
  "passkey: 36 bytes of data": encoded({}, (d) => d.subarray(0, 36)),
  "passkey: high s": highS(encoded()),
  "passkey: a byte more": concat(encoded(), Uint8Array.of(0)),
  "passkey: a changed counter": encoded().with(2 + 36, 10),
};

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
  for (const [id, signature] of Object.entries(ASSERTIONS)) judge(id, PASSKEY, signature);
  return {
    description:
      "Verifier keys (FORMATS 2): `valid` is that they parse, `register` whether they may be registered. `signatures` of `text`, hexadecimal, without the key id.",
    text: TEXT,
    cases,
    signatures,
  };
}
