/**
 * Route origin authorisations as records of `routes4` and `routes6` (RFC 9582, RFC 6811): one a prefix, AS number and
 * greatest length. Because covering is being an ancestor, one path of the tree shows all that bear on a route.
 */
import { covers, equalKeys, type Space } from "@comity/resources";
import { blockText, blocksOf, type Block } from "../acts/resource.ts";
import { holdingOver, type Held } from "../numbers/holdings.ts";
import type { Found, StateReader } from "../state/reader.ts";
import type { ClaimRecord, HoldingRecord, RouteRecord, StateRecord } from "../state/records.ts";
import type { RegisterName } from "../state/registers.ts";
import type { State } from "../state/state.ts";
import type { Context } from "../acts/kind.ts";

/** The register of authorisations for an address space; none for AS numbers, names and networks. */
export function routeRegister(space: Space): "routes4" | "routes6" | undefined {
  if (space === "ipv4") return "routes4";
  return space === "ipv6" ? "routes6" : undefined;
}

/** An authorisation as acts name it; `maxLength` is the prefix's own length when left out. */
export type RouteName = { readonly prefix: string; readonly asn: string; readonly maxLength?: number };
/** What an effect that moves a holding gives to what hangs on it. */
export type Leaver = Pick<Context, "state" | "index">;
export type Authorised = { readonly block: Block; readonly record: RouteRecord };

export const AS0 = "AS0";
/** The longest prefix length of a space. */
export const widthIn = (block: Block): number => block.key.bytes.length * 8;
/** The block of a named prefix; `undefined` when it is no prefix. */
export function prefixBlock(name: { readonly prefix: string }): Block | undefined {
  const [block] = blocksOf(name.prefix);
  return block !== undefined && routeRegister(block.space) !== undefined ? block : undefined;
}
export const lengthOf = (name: RouteName, block: Block): number => name.maxLength ?? block.key.bits;
/** One spelling of a named authorisation. */
export const routeText = (block: Block, asn: string, maxLength: number): string =>
  `${blockText(block)}-${maxLength} ${asn}`;

const authorised = (space: Space, found: Found): Authorised[] =>
  found.records.flatMap((record) =>
    record.t === "route" ? [{ block: { space, key: found.key }, record }] : [],
  );

/** All authorisations whose prefix contains the block or equals it, widest first: RFC 6811's covering set. */
export function authorisationsOver(state: StateReader, block: Block): readonly Authorised[] {
  const register = routeRegister(block.space);
  if (register === undefined) return [];
  return state.covering(register, block.key).flatMap((found) => authorised(block.space, found));
}

/** All authorisations at the block or inside it. */
export function authorisationsIn(state: StateReader, block: Block): readonly Authorised[] {
  const register = routeRegister(block.space);
  if (register === undefined) return [];
  return Array.from(state.within(register, block.key)).flatMap((found) => authorised(block.space, found));
}

/** The authorisation of exactly this prefix, AS number and length. */
export function authorisationAt(
  state: StateReader,
  block: Block,
  asn: string,
  maxLength: number,
): RouteRecord | undefined {
  const register = routeRegister(block.space);
  if (register === undefined) return undefined;
  return state
    .at(register, block.key)
    .find((r): r is RouteRecord => r.t === "route" && r.asn === asn && r.maxLength === maxLength);
}

/** Puts an authorisation in the place of the one with the same prefix, AS number and length. */
export function putRoute(state: State, block: Block, record: RouteRecord): void {
  state.replace(registerOf(block), block.key, record, record);
}

export function dropRecord(state: State, block: Block, record: StateRecord): void {
  state.replace(registerOf(block), block.key, record);
}

export const registerOf = (block: Block): RegisterName => routeRegister(block.space)!;

/** Whether the block's most specific holding is this one. */
export function isNearest(state: StateReader, held: Held, block: Block): boolean {
  const over = holdingOver(state, block);
  return over !== undefined && equalKeys(over.block.key, held.block.key);
}

type Other = { readonly block: Block; readonly record: HoldingRecord | ClaimRecord };

/** Holdings and claims of other parties inside the block (a claim is somebody's holding to come, F4). */
export function othersInside(state: StateReader, block: Block, holder: string): readonly Other[] {
  const out: Other[] = [];
  for (const { key, records } of state.within(block.space, block.key)) {
    for (const record of records) {
      const owner = record.t === "holding" ? record.holder : record.t === "claim" ? record.to : holder;
      if (owner !== holder)
        out.push({ block: { space: block.space, key }, record: record as Other["record"] });
    }
  }
  return out;
}

/** The widest holdings strictly inside a block that are not `except`'s. */
export function topHoldingsInside(state: StateReader, block: Block, except?: string): readonly Held[] {
  const out: Held[] = [];
  for (const { key, records } of state.within(block.space, block.key)) {
    if (equalKeys(key, block.key)) continue;
    const last = out.at(-1);
    if (last !== undefined && covers(last.block.key, key)) continue;
    const record = records.find((r): r is HoldingRecord => r.t === "holding");
    if (record !== undefined && record.holder !== except)
      out.push({ block: { space: block.space, key }, record });
  }
  return out;
}
