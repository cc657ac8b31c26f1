/** Reads resource certificates (RFC 6487); what the profile forbids is refused. */
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import {
  bitsAt,
  childrenOf,
  der,
  integerAt,
  isTagged,
  octetsAt,
  oidAt,
  parseDer,
  taggedBytesAt,
  textAt,
  timeAt,
  type Node,
} from "./der.ts";
import { keyIdentifier } from "./keys.ts";
import { OID } from "./oids.ts";
import { readAddressBlocks, readAsNumbers, type Claimed } from "./resource-extensions.ts";

export type ReadCertificate = {
  /** The whole certificate, what was signed, and the signature. */
  readonly bytes: Uint8Array;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  readonly serial: bigint;
  readonly issuer: string;
  readonly subject: string;
  readonly from: number;
  readonly until: number;
  readonly spki: Uint8Array;
  readonly ca: boolean;
  readonly authorityKey?: Uint8Array;
  readonly crl?: string;
  /** Subject information access: method to URI. */
  readonly access: ReadonlyMap<string, string>;
  readonly resources: { readonly ipv4?: Claimed; readonly ipv6?: Claimed; readonly asn?: Claimed };
};

const uriAt = (node: Node | undefined): string | undefined => {
  const bytes = taggedBytesAt(node, 6);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString("latin1");
};

/** Access method to the first URI of it. */
export function readAccess(bytes: Uint8Array | undefined): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  const parsed = bytes === undefined ? undefined : parseDer(bytes);
  if (!parsed?.ok) return out;
  for (const item of childrenOf(parsed.value) ?? []) {
    const [method, at] = childrenOf(item) ?? [];
    const [name, uri] = [oidAt(method), uriAt(at)];
    if (name !== undefined && uri !== undefined && !out.has(name)) out.set(name, uri);
  }
  return out;
}

/** A distinguished name of one common name. */
export function nameAt(node: Node | undefined): string | undefined {
  const part = childrenOf(childrenOf(childrenOf(node)?.[0])?.[0]);
  return oidAt(part?.[0]) === OID.commonName ? textAt(part?.[1]) : undefined;
}

/** Extension values by OID; `undefined` when one is twice or malformed. */
export function extensionsAt(list: readonly Node[] | undefined): ReadonlyMap<string, Uint8Array> | undefined {
  const out = new Map<string, Uint8Array>();
  for (const item of list ?? []) {
    const parts = childrenOf(item) ?? [];
    const [id, value] = [oidAt(parts[0]), octetsAt(parts.at(-1))];
    if (id === undefined || value === undefined || out.has(id)) return undefined;
    out.set(id, value);
  }
  return out;
}

const inside = (bytes: Uint8Array | undefined): Node | undefined => {
  const parsed = bytes === undefined ? undefined : parseDer(bytes);
  return parsed?.ok ? parsed.value : undefined;
};

/** Codes `der`, `rpki-certificate`, `rpki-resources`. */
export function readCertificate(bytes: Uint8Array, field = ""): Result<ReadCertificate> {
  const parsed = parseDer(bytes, field);
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("rpki-certificate", why, field);
  const [tbs, algorithm, signature] = childrenOf(parsed.value) ?? [];
  const parts = childrenOf(tbs);
  const signed = bitsAt(signature);
  if (tbs === undefined || parts?.length !== 8 || signed === undefined)
    return bad("not a version 3 certificate");
  const [version, number, algorithm2, issuerName, validity, subjectName, key, rest] = parts;
  if (integerAt(childrenOf(version, 0)?.[0]) !== 2n) return bad("not a version 3 certificate");
  for (const a of [algorithm, algorithm2])
    if (oidAt(childrenOf(a)?.[0]) !== OID.sha256WithRsa)
      return bad("not signed with sha256WithRSA (RFC 7935)");
  const serial = integerAt(number);
  const [issuer, subject] = [nameAt(issuerName), nameAt(subjectName)];
  const [from, until] = (childrenOf(validity) ?? []).map(timeAt);
  const extensions = extensionsAt(childrenOf(childrenOf(rest, 3)?.[0]));
  if (serial === undefined || serial <= 0n || issuer === undefined || subject === undefined)
    return bad("serial or names are malformed");
  if (from === undefined || until === undefined || extensions === undefined)
    return bad("times or extensions are malformed");
  const spki = der(key!);
  if (
    !equalBytes(octetsAt(inside(extensions.get(OID.subjectKeyId))) ?? new Uint8Array(), keyIdentifier(spki))
  )
    return bad("the subject key identifier is not that of the key");
  if (oidAt(childrenOf(childrenOf(inside(extensions.get(OID.policies)))?.[0])?.[0]) !== OID.resourcePolicy)
    return bad("the certificate policy is not that of RFC 6484");
  const ca = extensions.has(OID.basicConstraints);
  const usage = bitsAt(inside(extensions.get(OID.keyUsage)))?.bytes[0];
  if (usage !== (ca ? 0x06 : 0x80)) return bad("the key usage is not that of its kind");

  const addresses = extensions.get(OID.addressBlocks);
  const numbers = extensions.get(OID.asNumbers);
  if (addresses === undefined && numbers === undefined) return bad("no resources");
  const blocks = addresses === undefined ? ok({}) : readAddressBlocks(addresses);
  if (!blocks.ok) return blocks;
  const asn = numbers === undefined ? undefined : readAsNumbers(numbers);
  if (asn?.ok === false) return asn;

  const authorityKey = taggedBytesAt(childrenOf(inside(extensions.get(OID.authorityKeyId)))?.[0], 0);
  const point = childrenOf(childrenOf(inside(extensions.get(OID.crlPoints)))?.[0])?.[0];
  const crl = isTagged(point, 0) ? uriAt(childrenOf(childrenOf(point, 0)?.[0], 0)?.[0]) : undefined;
  return ok({
    bytes,
    signed: der(tbs),
    signature: signed.bytes,
    serial,
    issuer,
    subject,
    from,
    until,
    spki,
    ca,
    ...(authorityKey === undefined ? {} : { authorityKey }),
    ...(crl === undefined ? {} : { crl }),
    access: readAccess(extensions.get(OID.subjectInfo)),
    resources: { ...blocks.value, ...(asn === undefined ? {} : { asn: asn.value }) },
  });
}
