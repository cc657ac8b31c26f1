/**
 * Reads a SLURM file strictly (RFC 8416 section 3): exactly the members it defines, all four lists (six in version 2),
 * no member twice, no bit set after a prefix length. Refusals name the place as a JSON pointer.
 */
import { fromUtf8, ok, type Result } from "@comity/canon";
import { Members, number, Stop, stop, take } from "./slurm-members.ts";
import {
  fromBase64Url,
  type AspaAssertion,
  type AspaFilter,
  type BgpsecAssertion,
  type BgpsecFilter,
  type PrefixAssertion,
  type PrefixFilter,
  type Slurm,
} from "./slurm.ts";
import { parseStrictJson, type Value } from "./strict-json.ts";

export type SlurmOptions = {
  /** Take version 2 with ASPA members. */
  readonly aspa?: boolean;
  /** Take files with members the RFC does not know; what was passed over is put here as JSON pointers. */
  readonly ignored?: string[];
};

const MAX_ASN = 0xffff_ffff;

/**
 * Bytes or text of one file. Codes `utf8`, `json`, `json-duplicate`, `json-nested`, `slurm-version`, `slurm-member`,
 * `slurm-missing`, `slurm-type`, `slurm-number`, `slurm-empty-filter`, `slurm-max-length`, `slurm-ski`,
 * `slurm-providers`, `base64url`, and those of `parseBlock`.
 */
export function parseSlurm(input: Uint8Array | string, options: SlurmOptions = {}): Result<Slurm> {
  const text = typeof input === "string" ? ok(input) : fromUtf8(input);
  if (!text.ok) return text;
  const document = parseStrictJson(text.value);
  if (!document.ok) return document;
  try {
    return ok(root(document.value, options));
  } catch (cause) {
    if (cause instanceof Stop) return { ok: false, error: cause.refusal };
    throw cause;
  }
}

function root(value: Value, { aspa = false, ignored }: SlurmOptions): Slurm {
  const members = new Members(
    value,
    "",
    ["slurmVersion", "validationOutputFilters", "locallyAddedAssertions"],
    ignored,
  );
  const version = members.required("slurmVersion");
  if (version !== 1 && !(version === 2 && aspa)) {
    const hint = version === 2 ? "1; version 2 is a draft, ask for it" : "1";
    stop("slurm-version", `slurmVersion must be ${hint}`, "/slurmVersion");
  }
  const two = version === 2;
  const part = (name: string, lists: readonly string[]): Members =>
    new Members(members.required(name), `/${name}`, two ? lists : lists.slice(0, 2), ignored);
  const filters = part("validationOutputFilters", ["prefixFilters", "bgpsecFilters", "aspaFilters"]);
  const added = part("locallyAddedAssertions", ["prefixAssertions", "bgpsecAssertions", "aspaAssertions"]);
  const each = <T>(from: Members, name: string, allowed: readonly string[], read: (m: Members) => T): T[] =>
    from
      .list(name)
      .map((item, i) =>
        read(new Members(item, `${from.field(name)}/${i}`, [...allowed, "comment"], ignored)),
      );
  return {
    version: two ? 2 : 1,
    prefixFilters: each(filters, "prefixFilters", ["prefix", "asn"], prefixFilter),
    bgpsecFilters: each(filters, "bgpsecFilters", ["asn", "SKI"], bgpsecFilter),
    aspaFilters: two ? each(filters, "aspaFilters", ["customerAsn"], aspaFilter) : [],
    prefixAssertions: each(added, "prefixAssertions", ["asn", "prefix", "maxPrefixLength"], prefixAssertion),
    bgpsecAssertions: each(added, "bgpsecAssertions", ["asn", "SKI", "routerPublicKey"], bgpsecAssertion),
    aspaAssertions: two ? each(added, "aspaAssertions", ["customerAsn", "providerAsns"], aspaAssertion) : [],
  };
}

function prefixFilter(m: Members): PrefixFilter {
  const prefix = m.optional("prefix", () => m.prefix());
  const asn = m.optional("asn", () => m.number("asn", MAX_ASN));
  if (prefix === undefined && asn === undefined)
    stop("slurm-empty-filter", "a prefix filter has a prefix, an asn or both", m.at);
  return m.with({ ...(prefix === undefined ? {} : { prefix }), ...(asn === undefined ? {} : { asn }) });
}

function prefixAssertion(m: Members): PrefixAssertion {
  const asn = m.number("asn", MAX_ASN);
  const prefix = m.prefix();
  const width = prefix.words.length * 32;
  const maxPrefixLength = m.optional("maxPrefixLength", () => m.number("maxPrefixLength", 128));
  if (maxPrefixLength === undefined) return m.with({ prefix, asn });
  if (maxPrefixLength < prefix.length || maxPrefixLength > width)
    stop("slurm-max-length", `expected ${prefix.length} to ${width}`, m.field("maxPrefixLength"));
  return m.with({ prefix, asn, maxPrefixLength });
}

function bgpsecFilter(m: Members): BgpsecFilter {
  const asn = m.optional("asn", () => m.number("asn", MAX_ASN));
  const ski = m.optional("SKI", () => m.ski());
  if (asn === undefined && ski === undefined)
    stop("slurm-empty-filter", "a BGPsec filter has an asn, a SKI or both", m.at);
  return m.with({ ...(asn === undefined ? {} : { asn }), ...(ski === undefined ? {} : { ski }) });
}

const bgpsecAssertion = (m: Members): BgpsecAssertion =>
  m.with({
    asn: m.number("asn", MAX_ASN),
    ski: m.ski(),
    routerPublicKey: take(fromBase64Url(m.text("routerPublicKey"), m.field("routerPublicKey"))),
  });

const aspaFilter = (m: Members): AspaFilter => m.with({ customerAsn: m.number("customerAsn", MAX_ASN) });

function aspaAssertion(m: Members): AspaAssertion {
  const customerAsn = m.number("customerAsn", MAX_ASN);
  const at = m.field("providerAsns");
  const providerAsns = m.list("providerAsns").map((v, i) => number(v, MAX_ASN, `${at}/${i}`));
  if (providerAsns.length === 0 || providerAsns.includes(customerAsn))
    stop("slurm-providers", "expected at least one provider, and not the customer itself", at);
  return m.with({ customerAsn, providerAsns });
}
