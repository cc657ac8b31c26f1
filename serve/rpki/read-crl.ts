/** Reads revocation lists (RFC 6487 section 5). */
import { ok, refuse, type Result } from "@comity/canon";
import { bitsAt, childrenOf, der, integerAt, oidAt, parseDer, timeAt } from "./der.ts";
import { OID } from "./oids.ts";
import { extensionsAt, nameAt } from "./read-certificate.ts";

export type ReadCrl = {
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  readonly issuer: string;
  readonly number: bigint;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly revoked: ReadonlySet<bigint>;
};

/** Codes `der`, `rpki-crl`. */
export function readCrl(bytes: Uint8Array, field = ""): Result<ReadCrl> {
  const parsed = parseDer(bytes, field);
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("rpki-crl", why, field);
  const [tbs, algorithm, signature] = childrenOf(parsed.value) ?? [];
  const parts = childrenOf(tbs) ?? [];
  const signed = bitsAt(signature);
  if (
    tbs === undefined ||
    signed === undefined ||
    integerAt(parts[0]) !== 1n ||
    parts.length < 6 ||
    parts.length > 7
  )
    return bad("not a version 2 revocation list");
  if (oidAt(childrenOf(algorithm)?.[0]) !== OID.sha256WithRsa)
    return bad("not signed with sha256WithRSA (RFC 7935)");
  const [issuer, thisUpdate, nextUpdate] = [nameAt(parts[2]), timeAt(parts[3]), timeAt(parts[4])];
  const extensions = extensionsAt(childrenOf(childrenOf(parts.at(-1), 0)?.[0]));
  const numberNode = parseDer(extensions?.get(OID.crlNumber) ?? new Uint8Array());
  const number = numberNode.ok ? integerAt(numberNode.value) : undefined;
  if (issuer === undefined || thisUpdate === undefined || nextUpdate === undefined || number === undefined)
    return bad("names, times or number are malformed");
  const revoked = new Set<bigint>();
  for (const entry of parts.length === 7 ? (childrenOf(parts[5]) ?? []) : []) {
    const serial = integerAt(childrenOf(entry)?.[0]);
    if (serial === undefined) return bad("an entry is malformed");
    revoked.add(serial);
  }
  return ok({ signed: der(tbs), signature: signed.bytes, issuer, number, thisUpdate, nextUpdate, revoked });
}
