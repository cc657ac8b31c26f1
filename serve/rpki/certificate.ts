/** Resource certificates (RFC 6487): trust anchor, CA and end entity, and the revocation lists beside them. */
import { addressBlocks, asNumbers, inheritedAddresses, inheritedAsNumbers } from "./resource-extensions.ts";
import {
  bits,
  der,
  integer,
  nothing,
  octets,
  oid,
  printable,
  raw,
  sequence,
  sequenceOf,
  setOf,
  tagged,
  taggedBytes,
  time,
  yes,
  type Node,
} from "./der.ts";
import { keyIdentifier, keyName, type Signer } from "./keys.ts";
import { OID } from "./oids.ts";
import type { ResourceSet } from "./resources.ts";
import { utf8 } from "@comity/canon";

/** Seconds since 1970, both included. */
export type Validity = { readonly from: number; readonly until: number };
/** Where a CA publishes: `repository` ends with a slash; `notification` is an https URI (RFC 8182). */
export type CaPlace = {
  readonly repository: string;
  readonly manifest: string;
  readonly notification?: string;
};
/** What a certificate says about its issuer. */
export type IssuerPlace = { readonly certificate: string; readonly crl: string };

type Common = { readonly serial: bigint; readonly validity: Validity; readonly spki: Uint8Array };
export type CaCertificate = Common & { readonly resources: ResourceSet; readonly place: CaPlace };
export type EndCertificate = Common & {
  readonly resources: ResourceSet | "inherit";
  readonly object: string;
};

const sha256WithRsa = (): Node => sequence(oid(OID.sha256WithRsa), nothing());
const nameOf = (spki: Uint8Array): Node =>
  sequence(setOf(sequence(oid(OID.commonName), printable(keyName(spki)))));
const extension = (id: string, value: Uint8Array, critical = false): Node =>
  sequence(oid(id), ...(critical ? [yes()] : []), octets(value));
const uri = (text: string): Node => taggedBytes(6, utf8(text));
const access = (method: string, at: string): Node => sequence(oid(method), uri(at));

const subjectKey = (spki: Uint8Array): Node => extension(OID.subjectKeyId, der(octets(keyIdentifier(spki))));
const authorityKey = (spki: Uint8Array): Node =>
  extension(OID.authorityKeyId, der(sequence(taggedBytes(0, keyIdentifier(spki)))));
const policy = (): Node => extension(OID.policies, der(sequence(sequence(oid(OID.resourcePolicy)))), true);
/** keyCertSign and cRLSign, or digitalSignature. */
const usage = (ca: boolean): Node =>
  extension(OID.keyUsage, der(ca ? bits(Uint8Array.of(0x06), 1) : bits(Uint8Array.of(0x80), 7)), true);
const issuedBy = ({ certificate, crl }: IssuerPlace): Node[] => [
  extension(OID.crlPoints, der(sequence(sequence(tagged(0, tagged(0, uri(crl))))))),
  extension(OID.authorityInfo, der(sequence(access(OID.caIssuers, certificate)))),
];

/** SIA of a CA, also as it is asked for in a request (RFC 6487 section 6.3). */
export const caAccess = ({ repository, manifest, notification }: CaPlace): Uint8Array =>
  der(
    sequence(
      access(OID.caRepository, repository),
      access(OID.manifestAt, manifest),
      ...(notification === undefined ? [] : [access(OID.notification, notification)]),
    ),
  );

function resourceExtensions(resources: ResourceSet | "inherit"): Node[] {
  const addresses = resources === "inherit" ? inheritedAddresses() : addressBlocks(resources);
  const numbers = resources === "inherit" ? inheritedAsNumbers() : asNumbers(resources);
  return [
    ...(addresses === undefined ? [] : [extension(OID.addressBlocks, addresses, true)]),
    ...(numbers === undefined ? [] : [extension(OID.asNumbers, numbers, true)]),
  ];
}

function certify(issuer: Signer, { serial, validity, spki }: Common, extensions: Node[]): Uint8Array {
  const tbs = sequence(
    tagged(0, integer(2)),
    integer(serial),
    sha256WithRsa(),
    nameOf(issuer.spki),
    sequence(time(validity.from), time(validity.until)),
    nameOf(spki),
    raw(spki),
    tagged(3, sequence(...extensions)),
  );
  return der(sequence(tbs, sha256WithRsa(), bits(issuer.sign(der(tbs)))));
}

/**
 * Certificates of the business PKI that signs set-up and provisioning messages (RFC 6492 section 3.1.2, RFC 8183): a
 * self-signed anchor, or the one-time key of a message.
 */
export const businessCertificate = (issuer: Signer, facts: Common): Uint8Array =>
  certify(issuer, facts, [
    ...(facts.spki === issuer.spki ? [basicCa()] : []),
    subjectKey(facts.spki),
    authorityKey(issuer.spki),
  ]);

const basicCa = (): Node => extension(OID.basicConstraints, der(sequence(yes())), true);

/** Self-signed, without authority key, CRL point and AIA (RFC 6487 section 4.8, RFC 8630 section 2.3). */
export const anchorCertificate = (signer: Signer, facts: Omit<CaCertificate, "spki">): Uint8Array =>
  certify(signer, { ...facts, spki: signer.spki }, [
    basicCa(),
    subjectKey(signer.spki),
    usage(true),
    extension(OID.subjectInfo, caAccess(facts.place)),
    policy(),
    ...resourceExtensions(facts.resources),
  ]);

export const caCertificate = (issuer: Signer, at: IssuerPlace, facts: CaCertificate): Uint8Array =>
  certify(issuer, facts, [
    basicCa(),
    subjectKey(facts.spki),
    authorityKey(issuer.spki),
    usage(true),
    ...issuedBy(at),
    extension(OID.subjectInfo, caAccess(facts.place)),
    policy(),
    ...resourceExtensions(facts.resources),
  ]);

/** Of one signed object, whose URI is `object`. */
export const endCertificate = (issuer: Signer, at: IssuerPlace, facts: EndCertificate): Uint8Array =>
  certify(issuer, facts, [
    subjectKey(facts.spki),
    authorityKey(issuer.spki),
    usage(false),
    ...issuedBy(at),
    extension(OID.subjectInfo, der(sequence(access(OID.signedObject, facts.object)))),
    policy(),
    ...resourceExtensions(facts.resources),
  ]);

export type Revoked = { readonly serial: bigint; readonly at: number };

/** RFC 6487 section 5. `revoked` in any order. */
export function revocationList(
  issuer: Signer,
  number: bigint,
  validity: Validity,
  revoked: readonly Revoked[],
): Uint8Array {
  const entries = [...revoked]
    .sort((a, b) => (a.serial < b.serial ? -1 : 1))
    .map(({ serial, at }) => sequence(integer(serial), time(at)));
  const tbs = sequence(
    integer(1),
    sha256WithRsa(),
    nameOf(issuer.spki),
    time(validity.from),
    time(validity.until),
    ...(entries.length === 0 ? [] : [sequenceOf(entries)]),
    tagged(0, sequence(authorityKey(issuer.spki), extension(OID.crlNumber, der(integer(number))))),
  );
  return der(sequence(tbs, sha256WithRsa(), bits(issuer.sign(der(tbs)))));
}
