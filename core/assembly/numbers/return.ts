/** `return`: a holder gives a holding, or part of one, back to its parent; it rests in quarantine first (SEMANTICS E3). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { attachedLeaves } from "./attached.ts";
import { carvableEach, namedOnce, notLocked, notPromised, ownEach } from "./clauses.ts";
import { allBlocks, carve, dropHolding, holdingOver } from "./holdings.ts";
import { rest } from "./rest.ts";
import { RESOURCES } from "./terms.ts";

const FIELDS = { resources: RESOURCES } as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const giveBack = defineKind({
  kind: "return",
  room: "numbers",
  summary: "Give a holding, or part of one, back to its parent; what was delegated out of it stays",
  fields: FIELDS,
  authority: "party",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  conditions: [
    namedOnce,
    ownEach,
    {
      rule: "E3",
      code: "registry-block",
      field: "resources",
      detail: "a block from IANA has no parent here: cede it to another registry by `transfer`",
      holds: (c: C) =>
        allBlocks(c.body.resources).every((b) => holdingOver(c.state, b)?.record.label === undefined),
    },
    carvableEach,
    notPromised,
    notLocked,
  ],
  effect: (c) => {
    for (const block of allBlocks(c.body.resources)) {
      const held = holdingOver(c.state, block)!;
      attachedLeaves(c, held, block, undefined, true);
      const { holder } = carve(c.state, held, block);
      dropHolding(c.state, block);
      rest(c, block, holder, "returned");
    }
  },
});
