/** `contest-recovery`: a surviving old key contests the recovery, once. The lock runs anew, and the recovery is decided anew (SEMANTICS B6). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { isTimely } from "../fold/timely.ts";
import { openContest } from "../decisions/contest.ts";

const FIELDS = {
  text: { type: "document", optional: true, doc: "the reasons" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const contestRecovery = defineKind({
  kind: "contest-recovery",
  room: "parties",
  summary: "Contest a recovery of the party's keys with a key it replaced: it is decided anew",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  byReplacedKey: true,
  conditions: [
    {
      rule: "B6",
      code: "no-recovery",
      detail: "there is no recovery of this party that is still locked",
      holds: (c: C) => c.by.recovery !== undefined && isTimely(c, c.by.lockedUntil ?? 0),
    },
    {
      rule: "G7",
      code: "contested-already",
      detail: "a recovery is contested once",
      holds: (c) => c.by.recovery!.contested === undefined,
    },
  ],
  effect: (c) => {
    c.state.setText("parties", `party/${c.by.id}`, {
      ...c.by,
      recovery: { ...c.by.recovery!, contested: c.index },
      lockedUntil: c.time + c.parameters.lock,
      since: c.index,
    });
    openContest(c, c.body.text);
  },
});
