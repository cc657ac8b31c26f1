/** Signed checklists (RFC 9323) in signed objects of the RPKI (RFC 6488): the hashes listed, and the certificate that signed. */
import { concat, equalBytes, ok, refuse, sha256, toHex, type Result } from "@comity/canon";
import { parseCertificate, type Certificate } from "./certificate.ts";
import { inside, integer, listIn, one, TAG, type Element } from "./der.ts";
import { asNumbers, ipBlocks, type Resources } from "./ip-resources.ts";
import { verifyRsa } from "./rsa.ts";

export type Checklist = {
  /** SHA-256 hashes, hexadecimal. */
  readonly hashes: readonly string[];
  /** What it is signed for: to be within what its certificate has. */
  readonly resources: Resources;
  /** The end-entity certificate inside; its chain is judged elsewhere. */
  readonly signer: Certificate;
};

const OID = {
  signedData: "2a864886f70d010702",
  checklist: "2a864886f70d0109100130",
  sha256: "608648016503040201",
  rsa: "2a864886f70d010101",
  sha256Rsa: "2a864886f70d01010b",
  contentType: "2a864886f70d010903",
  messageDigest: "2a864886f70d010904",
} as const;

const bad = (what: string): Result<never> =>
  refuse("evidence-checklist", `no signed checklist (RFC 9323): ${what}`);
const oidIn = (element: Element | undefined): string => {
  if (element?.tag === TAG.oid) return toHex(element.body);
  const parts = element?.tag === TAG.sequence ? inside(element) : undefined;
  return parts?.ok === true && parts.value[0]?.tag === TAG.oid ? toHex(parts.value[0].body) : "";
};
const parts = (element: Element | undefined): readonly Element[] => {
  const found = element === undefined ? undefined : inside(element);
  return found?.ok === true ? found.value : [];
};

/** Codes `evidence-der`, `evidence-certificate`, `evidence-checklist`. */
export function readChecklist(der: Uint8Array): Result<Checklist> {
  const outer = listIn(der, TAG.sequence);
  if (!outer.ok) return outer;
  const [type, wrapped] = outer.value;
  const [signedData] = wrapped?.tag === 0xa0 ? parts(wrapped) : [];
  const [version, digests, content, certificates, signers, ...more] = parts(signedData);
  if (oidIn(type) !== OID.signedData || integer(version) !== 3n || more.length > 0)
    return bad("signed data of version 3");
  if (certificates?.tag !== 0xa0 || signers?.tag !== TAG.set || digests?.tag !== TAG.set)
    return bad("its certificate and signer");
  if (parts(digests).length !== 1 || oidIn(parts(digests)[0]) !== OID.sha256) return bad("SHA-256");
  const [contentType, explicit] = parts(content);
  const [octets] = explicit?.tag === 0xa0 ? parts(explicit) : [];
  if (oidIn(contentType) !== OID.checklist || octets?.tag !== TAG.octets) return bad("its content");
  const [own, ...others] = parts(certificates);
  if (own === undefined || others.length > 0) return bad("one certificate");
  const signer = parseCertificate(own.whole);
  if (!signer.ok) return signer;
  const [info, ...further] = parts(signers);
  if (further.length > 0 || !isSigned(info, octets.body, signer.value)) return bad("its one signature");
  return contentsOf(octets.body, signer.value);
}

/** SignerInfo of RFC 6488: the key by its identifier, signed attributes with content type and digest. */
function isSigned(info: Element | undefined, content: Uint8Array, signer: Certificate): boolean {
  const [version, id, digest, attributes, algorithm, signature, ...more] = parts(info);
  if (integer(version) !== 3n || id?.tag !== 0x80 || toHex(id.body) !== signer.keyId || more.length > 0)
    return false;
  if (oidIn(digest) !== OID.sha256 || attributes?.tag !== 0xa0 || signature?.tag !== TAG.octets) return false;
  if (oidIn(algorithm) !== OID.rsa && oidIn(algorithm) !== OID.sha256Rsa) return false;
  const values = new Map<string, Element | undefined>();
  for (const attribute of parts(attributes)) {
    const [name, set] = parts(attribute);
    if (values.has(oidIn(name)) || parts(set).length !== 1) return false;
    values.set(oidIn(name), parts(set)[0]);
  }
  const said = values.get(OID.messageDigest);
  if (oidIn(values.get(OID.contentType)) !== OID.checklist || said?.tag !== TAG.octets) return false;
  if (!equalBytes(said.body, sha256(content))) return false;
  // What is signed is the attributes as a SET, not under their implicit tag.
  return verifyRsa(signer.key, concat(Uint8Array.of(TAG.set), attributes.whole.subarray(1)), signature.body);
}

function contentsOf(content: Uint8Array, signer: Certificate): Result<Checklist> {
  const fields = listIn(content, TAG.sequence);
  if (!fields.ok) return fields;
  // Version 0 is the default, so it is not written.
  const [block, digest, list, ...more] = fields.value;
  if (
    block?.tag !== TAG.sequence ||
    oidIn(digest) !== OID.sha256 ||
    list?.tag !== TAG.sequence ||
    more.length > 0
  ) {
    return bad("its fields, with SHA-256");
  }
  const resources = blockOf(parts(block));
  if (resources === undefined) return bad("its resources");
  const hashes: string[] = [];
  for (const entry of parts(list)) {
    const named = parts(entry);
    const hash = named.at(-1);
    if (hash?.tag !== TAG.octets || hash.body.length !== 32 || named.length > 2) return bad("a hash");
    hashes.push(toHex(hash.body));
  }
  return hashes.length === 0 ? bad("a hash") : ok({ hashes, resources, signer });
}

/** ResourceBlock: [0] AS numbers, [1] addresses; at least one. */
function blockOf(elements: readonly Element[]): Resources | undefined {
  let out: Resources = {};
  for (const element of elements) {
    const inner = one(element.body, TAG.sequence);
    if (!inner.ok) return undefined;
    const found =
      element.tag === 0xa0
        ? asNumbers(inner.value, false)
        : element.tag === 0xa1
          ? ipBlocks(inner.value, false)
          : undefined;
    if (found === undefined) return undefined;
    out = { ...out, ...found };
  }
  return elements.length === 0 ? undefined : out;
}
