/**
 * `transfer`: a holding, or a part of one, goes to another party (SEMANTICS E4). Its terms stay; of a leased holding the
 * lessor consents too; what was delegated out of it keeps holder and terms and has the recipient as its parent (E3). A
 * registry that passes on a block it has from IANA cedes it by the same act.
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import {
  carvableEach,
  casesAcknowledged,
  namedOnce,
  notLocked,
  notPromised,
  ownEach,
  recipientKnown,
} from "./clauses.ts";
import { allBlocks, carve, holdingOver, parentHolding, putHolding } from "./holdings.ts";
import { attachedLeaves } from "./attached.ts";
import { coveringAccepted } from "../routes/covering.ts";
import { COVERING } from "../routes/route-fields.ts";
import { ACKNOWLEDGES, RESOURCES } from "./terms.ts";

/** Days that route authorisations of the former holder stay, when the act does not say (SEMANTICS E4). */
export const ROUTES_DAYS = 30;

const FIELDS = {
  to: { type: "party", doc: "recipient; must accept" },
  resources: RESOURCES,
  routes: {
    type: "cases",
    tag: "choice",
    optional: true,
    doc: "route authorisations and name servers: kept until the recipient replaces them (30 days when left out), or withdrawn at once",
    cases: {
      keep: { days: { type: "integer", min: 1, max: 90, doc: "days they stay at most" } },
      withdraw: {},
    },
  },
  covering: COVERING,
  acknowledges: ACKNOWLEDGES,
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

/** Lessors of leased holdings among the blocks. */
function lessors(c: C): readonly string[] {
  return allBlocks(c.body.resources).flatMap((block) => {
    const held = holdingOver(c.state, block);
    if (held?.record.terms.kind !== "lease") return [];
    return parentHolding(c.state, held.block)?.record.holder ?? [];
  });
}

export const transfer = defineKind({
  kind: "transfer",
  room: "numbers",
  summary: "Pass a holding, or part of one, on to another party; of a lease with the lessor's consent",
  fields: FIELDS,
  authority: "counterparty",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  needs: (c: C) => [c.body.to, ...lessors(c)],
  conditions: [
    recipientKnown,
    namedOnce,
    ownEach,
    carvableEach,
    notPromised,
    coveringAccepted,
    casesAcknowledged,
    notLocked,
  ],
  effect: (c) => {
    const { resources, routes, to } = c.body;
    const days = routes === undefined ? ROUTES_DAYS : routes.choice === "keep" ? routes.days : 0;
    for (const block of allBlocks(resources)) {
      const held = holdingOver(c.state, block)!;
      attachedLeaves(c, held, block, days === 0 ? undefined : c.time + days * 86_400, true);
      // Who the holder was in a file and who had it in custody says nothing about the recipient.
      const { custody: _custody, identity: _identity, note: _note, ...record } = carve(c.state, held, block);
      putHolding(c.state, block, {
        ...record,
        holder: to,
        from: "transfer",
        routesUntil: c.time + days * 86_400,
        since: c.index,
      });
    }
  },
});
