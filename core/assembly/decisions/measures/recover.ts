/**
 * `recover` (measure of due process): a party that lost its keys gets a new policy. Its holdings are locked for LOCK,
 * and any surviving old key may contest once (SEMANTICS B6).
 */
import type { BodyOf } from "../../acts/fields.ts";
import { defineKind, type Context } from "../../acts/kind.ts";
import { POLICY_FIELDS } from "../../acts/policy.ts";
import { policySound } from "../../parties/make-party.ts";
import { withPolicy } from "../../parties/replaced-keys.ts";

const FIELDS = {
  party: { type: "party", doc: "party whose keys are lost" },
  policy: { type: "object", fields: POLICY_FIELDS, doc: "its new policy" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const partyOf = (c: C) => c.state.text("parties", `party/${c.body.party}`, "party");

export const recover = defineKind({
  kind: "recover",
  room: "decisions",
  summary: "Give a party that lost its keys a new key policy; its holdings rest meanwhile",
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
      code: "party-unknown",
      field: "party",
      detail: "no such party",
      holds: (c) => partyOf(c) !== undefined,
    },
    {
      rule: "B2",
      code: "policy-unsound",
      field: "policy",
      detail: "name the keys after the party, keep every threshold reachable, and one key outside a browser",
      holds: (c) => policySound({ id: c.body.party, policy: c.body.policy }),
    },
  ],
  effect: (c) => {
    const party = partyOf(c)!;
    c.state.setText("parties", `party/${party.id}`, {
      ...withPolicy(party, c.body.policy, c),
      lockedUntil: c.time + c.parameters.lock,
      recovery: { from: party.policy, decision: c.decision! },
      since: c.index,
    });
  },
});
