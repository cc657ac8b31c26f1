/**
 * `suspend` (measure of due process): a party's votes and new acts rest until a date. Its holdings and authorisations
 * stay as they are (SEMANTICS G5).
 */
import type { BodyOf } from "../../acts/fields.ts";
import { defineKind, type Context } from "../../acts/kind.ts";

/** A suspension ends by itself (promise P7). */
export const MAX_SUSPENSION: number = 366 * 86_400;

const FIELDS = {
  party: { type: "party", doc: "party to suspend" },
  days: { type: "integer", min: 1, max: MAX_SUSPENSION / 86_400, doc: "days from when it takes effect" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const partyOf = (c: C) => c.state.text("parties", `party/${c.body.party}`, "party");

export const suspend = defineKind({
  kind: "suspend",
  room: "decisions",
  summary: "Suspend a party's votes and new acts for a time; its holdings stay",
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
      code: "party-unknown",
      field: "party",
      detail: "no such party",
      holds: (c) => partyOf(c) !== undefined,
    },
  ],
  effect: (c) => {
    const suspendedUntil = c.time + c.body.days * 86_400;
    c.state.setText("parties", `party/${c.body.party}`, {
      ...partyOf(c)!,
      status: "suspended",
      suspendedUntil,
      since: c.index,
    });
  },
});
