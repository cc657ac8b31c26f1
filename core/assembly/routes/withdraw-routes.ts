/**
 * `withdraw-routes`: ends authorisations (SEMANTICS H1): own ones, and what a former holder left in the signer's space.
 * What they allowed inside space delegated to others, which those accepted, becomes those holders' own.
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { notLocked } from "../numbers/clauses.ts";
import { holdingOver } from "../numbers/holdings.ts";
import type { RouteRecord } from "../state/records.ts";
import { authorisationAt, lengthOf, prefixBlock, type RouteName } from "./authorisations.ts";
import { retire } from "./leaving.ts";
import { routesOnce } from "./route-clauses.ts";
import { ROUTES } from "./route-fields.ts";

const FIELDS = { routes: ROUTES } as const;

type C = Context<BodyOf<typeof FIELDS>>;

function existing(c: C, name: RouteName): RouteRecord | undefined {
  const block = prefixBlock(name);
  return block && authorisationAt(c.state, block, name.asn, lengthOf(name, block));
}

export const withdrawRoutes = defineKind({
  kind: "withdraw-routes",
  room: "routes",
  summary: "End route authorisations, own ones or those a former holder left",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    routesOnce,
    {
      rule: "H1",
      code: "not-authorised",
      field: "routes",
      detail: "name authorisations as they stand: prefix, AS number and greatest length",
      holds: (c: C) => c.body.routes.every((name) => existing(c, name) !== undefined),
    },
    {
      rule: "H1",
      code: "not-holder",
      field: "routes",
      detail: "only the holder of the prefix ends an authorisation, also one that a former holder left",
      holds: (c) =>
        c.body.routes.every((name) => {
          const record = existing(c, name);
          const block = prefixBlock(name);
          if (record === undefined || block === undefined) return true;
          if (record.wide === true) return record.by === c.by.id;
          return holdingOver(c.state, block)?.record.holder === c.by.id;
        }),
    },
    notLocked,
  ],
  effect: (c) => {
    for (const name of c.body.routes) retire(c, prefixBlock(name)!, existing(c, name)!, c.by.id);
  },
});
