/** Resource certificates and revocation lists of the RPKI (RFC 6487): what a proof of control needs of them. */
import { equalBytes, ok, refuse, toHex, type Result } from "@comity/canon";
import { bits, inside, integer, listIn, one, seconds, TAG, type Element } from "./der.ts";
import { asNumbers, ipBlocks, type Resources } from "./ip-resources.ts";
import { rsaKey, verifyRsa, type RsaKey } from "./rsa.ts";

export type Certificate = {
  readonly serial: bigint;
  /** Bytes of names and key identifiers, hexadecimal. */
  readonly issuer: string;
  readonly subject: string;
  readonly from: number;
  readonly until: number;
  readonly key: RsaKey;
  /** The whole SubjectPublicKeyInfo: its hash names a trust anchor. */
  readonly spki: Uint8Array;
  readonly isCa: boolean;
  readonly keyId: string;
  readonly issuerKeyId: string | undefined;
  readonly resources: Resources;
  readonly signed: Signed;
};
type Signed = { readonly text: Uint8Array; readonly signature: Uint8Array };
export type RevocationList = {
  readonly issuer: string;
  readonly from: number;
  readonly until: number;
  readonly revoked: ReadonlySet<bigint>;
  readonly signed: Signed;
};

const OID = {
  sha256Rsa: "2a864886f70d01010b",
  rsa: "2a864886f70d010101",
  basicConstraints: "551d13",
  keyUsage: "551d0f",
  subjectKey: "551d0e",
  authorityKey: "551d23",
  policies: "551d20",
  ipResources: "2b06010505070107",
  asResources: "2b06010505070108",
} as const;
/** Critical extensions that are understood: any other one makes the certificate unusable (RFC 5280 section 4.2). */
const KNOWN: readonly string[] = Object.values(OID);

const bad = (what: string): Result<never> =>
  refuse("evidence-certificate", `no resource certificate or list: ${what}`);
const oidOf = (element: Element | undefined): string => (element?.tag === TAG.oid ? toHex(element.body) : "");

/** Outer form of certificates and lists: what is signed, and the signature (SHA-256 with RSA). */
function signedIn(der: Uint8Array): Result<{ readonly fields: readonly Element[]; readonly signed: Signed }> {
  const outer = listIn(der, TAG.sequence);
  if (!outer.ok) return outer;
  const [tbs, algorithm, signature] = outer.value;
  const named = algorithm === undefined ? undefined : inside(algorithm);
  const value = bits(signature);
  if (outer.value.length !== 3 || tbs?.tag !== TAG.sequence || named?.ok !== true || value?.unused !== 0)
    return bad("its form");
  if (oidOf(named.value[0]) !== OID.sha256Rsa) return bad("another signature than SHA-256 with RSA");
  const fields = inside(tbs);
  return fields.ok
    ? ok({ fields: fields.value, signed: { text: tbs.whole, signature: value.bytes } })
    : fields;
}

export const signedBy = ({ signed }: { readonly signed: Signed }, key: RsaKey): boolean =>
  verifyRsa(key, signed.text, signed.signature);

/** Codes `evidence-der`, `evidence-certificate`. */
export function parseCertificate(der: Uint8Array): Result<Certificate> {
  const outer = signedIn(der);
  if (!outer.ok) return outer;
  const [version, serial, , issuer, validity, subject, spki, extensions, ...more] = outer.value.fields;
  if (version?.tag !== 0xa0 || !equalBytes(version.body, Uint8Array.of(2, 1, 2)) || more.length > 0)
    return bad("version 3");
  const times = validity === undefined ? undefined : inside(validity);
  const [from, until] = times?.ok === true ? times.value.map(seconds) : [];
  const number = integer(serial);
  const key = keyIn(spki);
  const found = extensions?.tag === 0xa3 ? extensionsIn(extensions) : bad("no extensions");
  if (!found.ok) return found;
  if (
    number === undefined ||
    from === undefined ||
    until === undefined ||
    key === undefined ||
    issuer === undefined ||
    subject === undefined
  ) {
    return bad("serial number, dates or key");
  }
  const identifiers = keyIds(found.value);
  const resources = resourcesIn(found.value);
  if (identifiers === undefined || resources === undefined) return bad("key identifiers or resources");
  const constraints = found.value.get(OID.basicConstraints);
  return ok({
    serial: number,
    issuer: toHex(issuer.whole),
    subject: toHex(subject.whole),
    from,
    until,
    key,
    spki: spki!.whole,
    isCa: constraints !== undefined && toHex(constraints) === "30030101ff",
    ...identifiers,
    resources,
    signed: outer.value.signed,
  });
}

