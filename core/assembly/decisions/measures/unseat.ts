/** `unseat` (measure of due process): a party loses its seats; what it holds stays its own (SEMANTICS G5, promise P1). */
import type { BodyOf } from "../../acts/fields.ts";
import { defineKind, type Context } from "../../acts/kind.ts";
import { isCase } from "../../state/cases.ts";

const FIELDS = {
  party: { type: "party", doc: "party that loses its seats" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const partyOf = (c: C) => c.state.text("parties", `party/${c.body.party}`, "party");

export const unseat = defineKind({
  kind: "unseat",
  room: "decisions",
  summary: "Take a party's seats; what it holds stays its own",
  fields: FIELDS,
  authority: "decision",
  measureClass: "suspend",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: false,
  affected: (c: C) => [c.body.party],
  conditions: [
    {
      rule: "G5",
      code: "not-seated",
      field: "party",
      detail: "the party has no seat",
      // Leaving after notice leaves nothing to take: what else the case decides is carried out all the same.
      holds: (c) => isCase(c) || Object.keys(partyOf(c)?.seats ?? {}).length > 0,
    },
  ],
  effect: (c) =>
    c.state.setText("parties", `party/${c.body.party}`, { ...partyOf(c)!, seats: {}, since: c.index }),
});
