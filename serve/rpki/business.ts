/**
 * Messages of provisioning and publication: XML in a CMS that a one-time key signs, certified by the sender's business
 * PKI anchor, with that anchor's revocation list enclosed (RFC 6492 section 3.1).
 */
import { equalBytes, fromUtf8, ok, refuse, utf8, type Result } from "@comity/canon";
import { businessCertificate, revocationList } from "./certificate.ts";
import {
  bitsAt,
  childrenOf,
  der,
  integer,
  integerAt,
  nothing,
  octets,
  octetsAt,
  oid,
  oidAt,
  parseDer,
  raw,
  sequence,
  setOf,
  tagged,
  taggedBytes,
  taggedBytesAt,
  time,
  timeAt,
  type Node,
} from "./der.ts";
import { keyIdentifier, oneTimeKey, sha256Hex, sha256Of, signatureHolds, type Signer } from "./keys.ts";
import { OID } from "./oids.ts";
import { readCrl } from "./read-crl.ts";
import { BACKDATE } from "./timing.ts";

const XML = "1.2.840.113549.1.9.16.1.28";
const YEAR = 365 * 86_400;
const MESSAGE = 3_600;
/** A sender's clock may be ahead by this much. One message from far ahead would make replays of all that follow. */
const AHEAD = 300;

/** The self-signed certificate of our side; good for ten years from `now`. */
export const businessAnchor = (signer: Signer, now: number): Uint8Array =>
  businessCertificate(signer, {
    serial: 1n,
    validity: { from: now - BACKDATE, until: now + 10 * YEAR },
    spki: signer.spki,
  });

/** `serial`: rises with every message. `given`: the signing key, a fresh one when left out. */
export async function signedMessage(
  anchor: Signer,
  xml: string,
  serial: bigint,
  now: number,
  given?: Signer,
): Promise<Uint8Array> {
  const key = given ?? (await oneTimeKey());
  const validity = { from: now - BACKDATE, until: now + MESSAGE };
  const certificate = businessCertificate(anchor, { serial, validity, spki: key.spki });
  const crl = revocationList(anchor, serial, validity, []);
  const content = utf8(xml);
  const sha256 = sequence(oid(OID.sha256));
  const attributes = [
    sequence(oid(OID.contentType), setOf(oid(XML))),
    sequence(oid(OID.signingTime), setOf(time(now))),
    sequence(oid(OID.messageDigest), setOf(octets(sha256Of(content)))),
  ];
  const sorted = [...attributes].sort((a, b) => Buffer.compare(der(a), der(b)));
  const info = sequence(
    integer(3),
    taggedBytes(0, keyIdentifier(key.spki)),
    sha256,
    tagged(0, ...sorted),
    sequence(oid(OID.rsaEncryption), nothing()),
    octets(key.sign(der(setOf(...attributes)))),
  );
  const data = sequence(
    integer(3),
    setOf(sha256),
    sequence(oid(XML), tagged(0, octets(content))),
    tagged(0, raw(certificate)),
    tagged(1, raw(crl)),
    setOf(info),
  );
  return der(sequence(oid(OID.signedData), tagged(0, data)));
}

export type Message = {
  readonly xml: string;
  /** When it was signed: a message that is older than the last is a replay. */
  readonly at: number;
  /** SHA-256 of its signature, hexadecimal: the same twice is one message. */
  readonly id: string;
};

type Business = {
  readonly spki: Uint8Array;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array | undefined;
  readonly serial: bigint;
  readonly from: number;
  readonly until: number;
};

function readBusiness(node: Node | undefined): Business | undefined {
  const [tbs, , signature] = childrenOf(node) ?? [];
  const parts = childrenOf(tbs);
  const [from, until] = (childrenOf(parts?.[4]) ?? []).map(timeAt);
  const serial = integerAt(parts?.[1]);
  if (tbs === undefined || parts === undefined || parts.length < 7 || serial === undefined) return undefined;
  if (from === undefined || until === undefined) return undefined;
  return { spki: der(parts[6]!), signed: der(tbs), signature: bitsAt(signature)?.bytes, serial, from, until };
}

