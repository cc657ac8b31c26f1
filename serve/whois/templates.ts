/** Attributes of the classes that are served, as `-t` shows them (RFC 2622 and RIPE's documentation of RPSL). */

const line = (name: string, need: string, count: string, use: string): string =>
  `${`${name}:`.padEnd(16)}${`[${need}]`.padEnd(13)}${`[${count}]`.padEnd(11)}[${use}]`;
const must = (name: string, use = " "): string => line(name, "mandatory", "single", use);
const may = (name: string, use = " "): string => line(name, "optional", "multiple", use);

export const TEMPLATES: { readonly [name: string]: readonly string[] } = {
  inetnum: [
    must("inetnum", "primary/lookup key"),
    must("netname"),
    may("country"),
    may("org", "inverse key"),
    must("status"),
    may("remarks"),
    must("source"),
  ],
  inet6num: [
    must("inet6num", "primary/lookup key"),
    must("netname"),
    may("country"),
    may("org", "inverse key"),
    must("status"),
    may("remarks"),
    must("source"),
  ],
  "aut-num": [
    must("aut-num", "primary/lookup key"),
    must("as-name"),
    may("member-of", "inverse key"),
    may("org", "inverse key"),
    may("mnt-by", "inverse key"),
    may("remarks"),
    must("source"),
  ],
  route: [
    must("route", "primary/lookup key"),
    must("origin", "primary/inverse key"),
    may("max-length"),
    may("member-of", "inverse key"),
    may("mnt-by", "inverse key"),
    may("remarks"),
    must("source"),
  ],
  route6: [
    must("route6", "primary/lookup key"),
    must("origin", "primary/inverse key"),
    may("max-length"),
    may("member-of", "inverse key"),
    may("mnt-by", "inverse key"),
    may("remarks"),
    must("source"),
  ],
  "as-set": [
    must("as-set", "primary/lookup key"),
    may("members"),
    may("mbrs-by-ref"),
    may("mnt-by", "inverse key"),
    may("remarks"),
    must("source"),
  ],
  "route-set": [
    must("route-set", "primary/lookup key"),
    may("members"),
    may("mp-members"),
    may("mbrs-by-ref"),
    may("mnt-by", "inverse key"),
    must("source"),
  ],
  organisation: [
    must("organisation", "primary/lookup key"),
    must("org-name", "lookup key"),
    may("remarks"),
    must("source"),
  ],
  domain: [
    must("domain", "primary/lookup key"),
    may("nserver"),
    may("ds-rdata"),
    may("org", "inverse key"),
    must("source"),
  ],
};
