/**
 * `assign`: a decision makes a consenting party the holder of what nobody holds or is reported to hold: the first holder
 * of a name, of a block that no registry gave out (SEMANTICS E1, I). It takes nothing from anybody.
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { namedOnce } from "./clauses.ts";
import { protectionNow } from "./granted.ts";
import { allBlocks, holdingOver, inside, isUnoccupied, putHolding, reportedHolder } from "./holdings.ts";
import { NOTE, RESOURCES } from "./terms.ts";

const FIELDS = {
  to: { type: "party", doc: "who is to hold them; consents to the proposal" },
  resources: RESOURCES,
  note: NOTE,
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const assign = defineKind({
  kind: "assign",
  room: "numbers",
  summary: "Make a party the holder of what nobody holds",
  fields: FIELDS,
  authority: "decision",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  measureClass: "ordinary",
  affected: (c: C) => [c.body.to],
  conditions: [
    {
      rule: "E2",
      code: "recipient-unknown",
      field: "to",
      detail: "the recipient has to join first",
      holds: (c: C) => c.state.text("parties", `party/${c.body.to}`, "party") !== undefined,
    },
    namedOnce,
    {
      rule: "E1",
      code: "held",
      field: "resources",
      detail: "somebody holds the space around it: that holder delegates, or a case reassigns it",
      holds: (c: C) => allBlocks(c.body.resources).every((b) => holdingOver(c.state, b) === undefined),
    },
    {
      rule: "E1",
      code: "not-vacant",
      field: "resources",
      detail: "something stands there: a holding inside it, a claim, a reservation or a quarantine",
      holds: (c: C) => allBlocks(c.body.resources).every((b) => isUnoccupied(c.state, b)),
    },
    {
      rule: "F1",
      code: "registry-block",
      field: "resources",
      detail: "IANA gave it to a registry, which joins and gives it out itself",
      holds: (c: C) =>
        allBlocks(c.body.resources).every((b) => {
          const around = c.state.covering(b.space, b.key).flatMap(({ records }) => records);
          return !around.some(({ t }) => t === "root") && inside(c.state, b, ["root"]).next().done === true;
        }),
    },
    {
      rule: "F6",
      code: "reported-holder",
      field: "resources",
      detail: "a registry's file shows a holder there, who is recognised instead",
      holds: (c: C) => !allBlocks(c.body.resources).some((b) => reportedHolder(c.state, b)),
    },
  ],
  effect: (c) => {
    const { note, resources, to } = c.body;
    for (const block of allBlocks(resources)) {
      putHolding(c.state, block, {
        t: "holding",
        holder: to,
        terms: { kind: "permanent" },
        from: "assign",
        ...(note === undefined ? {} : { note }),
        protection: protectionNow(c),
        made: c.time,
        since: c.index,
      });
    }
  },
});
