/** `leave`: a member gives up its seats; what it holds stays its own. In open votes it stays in the base (G2). */
import { defineKind, type Context } from "../acts/kind.ts";

const FIELDS = {} as const;

export const leave = defineKind({
  kind: "leave",
  room: "parties",
  summary: "Give up the party's seats; what it holds stays its own",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    {
      rule: "G2",
      code: "not-seated",
      detail: "the party has no seat",
      holds: (c: Context) => Object.keys(c.by.seats).length > 0,
    },
  ],
  effect: (c) => c.state.setText("parties", `party/${c.by.id}`, { ...c.by, seats: {}, since: c.index }),
});
