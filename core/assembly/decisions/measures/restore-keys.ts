/**
 * `restore-keys` (measure): what a contest of a recovery asks for (SEMANTICS B6). A surviving old key forces this
 * decision, by the class that decided the recovery; nobody can propose it. Adopted, the replaced keys are the party's
 * again; not adopted, the recovery stands.
 */
import type { BodyOf } from "../../acts/fields.ts";
import { defineKind, type Context } from "../../acts/kind.ts";
import { withPolicy } from "../../parties/replaced-keys.ts";
import type { PartyRecord } from "../../state/records.ts";

const FIELDS = { party: { type: "party", doc: "party whose recovery is contested" } } as const;

type C = Context<BodyOf<typeof FIELDS>>;

const partyOf = (c: C): PartyRecord | undefined => c.state.text("parties", `party/${c.body.party}`, "party");

export const restoreKeys = defineKind({
  kind: "restore-keys",
  room: "decisions",
  summary: "Give a party the keys back that a recovery replaced; forced by contesting the recovery",
  fields: FIELDS,
  authority: "decision",
  measureClass: "recover",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: false,
  affected: (c: C) => [c.body.party],
  conditions: [
    {
      rule: "B6",
      code: "not-contested",
      field: "party",
      detail: "only the decision that an old key of the party forced by contesting restores its keys",
      holds: (c) => {
        const contested = partyOf(c)?.recovery?.contested;
        return contested !== undefined && c.decision === String(contested);
      },
    },
  ],
  effect: (c) => {
    const { lockedUntil: _, recovery, ...party } = partyOf(c)!;
    c.state.setText("parties", `party/${party.id}`, {
      ...withPolicy(party, recovery!.from, c),
      since: c.index,
    });
  },
});
