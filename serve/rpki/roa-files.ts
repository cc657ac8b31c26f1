/** Which ROA says what. One prefix each (RFC 9455: an error in one then harms no other), or all prefixes of an origin together. */
import type { Vrp } from "@comity/routes";
import { must } from "@comity/canon";
import type { Roa } from "./contents.ts";
import { bytesOf, parseResource, WIDTH } from "./resources.ts";

export type Bundling = "prefix" | "origin";

/** Same authorisation, same name: what is made anew replaces its predecessor. Only letters RFC 9286 section 4.2.2 allows. */
export function roaName({ asn, prefix, maxLength }: Vrp): string {
  const set = must(parseResource(prefix));
  const family = set.ipv4.length > 0 ? ("ipv4" as const) : ("ipv6" as const);
  const address = Buffer.from(bytesOf(set[family][0]!.first, WIDTH[family])).toString("hex");
  return `AS${asn}_${address}_${prefix.split("/")[1]!}_${maxLength}.roa`;
}

export function roaFiles(authorisations: Iterable<Vrp>, bundling: Bundling): Map<string, Roa> {
  const files = new Map<string, { asn: number; prefixes: Omit<Vrp, "asn">[] }>();
  for (const vrp of authorisations) {
    const name = bundling === "prefix" ? roaName(vrp) : `AS${vrp.asn}.roa`;
    const { asn, prefix, maxLength } = vrp;
    const roa = files.get(name) ?? { asn, prefixes: [] };
    roa.prefixes.push({ prefix, maxLength });
    files.set(name, roa);
  }
  return files;
}
