/** What is signed: route origin authorisations (RFC 9582), provider authorisations (ASPA profile), manifests (RFC 9286). */
import { must, ok, refuse, type Result } from "@comity/canon";
import type { Aspa, Vrp } from "@comity/routes";
import {
  bits,
  bitsAt,
  childrenOf,
  der,
  generalTime,
  ia5,
  integer,
  integerAt,
  isTagged,
  octets,
  octetsAt,
  oid,
  oidAt,
  parseDer,
  sequence,
  sequenceOf,
  tagged,
  textAt,
  timeAt,
} from "./der.ts";
import { OID } from "./oids.ts";
import { ADDRESS_FAMILIES, afi, familyOfAfi, lengthOf, prefixAt, prefixBits } from "./resource-extensions.ts";
import { bytesOf, parseResource, WIDTH } from "./resources.ts";
import { ipv4Text, ipv6Text, uint32At } from "@comity/resources";

export type Roa = { readonly asn: number; readonly prefixes: readonly Omit<Vrp, "asn">[] };

/** Prefixes go out ascending by family, address, length and maxLength; maxLength is left out when it is the length. */
export function roaContent({ asn, prefixes }: Roa): Uint8Array {
  const rows = prefixes.map(({ prefix, maxLength }) => {
    const set = must(parseResource(prefix));
    const family = set.ipv4.length > 0 ? ("ipv4" as const) : ("ipv6" as const);
    const span = set[family][0]!;
    return { family, first: span.first, length: lengthOf(span, WIDTH[family]), maxLength };
  });
  rows.sort((a, b) =>
    a.first < b.first ? -1 : a.first > b.first ? 1 : a.length - b.length || a.maxLength - b.maxLength,
  );
  const families = ADDRESS_FAMILIES.flatMap((family) => {
    const own = rows.filter((row) => row.family === family);
    if (own.length === 0) return [];
    const items = own.map(({ first, length, maxLength }) =>
      sequence(
        prefixBits(first, length, WIDTH[family]),
        ...(maxLength === length ? [] : [integer(maxLength)]),
      ),
    );
    return [sequence(octets(afi(family)), sequence(...items))];
  });
  return der(sequence(integer(asn), sequence(...families)));
}

const asnOf = (n: bigint | undefined): number | undefined =>
  n === undefined || n < 0n || n > 0xffff_ffffn ? undefined : Number(n);

/** Codes `der`, `roa-content`. */
export function readRoa(content: Uint8Array): Result<Roa> {
  const parsed = parseDer(content, "eContent");
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("roa-content", why, "eContent");
  const parts = childrenOf(parsed.value);
  const asn = asnOf(integerAt(parts?.[0]));
  if (parts?.length !== 2 || asn === undefined)
    return bad("expected an AS number and address blocks, version 0");
  const prefixes: Omit<Vrp, "asn">[] = [];
  for (const block of childrenOf(parts[1]) ?? []) {
    const [code, list] = childrenOf(block) ?? [];
    const family = familyOfAfi(octetsAt(code));
    if (family === undefined) return bad("unknown address family");
    const items = childrenOf(list) ?? [];
    if (items.length === 0) return bad("an address family without prefixes");
    for (const item of items) {
      const [address, longest, ...more] = childrenOf(item) ?? [];
      const prefix = prefixAt(address, WIDTH[family]);
      const maxLength = longest === undefined ? prefix?.length : Number(integerAt(longest) ?? -1n);
      if (prefix === undefined || maxLength === undefined || more.length > 0)
        return bad("a prefix is malformed");
      if (maxLength < prefix.length || maxLength > WIDTH[family])
        return bad("a maximum length is out of range");
      const bytes = bytesOf(prefix.first, WIDTH[family]);
      const text = family === "ipv4" ? ipv4Text(uint32At(bytes)) : ipv6Text(bytes);
      prefixes.push({ prefix: `${text}/${prefix.length}`, maxLength });
    }
  }
  return prefixes.length === 0 ? bad("no prefixes") : ok({ asn, prefixes });
}

