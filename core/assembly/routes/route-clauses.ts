/** Conditions that acts about authorisations share, each one clause of SEMANTICS H. */
import type { Condition } from "../acts/kind.ts";
import { holdingOver } from "../numbers/holdings.ts";
import { restsSomewhere } from "../numbers/rest.ts";
import { lengthOf, prefixBlock, routeText, type RouteName } from "./authorisations.ts";

type Named = { readonly routes: readonly RouteName[] };

export const prefixesOnly: Condition<Named> = {
  rule: "H1",
  code: "not-prefix",
  field: "routes",
  detail: "authorisations are for IPv4 and IPv6 prefixes",
  holds: (c) => c.body.routes.every((name) => prefixBlock(name) !== undefined),
};

export const routesOnce: Condition<Named> = {
  rule: "H1",
  code: "route-twice",
  field: "routes",
  detail: "name each authorisation once: prefix, AS number and greatest length",
  holds: (c) => {
    const names = c.body.routes.map((name) => {
      const block = prefixBlock(name);
      return block === undefined ? name.prefix : routeText(block, name.asn, lengthOf(name, block));
    });
    return new Set(names).size === names.length;
  },
};

/** The most specific holding over each prefix is the signer's: nobody speaks for a child's space. */
export const ownPrefixes: Condition<Named> = {
  rule: "H1",
  code: "not-holder",
  field: "routes",
  detail: "only the holder authorises, inside one own holding, and not in space that was delegated on",
  holds: (c) =>
    c.body.routes.every((name) => {
      const block = prefixBlock(name);
      return block === undefined || holdingOver(c.state, block)?.record.holder === c.by.id;
    }),
};

/** What was withdrawn where a holding ended is not replaced, by AS0 or by the parent's own AS, before its time is over. */
export const nothingRests: Condition<Named> = {
  rule: "H4",
  code: "at-rest",
  field: "routes",
  detail:
    "space that rests in quarantine lies at, around or inside it: wait for its end, or name other prefixes",
  holds: (c) =>
    c.body.routes.every((name) => {
      const block = prefixBlock(name);
      return block === undefined || !restsSomewhere(c.state, block);
    }),
};
