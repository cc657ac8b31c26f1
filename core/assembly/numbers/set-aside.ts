/** Space that an open offer names is set aside, so that it cannot be promised twice (SEMANTICS E2, E5). */
import type { Block } from "../acts/resource.ts";
import type { Context } from "../acts/kind.ts";
import { OFFER_LENGTH } from "../acts/offers.ts";

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
