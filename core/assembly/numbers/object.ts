/** `object`: who has something in the claimed space objects in CONTEST; the claim waits for a decision (SEMANTICS F4). */
import { defineKind } from "../acts/kind.ts";
import { isTimely } from "../fold/timely.ts";
import { changeClaims, claimsThere, eachClaim } from "./claims.ts";
import { namedOnce } from "./clauses.ts";
import { inside } from "./holdings.ts";
import { isReporter } from "./reports.ts";
import { RESOURCES } from "./terms.ts";

export const object = defineKind({
  kind: "object",
  room: "numbers",
  summary: "Object to a claim while it can be contested",
  fields: {
    resources: RESOURCES,
    reason: { type: "text", max: 1_000, lines: true, doc: "why; no personal data" },
  },
  authority: "party",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    namedOnce,
    claimsThere,
    {
      rule: "C4",
      code: "objection-late",
      field: "resources",
      detail: "the time to contest is over, and no quorum of witnesses countersigned the objection before",
      holds: eachClaim((claim, c) => isTimely(c, claim.until)),
    },
    {
      rule: "F4",
      code: "own-claim",
      field: "resources",
      detail: "who made the claim withdraws it instead",
      holds: eachClaim((claim, c) => claim.by !== c.by.id && claim.to !== c.by.id),
    },
    {
      rule: "F4",
      code: "no-standing",
      field: "resources",
      detail: "only a rival objects: who holds, claims or reports space that the claim touches",
      holds: eachClaim((_claim, c, block) => {
        if (isReporter(c.state, c.by.id, block)) return true;
        const around = c.state.covering(block.space, block.key).flatMap(({ records }) => records);
        if (around.some((r) => r.t === "holding" && r.holder === c.by.id)) return true;
        for (const { record } of inside(c.state, block, ["holding"])) {
          if (record.t === "holding" && record.holder === c.by.id) return true;
        }
        return false;
      }),
    },
  ],
  effect: (c) =>
    changeClaims(c, (claim) => ({
      ...claim,
      objections: [...new Set([...claim.objections, c.by.id])].sort(),
      since: c.index,
    })),
});
