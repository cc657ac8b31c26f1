/** A small RPKI for tests, written as DER by hand: a trust anchor, an authority, and checklists signed under it. */
import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { toBase64 } from "@comity/canon";

type Bytes = Uint8Array;
const cat = (...all: readonly Bytes[]): Bytes => new Uint8Array(Buffer.concat(all));
const hex = (text: string): Bytes => new Uint8Array(Buffer.from(text, "hex"));
export function der(tag: number, ...contents: readonly Bytes[]): Bytes {
  const body = cat(...contents);
  const n = body.length;
  const length =
    n < 0x80
      ? [n]
      : n < 0x100
        ? [0x81, n]
        : n < 0x10000
          ? [0x82, n >> 8, n & 255]
          : [0x83, n >> 16, (n >> 8) & 255, n & 255];
  return cat(Uint8Array.of(tag, ...length), body);
}
const seq = (...contents: readonly Bytes[]): Bytes => der(0x30, ...contents);
const set = (...contents: readonly Bytes[]): Bytes => der(0x31, ...contents);
const oid = (id: string): Bytes => der(0x06, hex(id));
const int = (n: number): Bytes => der(0x02, n < 0x80 ? Uint8Array.of(n) : Uint8Array.of(0, n));
const octets = (bytes: Bytes): Bytes => der(0x04, bytes);
const bits = (bytes: Bytes, unused = 0): Bytes => der(0x03, Uint8Array.of(unused), bytes);
const NULL = der(0x05);
const RSA = seq(oid("2a864886f70d010101"), NULL);
const SHA256_RSA = seq(oid("2a864886f70d01010b"), NULL);
const SHA256 = seq(oid("608648016503040201"));
const CHECKLIST = oid("2a864886f70d0109100130");
const name = (text: string): Bytes =>
  seq(set(seq(oid("550403"), der(0x13, new Uint8Array(Buffer.from(text, "latin1"))))));
const time = (seconds: number): Bytes =>
  der(
    0x18,
    new Uint8Array(Buffer.from(new Date(seconds * 1000).toISOString().replace(/[-:T]|\.\d+/g, ""), "latin1")),
  );

/** `10.0.0.0/8` and the like; only whole bytes, which is enough here. */
const prefix = (text: string): Bytes => {
  const [address = "", length = "0"] = text.split("/");
  return bits(Uint8Array.from(address.split(".").map(Number)).subarray(0, Number(length) / 8));
};
const ipv4 = (prefixes: readonly string[] | "inherit"): Bytes =>
  seq(seq(octets(Uint8Array.of(0, 1)), prefixes === "inherit" ? NULL : seq(...prefixes.map(prefix))));
const sha1 = (bytes: Bytes): Bytes => new Uint8Array(createHash("sha1").update(bytes).digest());

export type Dates = { readonly from: number; readonly until: number };
type Pair = { readonly own: KeyObject; readonly spki: Bytes };
const pairs = new Map<string, Pair>();
/** Keys are slow to make: one a name. */
function pairOf(id: string): Pair {
  let pair = pairs.get(id);
  if (pair === undefined) {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    pair = { own: privateKey, spki: new Uint8Array(publicKey.export({ format: "der", type: "spki" })) };
    pairs.set(id, pair);
  }
  return pair;
}
const keyId = (id: string): Bytes => sha1(pairOf(id).spki);
const signedWith = (id: string, tbs: Bytes): Bytes =>
  seq(tbs, SHA256_RSA, bits(new Uint8Array(sign("sha256", tbs, pairOf(id).own))));

export type CertificateOptions = Dates & {
  readonly subject: string;
  readonly issuer: string;
  readonly serial?: number;
  readonly ca?: boolean;
  readonly resources: readonly string[] | "inherit";
  /** A critical extension that nobody knows. */
  readonly strange?: boolean;
};
export function certificate({
  ca = true,
  from,
  issuer,
  resources,
  serial = 1,
  strange,
  subject,
  until,
}: CertificateOptions): Bytes {
  const extension = (id: string, value: Bytes, critical = false): Bytes =>
    seq(oid(id), ...(critical ? [der(0x01, Uint8Array.of(255))] : []), octets(value));
  const extensions = [
    extension("551d0e", octets(keyId(subject))),
    extension("551d23", seq(der(0x80, keyId(issuer)))),
    ...(ca ? [extension("551d13", seq(der(0x01, Uint8Array.of(255))), true)] : []),
    extension("2b06010505070107", ipv4(resources), true),
    ...(strange === true ? [extension("2b06010505070963", NULL, true)] : []),
  ];
  const tbs = seq(
    der(0xa0, int(2)),
    int(serial),
    SHA256_RSA,
    name(issuer),
    seq(time(from), time(until)),
    name(subject),
    pairOf(subject).spki,
    der(0xa3, seq(...extensions)),
  );
  return signedWith(issuer, tbs);
}

export function revocations(issuer: string, { from, until }: Dates, serials: readonly number[] = []): Bytes {
  const entries = serials.map((serial) => seq(int(serial), time(from)));
  const revoked = entries.length === 0 ? [] : [seq(...entries)];
  return signedWith(
    issuer,
    seq(int(1), SHA256_RSA, name(issuer), time(from), time(until), ...revoked, der(0xa0, seq())),
  );
}

export type ChecklistOptions = {
  readonly hash: Bytes;
  readonly resources: readonly string[];
  readonly signer: Bytes;
  readonly subject: string;
  /** What is signed instead of the attributes that are sent. */
  readonly forged?: boolean;
  readonly otherDigest?: boolean;
};
export function checklist({
  forged,
  hash,
  otherDigest,
  resources,
  signer,
  subject,
}: ChecklistOptions): Bytes {
  const content = seq(
    seq(der(0xa1, ipv4(resources))),
    SHA256,
    seq(seq(der(0x16, new Uint8Array(Buffer.from("claim.txt"))), octets(hash))),
  );
  const digest = new Uint8Array(
    createHash("sha256")
      .update(otherDigest === true ? hash : content)
      .digest(),
  );
  const attributes = [
    seq(oid("2a864886f70d010903"), set(CHECKLIST)),
    seq(oid("2a864886f70d010904"), set(octets(digest))),
  ];
  const signature = sign("sha256", forged === true ? hash : set(...attributes), pairOf(subject).own);
  const info = seq(
    int(3),
    der(0x80, keyId(subject)),
    SHA256,
    der(0xa0, ...attributes),
    RSA,
    octets(new Uint8Array(signature)),
  );
  const data = seq(
    int(3),
    set(SHA256),
    seq(CHECKLIST, der(0xa0, octets(content))),
    der(0xa0, signer),
    set(info),
  );
  return seq(oid("2a864886f70d010702"), der(0xa0, data));
}

/** base64 of SHA-256 of the anchor's key, as `publish-anchor` names it. */
export const anchorHash = (id: string): string =>
  toBase64(new Uint8Array(createHash("sha256").update(pairOf(id).spki).digest()));
