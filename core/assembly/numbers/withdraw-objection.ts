/** `withdraw-objection`: without objections, and after CONTEST, a claim becomes a holding (SEMANTICS F4). */
import { defineKind } from "../acts/kind.ts";
import { changeClaims, claimsThere, eachClaim } from "./claims.ts";
import { namedOnce } from "./clauses.ts";
import { RESOURCES } from "./terms.ts";

export const withdrawObjection = defineKind({
  kind: "withdraw-objection",
  room: "numbers",
  summary: "Take back an objection to a claim",
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
      code: "no-objection",
      field: "resources",
      detail: "the signer has not objected to this claim",
      holds: eachClaim((claim, c) => claim.objections.includes(c.by.id)),
    },
  ],
  effect: (c) =>
    changeClaims(c, (claim) => ({
      ...claim,
      objections: claim.objections.filter((party) => party !== c.by.id),
      since: c.index,
    })),
});