/** The key of a self-signed business anchor. Codes `der`, `rpki-business`. */
export function readBusinessAnchor(bytes: Uint8Array, now: number): Result<Uint8Array> {
  const parsed = parseDer(bytes, "bpki_ta");
  if (!parsed.ok) return parsed;
  const anchor = readBusiness(parsed.value);
  if (anchor === undefined || !signatureHolds(anchor.spki, anchor.signed, anchor.signature))
    return refuse("rpki-business", "the anchor is no self-signed RSA certificate", "bpki_ta");
  if (now < anchor.from || now > anchor.until)
    return refuse("rpki-business", "the anchor has expired", "bpki_ta");
  return ok(anchor.spki);
}

/** The XML of a message signed below `anchor` (SubjectPublicKeyInfo). Codes `der`, `rpki-message`. */
export function readMessage(bytes: Uint8Array, anchor: Uint8Array, now: number): Result<Message> {
  const parsed = parseDer(bytes, "message");
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("rpki-message", why, "message");
  const [kind, wrapped] = childrenOf(parsed.value) ?? [];
  const data = childrenOf(childrenOf(wrapped, 0)?.[0]);
  if (oidAt(kind) !== OID.signedData || data?.length !== 6)
    return bad("not a CMS SignedData with certificate and revocation list");
  const [type, eContent] = childrenOf(data[2]) ?? [];
  const content = octetsAt(childrenOf(eContent, 0)?.[0]);
  if (oidAt(type) !== XML || content === undefined) return bad("the content is not XML");
  const certificates = childrenOf(data[3], 0) ?? [];
  const certificate = readBusiness(certificates[0]);
  if (certificate === undefined || certificates.length !== 1) return bad("expected one certificate");
  if (!signatureHolds(anchor, certificate.signed, certificate.signature))
    return bad("the signer is not certified by the known anchor");
  if (now < certificate.from || now > certificate.until)
    return bad("the signer's certificate is not valid now");
  const lists = childrenOf(data[4], 1) ?? [];
  const crl = lists.length === 1 ? readCrl(der(lists[0]!)) : bad("expected one revocation list");
  if (!crl.ok) return crl;
  if (!signatureHolds(anchor, crl.value.signed, crl.value.signature))
    return bad("the revocation list is not the anchor's");
  if (now > crl.value.nextUpdate || crl.value.revoked.has(certificate.serial))
    return bad("the signer's certificate is revoked, or the list has ended");
  const signers = childrenOf(data[5]) ?? [];
  const signer = childrenOf(signers[0]) ?? [];
  if (
    signers.length !== 1 ||
    !equalBytes(taggedBytesAt(signer[1], 0) ?? new Uint8Array(), keyIdentifier(certificate.spki))
  )
    return bad("expected one signer, named by its key");
  const values = new Map(
    (childrenOf(signer[3], 0) ?? []).map((a) => [
      oidAt(childrenOf(a)?.[0]),
      childrenOf(childrenOf(a)?.[1])?.[0],
    ]),
  );
  if (oidAt(values.get(OID.contentType)) !== XML) return bad("the signed content type is another");
  if (!equalBytes(octetsAt(values.get(OID.messageDigest)) ?? new Uint8Array(), sha256Of(content)))
    return bad("the content is not what was signed");
  const signed = der(setOf(...(childrenOf(signer[3], 0) ?? [])));
  if (!signatureHolds(certificate.spki, signed, octetsAt(signer[5])))
    return bad("the signature does not verify");
  const at = timeAt(values.get(OID.signingTime));
  if (at === undefined) return bad("no signing time");
  if (at > now + AHEAD) return bad("it was signed in the future: is the sender's clock right?");
  const xml = fromUtf8(content);
  return xml.ok ? ok({ xml: xml.value, at, id: sha256Hex(octetsAt(signer[5])!) }) : xml;
}
