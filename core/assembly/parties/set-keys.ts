/** `set-keys`: a party changes its keys under its own policy (SEMANTICS B6, B8). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { POLICY_FIELDS } from "../acts/policy.ts";
import { policySound } from "./make-party.ts";
import { withPolicy } from "./replaced-keys.ts";

const FIELDS = { policy: { type: "object", fields: POLICY_FIELDS, doc: "the whole new policy" } } as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const setKeys = defineKind({
  kind: "set-keys",
  room: "parties",
  summary: "Replace the party's keys, mandates and thresholds",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    {
      rule: "B2",
      code: "policy-unsound",
      field: "policy",
      detail: "name the keys after the party, keep every threshold reachable, and one key outside a browser",
      holds: (c: C) => policySound({ id: c.by.id, policy: c.body.policy }),
    },
  ],
  effect: (c) =>
    c.state.setText("parties", `party/${c.by.id}`, {
      ...withPolicy(c.by, c.body.policy, c),
      since: c.index,
    }),
});
