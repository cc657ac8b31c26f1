/** Space that an open offer names is set aside, so that it cannot be promised twice (SEMANTICS E2, E5). */
import { blockText, blocksOf, type Block } from "../acts/resource.ts";
import type { Context } from "../acts/kind.ts";
import { OFFER_LENGTH } from "../acts/offers.ts";

import type { OfferRecord, ReservedRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";
import { pick } from "../state/reader.ts";

type C = Pick<Context, "state" | "by" | "act" | "time" | "index" | "offer">;

/** Marks the blocks as promised by this offer, until it ends, and names them in the offer. */
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
  const record = c.state.text("decisions", `offer/${offer}`, "offer");
  if (record !== undefined)
    c.state.setText("decisions", `offer/${offer}`, { ...record, aside: blocks.map(blockText) });
}

/** The blocks that are set aside for an offer and still are. */
export function asideOf(state: State, offer: string): readonly Block[] {
  const named = state.text("decisions", `offer/${offer}`, "offer")?.aside ?? [];
  return named.flatMap(blocksOf).filter((block) => asideRecord(state, block, offer) !== undefined);
}

const asideRecord = (state: State, { key, space }: Block, offer: string): ReservedRecord | undefined => {
  const record = pick(state.at(space, key), "reserved");
  return record?.offer === offer ? record : undefined;
};

/** Frees one block that an offer set aside. */
function free(state: State, block: Block, offer: string): void {
  const record = asideRecord(state, block, offer);
  if (record !== undefined) state.replace(block.space, block.key, record);
}

/** Frees a block for the offer that is carried out now. */
export function takeAside(c: C, block: Block): void {
  if (c.offer !== undefined) free(c.state, block, c.offer);
}

/** Frees everything an offer set aside, when it ends before its time. */
export function freeAside(state: State, { aside, id }: OfferRecord): void {
  for (const block of (aside ?? []).flatMap(blocksOf)) free(state, block, id);
}
