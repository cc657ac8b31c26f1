/** Signed objects (RFC 6488): a CMS SignedData with one signer and its one-time certificate, in DER. */
import {
  der,
  integer,
  nothing,
  octets,
  oid,
  raw,
  sequence,
  setOf,
  tagged,
  taggedBytes,
  time,
  type Node,
} from "./der.ts";
import { keyIdentifier, sha256Of, type Signer } from "./keys.ts";
import { OID } from "./oids.ts";

const sha256 = (): Node => sequence(oid(OID.sha256));
const attribute = (id: string, value: Node): Node => sequence(oid(id), setOf(value));

/** `content` is the DER of the eContent, `certificate` that of the signer, `at` the signing time. */
export function signedObject(
  type: string,
  content: Uint8Array,
  signer: Signer,
  certificate: Uint8Array,
  at: number,
): Uint8Array {
  const attributes = [
    attribute(OID.contentType, oid(type)),
    attribute(OID.signingTime, time(at)),
    attribute(OID.messageDigest, octets(sha256Of(content))),
  ];
  // What is signed is the SET OF; what is sent is the same under [0] (RFC 5652 section 5.4).
  const signed = setOf(...attributes);
  const sorted = [...attributes].sort((a, b) => Buffer.compare(der(a), der(b)));
  const info = sequence(
    integer(3),
    taggedBytes(0, keyIdentifier(signer.spki)),
    sha256(),
    tagged(0, ...sorted),
    sequence(oid(OID.rsaEncryption), nothing()),
    octets(signer.sign(der(signed))),
  );
  const data = sequence(
    integer(3),
    setOf(sha256()),
    sequence(oid(type), tagged(0, octets(content))),
    tagged(0, raw(certificate)),
    setOf(info),
  );
  return der(sequence(oid(OID.signedData), tagged(0, data)));
}