function keyIn(spki: Element | undefined): RsaKey | undefined {
  const parts = spki?.tag === TAG.sequence ? inside(spki) : undefined;
  if (parts?.ok !== true || parts.value.length !== 2) return undefined;
  const algorithm = inside(parts.value[0]!);
  const key = bits(parts.value[1]);
  return algorithm.ok && oidOf(algorithm.value[0]) === OID.rsa && key?.unused === 0
    ? rsaKey(key.bytes)
    : undefined;
}

/** Values by identifier, each once. */
function extensionsIn(element: Element): Result<ReadonlyMap<string, Uint8Array>> {
  const all = listIn(element.body, TAG.sequence);
  if (!all.ok) return all;
  const found = new Map<string, Uint8Array>();
  for (const each of all.value) {
    const parts = inside(each);
    if (!parts.ok) return parts;
    const [oid, critical, value] =
      parts.value.length === 2 ? [parts.value[0], undefined, parts.value[1]] : parts.value;
    const name = oidOf(oid);
    if (value?.tag !== TAG.octets || name === "" || found.has(name)) return bad("an extension");
    if (critical !== undefined && !KNOWN.includes(name))
      return bad("a critical extension that is not understood");
    found.set(name, value.body);
  }
  return ok(found);
}

function keyIds(
  found: ReadonlyMap<string, Uint8Array>,
): Pick<Certificate, "keyId" | "issuerKeyId"> | undefined {
  const own = one(found.get(OID.subjectKey) ?? new Uint8Array(0), TAG.octets);
  if (!own.ok) return undefined;
  const authority = found.get(OID.authorityKey);
  if (authority === undefined) return { keyId: toHex(own.value.body), issuerKeyId: undefined };
  const parts = listIn(authority, TAG.sequence);
  const id = parts.ok && parts.value.length === 1 ? parts.value[0] : undefined;
  return id?.tag === 0x80 ? { keyId: toHex(own.value.body), issuerKeyId: toHex(id.body) } : undefined;
}

function resourcesIn(found: ReadonlyMap<string, Uint8Array>): Resources | undefined {
  const [ip, as] = [found.get(OID.ipResources), found.get(OID.asResources)];
  const [addresses, numbers] = [ip, as].map((value) =>
    value === undefined ? undefined : one(value, TAG.sequence),
  );
  if (addresses?.ok === false || numbers?.ok === false) return undefined;
  const blocks = addresses === undefined ? {} : ipBlocks(addresses.value, true);
  const asns = numbers === undefined ? {} : asNumbers(numbers.value, true);
  return blocks === undefined || asns === undefined ? undefined : { ...blocks, ...asns };
}

/** Codes `evidence-der`, `evidence-certificate`. */
export function parseRevocationList(der: Uint8Array): Result<RevocationList> {
  const outer = signedIn(der);
  if (!outer.ok) return outer;
  const [version, , issuer, thisUpdate, nextUpdate, ...rest] = outer.value.fields;
  const [from, until] = [seconds(thisUpdate), seconds(nextUpdate)];
  if (integer(version) !== 1n || issuer === undefined || from === undefined || until === undefined)
    return bad("version 2 or dates");
  const entries = rest[0]?.tag === TAG.sequence ? inside(rest[0]) : ok([]);
  if (!entries.ok) return entries;
  const revoked = new Set<bigint>();
  for (const entry of entries.value) {
    const parts = inside(entry);
    const serial = parts.ok ? integer(parts.value[0]) : undefined;
    if (serial === undefined) return bad("a revoked serial number");
    revoked.add(serial);
  }
  return ok({ issuer: toHex(issuer.whole), from, until, revoked, signed: outer.value.signed });
}
