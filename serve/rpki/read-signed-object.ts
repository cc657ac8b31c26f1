/** Reads signed objects and checks what RFC 6488 section 3 asks of the object itself; the certificate is judged elsewhere. */
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import {
  childrenOf,
  der,
  integerAt,
  octetsAt,
  oidAt,
  parseDer,
  setOf,
  taggedBytesAt,
  type Node,
} from "./der.ts";
import { keyIdentifier, sha256Of, signatureHolds } from "./keys.ts";
import { OID } from "./oids.ts";
import { readCertificate, type ReadCertificate } from "./read-certificate.ts";

export type ReadObject = {
  /** OID of the eContent. */
  readonly type: string;
  readonly content: Uint8Array;
  readonly certificate: ReadCertificate;
};

const isSha256 = (node: Node | undefined): boolean => oidAt(childrenOf(node)?.[0]) === OID.sha256;

/** Codes `der`, `signed-object`, and those of `readCertificate`. */
export function readSignedObject(bytes: Uint8Array, field = ""): Result<ReadObject> {
  const parsed = parseDer(bytes, field);
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("signed-object", why, field);
  const [kind, wrapped] = childrenOf(parsed.value) ?? [];
  const data = childrenOf(childrenOf(wrapped, 0)?.[0]);
  if (oidAt(kind) !== OID.signedData || data?.length !== 5 || integerAt(data[0]) !== 3n)
    return bad("not a CMS SignedData of version 3 with one certificate and no list");
  const digests = childrenOf(data[1]) ?? [];
  const [typeNode, eContent] = childrenOf(data[2]) ?? [];
  const type = oidAt(typeNode);
  const content = octetsAt(childrenOf(eContent, 0)?.[0]);
  const certificates = childrenOf(data[3], 0) ?? [];
  const signers = childrenOf(data[4]) ?? [];
  if (digests.length !== 1 || !isSha256(digests[0])) return bad("the digest algorithm is not SHA-256 alone");
  if (type === undefined || content === undefined) return bad("no content");
  if (certificates.length !== 1 || signers.length !== 1)
    return bad("expected one certificate and one signer");
  const certificate = readCertificate(der(certificates[0]!), field);
  if (!certificate.ok) return certificate;

  const signer = childrenOf(signers[0]) ?? [];
  if (signer.length !== 6 || integerAt(signer[0]) !== 3n) return bad("the signer info is malformed");
  if (!equalBytes(taggedBytesAt(signer[1], 0) ?? new Uint8Array(), keyIdentifier(certificate.value.spki)))
    return bad("the signer is not the enclosed certificate's key");
  if (!isSha256(signer[2])) return bad("the signer's digest algorithm is not SHA-256");
  const algorithm = oidAt(childrenOf(signer[4])?.[0]);
  if (algorithm !== OID.rsaEncryption && algorithm !== OID.sha256WithRsa)
    return bad("the signature algorithm is not RSA");
  const attributes = childrenOf(signer[3], 0) ?? [];
  const values = new Map<string, Node | undefined>();
  for (const attribute of attributes) {
    const [name, set] = childrenOf(attribute) ?? [];
    const id = oidAt(name);
    const value = childrenOf(set);
    if (id === undefined || values.has(id) || value?.length !== 1)
      return bad("a signed attribute is malformed or twice");
    values.set(id, value[0]);
  }
  if (oidAt(values.get(OID.contentType)) !== type) return bad("the signed content type is another");
  if (!equalBytes(octetsAt(values.get(OID.messageDigest)) ?? new Uint8Array(), sha256Of(content)))
    return bad("the content is not what was signed: its digest differs");
  if (!signatureHolds(certificate.value.spki, der(setOf(...attributes)), octetsAt(signer[5])))
    return bad("the signature does not verify");
  return ok({ type, content, certificate: certificate.value });
}
