/** `withdraw-claim`: who claims, or who recognised it, takes the claim back before it is a holding (SEMANTICS F3, F4). */
import { defineKind } from "../acts/kind.ts";
import { changeClaims, claimsThere, eachClaim } from "./claims.ts";
import { namedOnce } from "./clauses.ts";
import { RESOURCES } from "./terms.ts";

export const withdrawClaim = defineKind({
  kind: "withdraw-claim",
  room: "numbers",
  summary: "Take back a claim that is not a holding yet",
  fields: { resources: RESOURCES },
  authority: "party",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    namedOnce,
    claimsThere,
    {
      rule: "F4",
      code: "not-claimant",
      field: "resources",
      detail: "only who claims, or the registry that recognised the claim, takes it back",
      holds: eachClaim((claim, c) => claim.by === c.by.id || claim.to === c.by.id),
    },
  ],
  effect: (c) => changeClaims(c, () => undefined),
});