/** Version 1 of the profile (draft-ietf-sidrops-aspa-profile from 15 on); providers go out ascending. */
export const aspaContent = ({ customer, providers }: Aspa): Uint8Array =>
  der(
    sequence(
      tagged(0, integer(1)),
      integer(customer),
      sequence(...[...providers].sort((a, b) => a - b).map(integer)),
    ),
  );

/** Codes `der`, `aspa-content`. */
export function readAspa(content: Uint8Array): Result<Aspa> {
  const parsed = parseDer(content, "eContent");
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("aspa-content", why, "eContent");
  const parts = childrenOf(parsed.value);
  const version = isTagged(parts?.[0], 0) ? integerAt(childrenOf(parts?.[0], 0)?.[0]) : undefined;
  if (parts?.length !== 3 || version !== 1n) return bad("expected version 1, a customer and its providers");
  const customer = asnOf(integerAt(parts[1]));
  const providers = childrenOf(parts[2])?.map((node) => asnOf(integerAt(node)));
  if (customer === undefined || providers === undefined || !providers.every((p) => p !== undefined))
    return bad("an AS number is malformed");
  if (providers.length === 0 || !providers.every((p, i) => i === 0 || p > providers[i - 1]!))
    return bad("providers must be one or more, ascending, without duplicates");
  if (providers.includes(customer)) return bad("the customer is its own provider");
  if (providers.length > 1 && providers[0] === 0) return bad("AS0 stands alone");
  return ok({ customer, providers });
}

export type ManifestFile = { readonly name: string; readonly sha256: Uint8Array };
export type Manifest = {
  readonly number: bigint;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly files: readonly ManifestFile[];
};

const byName = (a: ManifestFile, b: ManifestFile): number => (a.name < b.name ? -1 : 1);
export const manifestContent = ({ number, thisUpdate, nextUpdate, files }: Manifest): Uint8Array =>
  der(
    sequence(
      integer(number),
      generalTime(thisUpdate),
      generalTime(nextUpdate),
      oid(OID.sha256),
      sequenceOf([...files].sort(byName).map(({ name, sha256 }) => sequence(ia5(name), bits(sha256)))),
    ),
  );

/** File names a manifest may list (RFC 9286 section 4.2.2). */
export const MANIFEST_NAME: RegExp = /^[a-zA-Z0-9_-]+\.[a-z]{3}$/;

/** Codes `der`, `manifest-content`. */
export function readManifest(content: Uint8Array): Result<Manifest> {
  const parsed = parseDer(content, "eContent");
  if (!parsed.ok) return parsed;
  const bad = (why: string) => refuse("manifest-content", why, "eContent");
  const parts = childrenOf(parsed.value);
  const number = integerAt(parts?.[0]);
  const [thisUpdate, nextUpdate] = [timeAt(parts?.[1]), timeAt(parts?.[2])];
  if (parts?.length !== 5 || number === undefined || number < 0n || number >= 1n << 159n)
    return bad("expected a number of at most 20 octets, two times, a hash algorithm and files, version 0");
  if (thisUpdate === undefined || nextUpdate === undefined || nextUpdate <= thisUpdate)
    return bad("times are malformed");
  if (oidAt(parts[3]) !== OID.sha256) return bad("the hash algorithm is not SHA-256");
  const files: ManifestFile[] = [];
  const names = new Set<string>();
  for (const entry of childrenOf(parts[4]) ?? []) {
    const [file, hash] = childrenOf(entry) ?? [];
    const name = textAt(file);
    const sha256 = bitsAt(hash);
    if (name === undefined || !MANIFEST_NAME.test(name)) return bad("a file name is not allowed");
    if (sha256?.bytes.length !== 32 || sha256.unused !== 0)
      return bad(`the hash of ${name} is not 32 octets`);
    if (names.has(name)) return bad(`${name} is listed twice`);
    names.add(name);
    files.push({ name, sha256: sha256.bytes });
  }
  return ok({ number, thisUpdate, nextUpdate, files });
}
