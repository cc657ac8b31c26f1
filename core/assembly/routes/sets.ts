/**
 * Sets of AS numbers and of routes that others build filters from (RFC 2622 section 5), as records of the register
 * `providers` under `set/NAME`. A name is hierarchical and begins with the AS number whose holder alone speaks for it.
 */
import { covers, isCanonical, sizeOf, uint32At } from "@comity/resources";
import type { Block } from "../acts/resource.ts";
import type { Held } from "../numbers/holdings.ts";
import type { StateReader } from "../state/reader.ts";
import { pick } from "../state/reader.ts";
import type { SetRecord } from "../state/records.ts";
import { textPrefix } from "../state/registers.ts";
import type { State } from "../state/state.ts";
import { isNearest, type Leaver } from "./authorisations.ts";
import { asnBlock } from "./providers.ts";

const PART = "(?:AS|RS)-[A-Z0-9_-]*[A-Z0-9]";
const ASN = "AS(?:0|[1-9][0-9]{0,9})";
const NAME = new RegExp(`^${ASN}(?::(?:${PART}|${ASN}))+$`);
const MEMBER_SET = new RegExp(`^(?:${ASN}:)*${PART}(?::(?:${PART}|${ASN}))*$`);
/** RFC 2622 section 2: more specifics without and with the prefix itself, a length, a range of lengths. */
const RANGE = /\^(?:-|\+|(?:0|[1-9][0-9]{0,2})(?:-(?:0|[1-9][0-9]{0,2}))?)$/;

/** Up to this many AS numbers are looked up one by one, more by reading all sets. */
const LOOKUP_LIMIT = 1_024;

/** `as-set` or `route-set`; its parts that are sets are all of one kind. `undefined`: no name of a set. */
export function setKind(name: string): "as-set" | "route-set" | undefined {
  if (!NAME.test(name) || !name.split(":").every(isAsnOrSet)) return undefined;
  const kinds = new Set(name.match(/(?<=:)(?:AS|RS)(?=-)/g) ?? []);
  if (kinds.size !== 1) return undefined;
  return kinds.has("AS") ? "as-set" : "route-set";
}

const isAsnOrSet = (part: string): boolean => part.includes("-") || isCanonical("asn", part);

/** The AS number in whose name a set is kept. */
export const asnOfSet = (name: string): string => name.slice(0, name.indexOf(":"));

/** Whether a set of the kind may name it: AS numbers and as-sets; route-sets also prefixes and each with a range of lengths. */
export function isMember(kind: "as-set" | "route-set", member: string): boolean {
  const bare = kind === "route-set" ? member.replace(RANGE, "") : member;
  if (bare.startsWith("AS") && !bare.includes("-")) return isCanonical("asn", bare);
  if (MEMBER_SET.test(bare)) return kind === "route-set" || !/(?:^|:)RS-/.test(bare);
  return kind === "route-set" && (isCanonical("ipv4", bare) || isCanonical("ipv6", bare));
}

export const setOf = (state: StateReader, name: string): SetRecord | undefined =>
  state.text("providers", `set/${name}`, "set");

export function putSet(state: State, name: string, record?: SetRecord): void {
  state.setText("providers", `set/${name}`, record);
}

type Named = { readonly name: string; readonly record: SetRecord };

function* under(state: StateReader, prefix: string): Generator<Named, void, void> {
  for (const { key, records } of state.within("providers", textPrefix(prefix))) {
    const record = pick(records, "set");
    const name = String.fromCharCode(...key.bytes.subarray("set/".length, -1));
    if (record !== undefined) yield { name, record };
  }
}

/** Every set, in order of names. */
export const allSets = (state: StateReader): Iterable<Named> => under(state, "set/");

/** The sets of one AS number. */
export const setsOf = (state: StateReader, asn: string): readonly Named[] => [...under(state, `set/${asn}:`)];

/** The sets of the AS numbers of a block. */
function setsIn(state: StateReader, block: Block): readonly Named[] {
  const first = uint32At(block.key.bytes);
  const size = sizeOf(block.key);
  if (size <= LOOKUP_LIMIT)
    return Array.from({ length: size }, (_, i) => setsOf(state, `AS${first + i}`)).flat();
  return [...allSets(state)].filter(({ name }) => covers(block.key, asnBlock(asnOfSet(name)).key));
}

/** Before AS numbers leave a holding: their sets go, or stay until the recipient replaces them (E4). */
export function setsLeave(c: Leaver, held: Held, part: Block, keep?: number): void {
  if (part.space !== "asn") return;
  for (const { name, record } of setsIn(c.state, part)) {
    if (!isNearest(c.state, held, asnBlock(asnOfSet(name)))) continue;
    if (keep === undefined) putSet(c.state, name);
    else if (record.ends === undefined) putSet(c.state, name, { ...record, ends: keep, since: c.index });
  }
}

/** AS numbers are handed down without what was said in their name. */
export function setsEnd(state: State, block: Block): void {
  if (block.space !== "asn") return;
  for (const { name } of setsIn(state, block)) putSet(state, name);
}
