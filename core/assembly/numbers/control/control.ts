/**
 * Proof of control by a signed checklist under the RPKI (SEMANTICS F4), judged from the evidence alone: the checklist lists
 * the hash of the claim, its certificate chains to a trust anchor, every certificate is in date and on no list of revoked
 * ones, and the claimed blocks are among the resources it was signed for.
 */
import { fromBase64, ok, refuse, sha256, toBase64, toHex, utf8, type Result } from "@comity/canon";
import type { Block } from "../../acts/resource.ts";
import { parseCertificate, parseRevocationList, signedBy, type Certificate } from "./certificate.ts";
import { readChecklist } from "./checklist.ts";
import { covers, effective, type Resources } from "./ip-resources.ts";

export const CLAIM_HEADER = "comity/claim/v1";

/** The hash that is listed, or published in the reverse zone: this assembly, this party, these resources, in this order. */
export const claimHash = (assembly: string, party: string, resources: readonly string[]): Uint8Array =>
  sha256(utf8([CLAIM_HEADER, assembly, party, ...resources, ""].join("\n")));

/** DER in base64; `chain` from the trust anchor down, `lists` one a certificate of the chain, in its order. */
export type ControlEvidence = {
  readonly checklist: string;
  readonly chain: readonly string[];
  readonly lists: readonly string[];
};

export type Claimed = { readonly hash: Uint8Array; readonly blocks: readonly Block[]; readonly time: number };

/** Answers base64 of the hash of the trust anchor's key. Codes `evidence-*`. */
export function verifyControl(evidence: ControlEvidence, claimed: Claimed): Result<string> {
  const checklist = decoded(evidence.checklist, readChecklist);
  if (!checklist.ok) return checklist;
  const { hashes, signer } = checklist.value;
  if (!hashes.includes(toHex(claimed.hash)))
    return refuse("evidence-other-claim", "the checklist lists another hash than this claim's");
  const chain: Certificate[] = [];
  for (const text of evidence.chain) {
    const certificate = decoded(text, parseCertificate);
    if (!certificate.ok) return certificate;
    if (!certificate.value.isCa)
      return refuse("evidence-chain", "a certificate of the chain is no authority's");
    chain.push(certificate.value);
  }
  const [anchor] = chain;
  if (anchor === undefined || evidence.lists.length !== chain.length || signer.isCa) {
    return refuse(
      "evidence-chain",
      "give the chain from the trust anchor down, and a list of revoked ones for each",
    );
  }
  const resources = walk([...chain, signer], evidence.lists, claimed.time);
  if (!resources.ok) return resources;
  const signedFor = effective(checklist.value.resources, resources.value);
  const all = claimed.blocks.every(
    ({ key, space }) =>
      (space === "ipv4" || space === "ipv6" || space === "asn") &&
      signedFor !== undefined &&
      covers(signedFor, space, key.bytes, key.bits),
  );
  return all
    ? ok(toBase64(sha256(anchor.spki)))
    : refuse(
        "evidence-resources",
        "a claimed block is not among the resources that the checklist is signed for",
      );
}

function decoded<T>(text: string, parse: (der: Uint8Array) => Result<T>): Result<T> {
  const der = fromBase64(text);
  return der.ok ? parse(der.value) : refuse("evidence-base64", "evidence is DER in base64");
}

/** From the anchor, which signs itself, down to the signer: dates, signatures, revocation, resources. */
function walk(path: readonly Certificate[], lists: readonly string[], time: number): Result<Resources> {
  let resources: Resources = {};
  for (const [i, certificate] of path.entries()) {
    const issuer = path[Math.max(0, i - 1)]!;
    if (time < certificate.from || time > certificate.until)
      return refuse("evidence-date", "a certificate is not in date");
    const named = certificate.issuer === issuer.subject;
    if (
      !named ||
      (certificate.issuerKeyId ?? issuer.keyId) !== issuer.keyId ||
      !signedBy(certificate, issuer.key)
    ) {
      return refuse("evidence-chain", "a certificate is not signed by the one above it");
    }
    if (i > 0) {
      const list = decoded(lists[i - 1]!, parseRevocationList);
      if (!list.ok) return list;
      const { from, issuer: by, revoked, until } = list.value;
      if (by !== issuer.subject || !signedBy(list.value, issuer.key))
        return refuse("evidence-chain", "a list is not its authority's");
      if (time < from || time > until)
        return refuse("evidence-date", "a list of revoked certificates is not in date");
      if (revoked.has(certificate.serial)) return refuse("evidence-revoked", "a certificate was revoked");
    }
    const own = i === 0 ? anchored(certificate.resources) : effective(certificate.resources, resources);
    if (own === undefined)
      return refuse("evidence-resources", "a certificate has more resources than the one above it");
    resources = own;
  }
  return ok(resources);
}

/** A trust anchor inherits from nobody. */
const anchored = (resources: Resources): Resources | undefined =>
  Object.values(resources).includes("inherit") ? undefined : resources;
