/** `join`: a party enters by an act of its own; nobody is bound who did not (SEMANTICS A2, B1). Seats come by decision. */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { makeParty, nameAllowed, policySound } from "./make-party.ts";
import { PARTY_FIELDS } from "./party-fields.ts";

const FIELDS = {
  kind: PARTY_FIELDS.kind,
  name: PARTY_FIELDS.name,
  policy: PARTY_FIELDS.policy,
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const join = defineKind({
  kind: "join",
  room: "parties",
  summary: "Become a party: bring an identifier and a key policy of your own",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: false,
  conditions: [
    {
      rule: "B1",
      code: "party-exists",
      detail: "the identifier is taken; choose another",
      holds: (c: C) => c.state.text("parties", `party/${c.by.id}`, "party") === undefined,
    },
    {
      rule: "B1",
      code: "person-named",
      field: "name",
      detail: "a person joins without a name: the log never forgets",
      holds: (c) => nameAllowed(c.body),
    },
    {
      rule: "B2",
      code: "policy-unsound",
      field: "policy",
      detail: "name the keys after the party, keep every threshold reachable, and one key outside a browser",
      holds: (c) => policySound({ id: c.by.id, policy: c.body.policy }),
    },
  ],
  effect: (c) => makeParty(c, { ...c.body, id: c.by.id }, {}),
});
