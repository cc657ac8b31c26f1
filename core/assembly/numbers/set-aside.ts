/** Space that an open offer names is set aside, so that it cannot be promised twice (SEMANTICS E2, E5). */
import { blocksOf, type Block } from "../acts/resource.ts";
import type { Context } from "../acts/kind.ts";
import { OFFER_LENGTH } from "../acts/offers.ts";

import type { OfferRecord, ReservedRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";
import { inside } from "./holdings.ts";

type C = Pick<Context, "state" | "by" | "act" | "time" | "index" | "offer">;

/** Marks the blocks as promised by this offer, until it ends. */
export function setAside(c: C, blocks: readonly Block[], offer: string): void {
  for (const { space, key } of blocks) {
    c.state.replace(space, key, undefined, {
      t: "reserved",
      by: c.by.id,
      reason: "offered",
      until: c.act.until ?? c.time + OFFER_LENGTH,
      offer,
      since: c.index,
    });
  }
}

/** Frees a block that this offer set aside. */
export function takeAside(c: C, { space, key }: Block): void {
  const record = c.state
    .at(space, key)
    .find((r) => r.t === "reserved" && r.offer !== undefined && r.offer === c.offer);
  if (record !== undefined) c.state.replace(space, key, record);
}

/** The blocks inside `around` that an offer set aside. */
export function asideOf(
  state: State,
  around: readonly Block[],
  offer: string,
): readonly { readonly block: Block; readonly record: ReservedRecord }[] {
  const found: { block: Block; record: ReservedRecord }[] = [];
  for (const each of around) {
    for (const { block, record } of inside(state, each, ["reserved"])) {
      if (record.t === "reserved" && record.offer === offer) found.push({ block, record });
    }
  }
  return found;
}

/** Frees everything an offer set aside, when it ends before its time. */
export function freeAside(state: State, { body, id }: OfferRecord): void {
  const named = [body["resources"], body["pool"]].flat().filter((text) => typeof text === "string");
  for (const { block, record } of asideOf(state, named.flatMap(blocksOf), id)) {
    state.replace(block.space, block.key, record);
  }
}
