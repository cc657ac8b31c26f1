/** What the acts about claims in CONTEST share (SEMANTICS F4). */
import type { Block } from "../acts/resource.ts";
import type { Condition, Context } from "../acts/kind.ts";
import { pick } from "../state/reader.ts";
import type { ClaimRecord } from "../state/records.ts";
import { allBlocks } from "./holdings.ts";

type C = Context<{ readonly resources: readonly string[] }>;

export const claimAt = (c: Pick<C, "state">, { key, space }: Block): ClaimRecord | undefined =>
  pick(c.state.at(space, key), "claim");

/** A condition on each named block and the claim that stands there. */
export const eachClaim =
  (holds: (claim: ClaimRecord, c: C, block: Block) => boolean): Condition<C["body"]>["holds"] =>
  (c) =>
    allBlocks(c.body.resources).every((block) => {
      const claim = claimAt(c, block);
      return claim === undefined || holds(claim, c, block);
    });

export const claimsThere: Condition<C["body"]> = {
  rule: "F4",
  code: "no-claim",
  field: "resources",
  detail: "name claims as they stand in the register",
  holds: (c) => allBlocks(c.body.resources).every((b) => claimAt(c, b) !== undefined),
};

/** Puts each claim's new record, or none, in its place. */
export function changeClaims(c: C, change: (claim: ClaimRecord) => ClaimRecord | undefined): void {
  for (const block of allBlocks(c.body.resources)) {
    const claim = claimAt(c, block)!;
    c.state.replace(block.space, block.key, claim, change(claim));
  }
}
