/**
 * What hangs on a holding when a part of it leaves its holder (SEMANTICS E3, E4, H): authorisations are divided exactly.
 * What they allowed inside the rest stays with the holder; what they allowed inside the part goes, or stays until the
 * recipient replaces it; what they allowed inside others' delegations is those holders' own from then on, so that nobody
 * loses a route because somebody above it moved. AS0 never outlives its holder's own space.
 */
import { covers, equalKeys } from "@comity/resources";
import type { Block } from "../acts/resource.ts";
import { holdingOver, remainder, type Held } from "../numbers/holdings.ts";
import { prefixOf } from "../state/reader.ts";
import type { ProtectRecord, RouteRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";
import {
  AS0,
  authorisationAt,
  dropRecord,
  isNearest,
  putRoute,
  registerOf,
  routeRegister,
  topHoldingsInside,
  type Leaver,
} from "./authorisations.ts";

/** Beside the same authorisation that stays nothing is put; one that has an end yields to one that has none. */
function putIfAbsent(state: State, block: Block, record: RouteRecord): void {
  const { asn, maxLength } = record;
  const there = authorisationAt(state, block, asn, maxLength);
  if (there === undefined || (there.ends !== undefined && record.ends === undefined)) {
    putRoute(state, block, record);
  }
}

/**
 * Takes an authorisation away; what it allowed inside holdings below it, which those accepted, becomes their own.
 * `except`: a party that does not want it.
 */
export function retire(c: Leaver, block: Block, record: RouteRecord, except?: string): void {
  dropRecord(c.state, block, record);
  handDown(c, block, record, except);
}

function handDown(c: Leaver, block: Block, { asn, maxLength }: RouteRecord, except?: string): void {
  if (asn === AS0) return;
  for (const { block: at, record } of topHoldingsInside(c.state, block, except)) {
    if (maxLength < at.key.bits) continue;
    putIfAbsent(c.state, at, { t: "route", asn, maxLength, by: record.holder, since: c.index });
  }
}

/**
 * Divides one authorisation of the holder that is wider than the part. What of it lies in others' holdings between the
 * two, which they accepted, is those holders' own.
 */
function divide(c: Leaver, block: Block, part: Block, record: RouteRecord, keep: number | undefined): void {
  const { asn, by, maxLength } = record;
  const since = c.index;
  const ownerOf = (at: Block): string => holdingOver(c.state, at)?.record.holder ?? by;
  dropRecord(c.state, block, record);
  for (const rest of remainder(block, part)) {
    const { bits } = rest.key;
    if (asn !== AS0 && maxLength < bits) continue;
    const longest = Math.max(maxLength, bits);
    putIfAbsent(c.state, rest, { t: "route", asn, maxLength: longest, by: ownerOf(rest), since });
  }
  // Routes wider than the part that contain it: they go with the holder's word, but not another's own.
  const around: Block[] = [];
  const narrowest = asn === AS0 ? -1 : Math.min(maxLength, part.key.bits - 1);
  for (let { bits } = block.key; bits <= narrowest; bits++) {
    around.push({ space: block.space, key: prefixOf(part.key.bytes, bits) });
  }
  for (const at of around) {
    const owner = ownerOf(at);
    if (owner !== by) putIfAbsent(c.state, at, { t: "route", asn, maxLength: at.key.bits, by: owner, since });
  }
  if (keep === undefined || asn === AS0) return handDown(c, part, record);
  const kept = { t: "route", asn, by, ends: keep, since } as const;
  if (maxLength >= part.key.bits) putIfAbsent(c.state, part, { ...kept, maxLength });
  for (const at of around) {
    if (ownerOf(at) === by) putIfAbsent(c.state, at, { ...kept, maxLength: at.key.bits, wide: true });
  }
}

function divideProtection({ index, state }: Leaver, block: Block, part: Block, record: ProtectRecord): void {
  dropRecord(state, block, record);
  for (const rest of remainder(block, part)) {
    const register = registerOf(rest);
    if (!state.at(register, rest.key).some(({ t }) => t === "protect")) {
      state.replace(register, rest.key, undefined, { ...record, since: index });
    }
  }
}

/** Before `part` leaves `held`. `keep`: until when authorisations for the part stay (E4); they go at once without it. */
export function routesLeave(c: Leaver, held: Held, part: Block, keep?: number, given = false): void {
  const register = routeRegister(part.space);
  if (register === undefined) return;
  const { state } = c;
  const { holder } = held.record;
  for (const { key, records } of state.covering(register, part.key)) {
    if (equalKeys(key, part.key)) continue;
    const within = covers(held.block.key, key);
    for (const record of records) {
      const block = { space: part.space, key };
      if (record.t === "protect" && record.by === holder && within) divideProtection(c, block, part, record);
      // What it said for a holding of its own around this one goes when it gives the part away; else only AS0 does.
      const counts = record.t === "route" && (within || given || record.asn === AS0);
      if (counts && record.by === holder && record.ends === undefined) {
        divide(c, block, part, record, keep);
      }
    }
  }
  for (const { key, records } of Array.from(state.within(register, part.key))) {
    const block = { space: part.space, key };
    // Deeper ones belong to holdings that stay where they are.
    if (!isNearest(state, held, block)) continue;
    for (const record of records) {
      if (record.t === "protect") dropRecord(state, block, record);
      if (record.t !== "route" || record.wide === true) continue;
      if (keep === undefined || record.asn === AS0) retire(c, block, record);
      else if (record.ends === undefined) putRoute(state, block, { ...record, ends: keep, since: c.index });
    }
  }
}
