/** PKCS#10 requests for a CA certificate (RFC 2986 as RFC 6487 section 6 profiles it). */
import { ok, refuse, type Result } from "@comity/canon";
import { caAccess, type CaPlace } from "./certificate.ts";
import {
  bits,
  bitsAt,
  childrenOf,
  der,
  integer,
  nothing,
  octets,
  octetsAt,
  oid,
  oidAt,
  parseDer,
  printable,
  raw,
  sequence,
  setOf,
  tagged,
  yes,
} from "./der.ts";
import { keyName, signatureHolds, type Signer } from "./keys.ts";
import { OID } from "./oids.ts";
import { readAccess } from "./read-certificate.ts";

export type CaRequest = { readonly spki: Uint8Array; readonly place: CaPlace };

export function certificateRequest(signer: Signer, place: CaPlace): Uint8Array {
  const extensions = sequence(
    sequence(oid(OID.basicConstraints), yes(), octets(der(sequence(yes())))),
    sequence(oid(OID.keyUsage), yes(), octets(der(bits(Uint8Array.of(0x06), 1)))),
    sequence(oid(OID.subjectInfo), octets(caAccess(place))),
  );
  const info = sequence(
    integer(0),
    sequence(setOf(sequence(oid(OID.commonName), printable(keyName(signer.spki))))),
    raw(signer.spki),
    tagged(0, sequence(oid(OID.extensionRequest), setOf(extensions))),
  );
  const algorithm = sequence(oid(OID.sha256WithRsa), nothing());
  return der(sequence(info, algorithm, bits(signer.sign(der(info)))));
}

/** Checks the signature: whoever asks has the key. Codes `der`, `rpki-request`, `rpki-key`. */
export function readRequest(bytes: Uint8Array, field = "request"): Result<CaRequest> {
  const parsed = parseDer(bytes, field);
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("rpki-request", why, field);
  const [info, algorithm, signature] = childrenOf(parsed.value) ?? [];
  const parts = childrenOf(info);
  if (info === undefined || parts === undefined || parts.length < 4)
    return bad("not a PKCS#10 request with extensions");
  if (oidAt(childrenOf(algorithm)?.[0]) !== OID.sha256WithRsa)
    return bad("the signature is not sha256WithRSA (RFC 7935)");
  const spki = der(parts[2]!);
  if (!signatureHolds(spki, der(info), bitsAt(signature)?.bytes)) return bad("the signature does not verify");
  for (const attribute of childrenOf(parts[3], 0) ?? []) {
    const [type, values] = childrenOf(attribute) ?? [];
    if (oidAt(type) !== OID.extensionRequest) continue;
    for (const extension of childrenOf(childrenOf(values)?.[0]) ?? []) {
      const items = childrenOf(extension) ?? [];
      if (oidAt(items[0]) !== OID.subjectInfo) continue;
      const place = readAccess(octetsAt(items.at(-1)));
      const [repository, manifest, notification] = [OID.caRepository, OID.manifestAt, OID.notification].map(
        (m) => place.get(m),
      );
      if (repository === undefined || manifest === undefined)
        return bad("the request names no repository and manifest");
      if (!manifest.startsWith(repository) || !repository.endsWith("/"))
        return bad("the manifest does not lie in the repository");
      return ok({
        spki,
        place: { repository, manifest, ...(notification === undefined ? {} : { notification }) },
      });
    }
  }
  return bad("the request has no subject information access (RFC 6487 section 6.3)");
}
