/**
 * Attacks on routes and providers: what must not take effect, each stopped by exactly one condition. Remove the
 * condition that `code` names, and the attack succeeds.
 */
import type { Json } from "@comity/canon";
import type { World } from "../world.ts";
import { PERMANENT, attest, claimed, held, lock } from "../numbers/numbers-world.ts";
import type { Attack } from "../numbers/attacks.ts";

const attack = (
  kind: string,
  code: string,
  says: string,
  run: (world: World) => { readonly code?: string },
): Attack => ({ kind, code, says, run });

const R = "10.1.0.0/16";
export const route = (prefix: string, asn = "AS64500", maxLength?: number): Json => ({
  prefix,
  asn,
  ...(maxLength === undefined ? {} : { maxLength }),
});
export const routes = (...all: Json[]): { readonly routes: Json } => ({ routes: all });
export const authorise = (w: World, by: string, ...all: Json[]): string =>
  w.must(w.act(by, "authorise-routes", routes(...all)));
const XA_ROUTE = route(R);
const line = "ipv4|10.1.0.0|10.1.255.255|allocated|ZZ|2020-01-01|H1";
const AS = "AS64500";
const SET = "AS64500:AS-CUSTOMERS";
/** XA holds AS64500 out of QM's range. */
export const ownAs = (w: World, to = "XA"): string => {
  const body = { to, resources: [AS], terms: PERMANENT };
  return w.must(w.act("QM", "delegate", body, { cosign: [to] }));
};
const providers = (...list: string[]): { readonly [field: string]: Json } => ({
  customer: AS,
  providers: list,
});

export const ROUTE_ATTACKS: readonly Attack[] = [
  ...["authorise-routes", "withdraw-routes"].flatMap((kind) => [
    attack(kind, "route-twice", "one authorisation in two spellings", (w) => {
      held(w);
      if (kind === "withdraw-routes") authorise(w, "XA", XA_ROUTE);
      return w.do("XA", kind, routes(XA_ROUTE, route(R, "AS64500", 16)));
    }),
    attack(kind, "locked", "by whoever recovered the keys", (w) => {
      held(w);
      if (kind === "withdraw-routes") authorise(w, "XA", XA_ROUTE);
      lock(w, "XA");
      return w.do("XA", kind, routes(XA_ROUTE));
    }),
  ]),
  attack("authorise-routes", "not-prefix", "for an AS number", (w) =>
    w.do("QM", "authorise-routes", routes(route("AS64500"))),
  ),
  attack("authorise-routes", "max-length", "shorter than the prefix", (w) => {
    held(w);
    return w.do("XA", "authorise-routes", routes(route(R, AS, 15)));
  }),
  attack("authorise-routes", "max-length", "longer than an address", (w) => {
    held(w);
    return w.do("XA", "authorise-routes", routes(route(R, AS, 33)));
  }),
  attack("authorise-routes", "not-holder", "wider than the holding", (w) => {
    held(w);
    return w.do("XA", "authorise-routes", routes(route("10.0.0.0/15")), { cosign: ["QM"] });
  }),
  attack("authorise-routes", "not-holder", "in a child's space, with the child's consent", (w) => {
    held(w);
    return w.do("QM", "authorise-routes", routes(route("10.1.2.0/24")), { cosign: ["XA"] });
  }),
  attack("authorise-routes", "not-holder", "in another's space, alone", (w) => {
    held(w);
    return w.do("XB", "authorise-routes", routes(XA_ROUTE), { cosign: ["XA"] });
  }),
  attack("authorise-routes", "reported-holder", "by a registry over a reported holder", (w) => {
    attest(w, "QM", "reg-m", [line]);
    return w.do("QM", "authorise-routes", routes(XA_ROUTE));
  }),
  ...["10.1.0.0/16", "10.1.2.0/24", "10.0.0.0/15"].flatMap((prefix) =>
    ["AS0", AS].map((asn) =>
      attack("authorise-routes", "at-rest", `${asn} for ${prefix}, while ${R} rests`, (w) => {
        held(w);
        w.must(w.act("XA", "return", { resources: [R] }));
        return w.do("QM", "authorise-routes", routes(route(prefix, asn)));
      }),
    ),
  ),
  attack("authorise-routes", "as0-over-others", "AS0 over a child, although it signs", (w) => {
    held(w);
    return w.do("QM", "authorise-routes", routes(route("10.0.0.0/15", "AS0")), { cosign: ["XA"] });
  }),
  attack("authorise-routes", "as0-over-others", "AS0 over a claim", (w) => {
    claimed(w);
    return w.do("QM", "authorise-routes", routes(route("10.4.0.0/15", "AS0")), { cosign: ["XA"] });
  }),
  attack("withdraw-routes", "not-authorised", "what does not exist", (w) => {
    held(w);
    return w.do("XA", "withdraw-routes", routes(XA_ROUTE));
  }),
  attack("withdraw-routes", "not-holder", "a child's, by its parent", (w) => {
    held(w);
    authorise(w, "XA", XA_ROUTE);
    return w.do("QM", "withdraw-routes", routes(XA_ROUTE));
  }),
  attack("protect-routes", "not-prefix", "for an AS number", (w) => {
    ownAs(w);
    return w.do("XA", "protect-routes", { resources: [AS], days: 7 });
  }),
  attack("protect-routes", "not-disjoint", "a block and its part", (w) => {
    held(w);
    return w.do("XA", "protect-routes", { resources: [R, "10.1.1.0/24"], days: 7 });
  }),
  attack("protect-routes", "not-holder", "for a child that did not ask", (w) => {
    held(w);
    return w.do("QM", "protect-routes", { resources: ["10.1.1.0/24"], days: 7 });
  }),
  attack("protect-routes", "not-claimed", "for a registry's block", (w) =>
    w.do("QM", "protect-routes", { resources: ["10.0.0.0/8"], days: 7 }),
  ),
  attack("protect-routes", "locked", "by whoever recovered the keys", (w) => {
    held(w);
    lock(w, "XA");
    return w.do("XA", "protect-routes", { resources: [R], days: 7 });
  }),
  attack("unprotect-routes", "not-disjoint", "a block and its part", (w) => {
    held(w);
    w.must(w.act("XA", "protect-routes", { resources: [R], days: 7 }));
    w.must(w.act("XA", "protect-routes", { resources: ["10.1.1.0/24"], days: 7 }));
    return w.do("XA", "unprotect-routes", { resources: [R, "10.1.1.0/24"] });
  }),
  attack("unprotect-routes", "not-protected", "another's", (w) => {
    held(w);
    w.must(w.act("XA", "protect-routes", { resources: [R], days: 7 }));
    return w.do("QM", "unprotect-routes", { resources: [R] });
  }),
  attack("set-providers", "not-holder", "a parent for its child", (w) => {
    ownAs(w);
    return w.do("QM", "set-providers", providers("AS1"));
  }),
  attack("set-providers", "providers-order", "the same provider twice", (w) => {
    ownAs(w);
    return w.do("XA", "set-providers", providers("AS1", "AS1"));
  }),
  attack("set-providers", "providers-as0", "none and one", (w) => {
    ownAs(w);
    return w.do("XA", "set-providers", providers("AS0", "AS1"));
  }),
  attack("set-providers", "providers-self", "itself", (w) => {
    ownAs(w);
    return w.do("XA", "set-providers", providers(AS));
  }),
  attack("withdraw-providers", "no-providers", "nothing", (w) => {
    ownAs(w);
    return w.do("XA", "withdraw-providers", { customer: AS });
  }),
  attack("withdraw-providers", "not-holder", "a parent its child's", (w) => {
    ownAs(w);
    w.must(w.act("XA", "set-providers", providers("AS1")));
    return w.do("QM", "withdraw-providers", { customer: AS });
  }),
  ...["set-providers", "withdraw-providers"].map((kind) =>
    attack(kind, "locked", "by whoever recovered the keys", (w) => {
      ownAs(w);
      if (kind === "withdraw-providers") w.must(w.act("XA", "set-providers", providers("AS1")));
      lock(w, "XA");
      return w.do("XA", kind, kind === "set-providers" ? providers("AS1") : { customer: AS });
    }),
  ),
  ...[
    ["set-name", "a name that is no set's", { set: "AS64500:as-customers" }],
    ["set-name", "sets of two kinds in one name", { set: "AS64500:AS-X:RS-Y" }],
    ["set-name", "an AS number in a second spelling", { set: "AS64500:AS-X:AS01" }],
    ["set-name", "an AS number alone", { set: "AS64500:AS1" }],
    ["set-member", "a prefix in an as-set", { members: ["192.0.2.0/24"] }],
    ["set-member", "a route-set in an as-set", { members: ["AS1:RS-X"] }],
    ["set-member", "host bits", { set: "AS64500:RS-X", members: ["192.0.2.1/24^+"] }],
    ["set-member", "no name at all", { members: ["customers"] }],
    ["member-repeated", "the same member twice", { members: ["AS1", "AS1"] }],
    ["member-repeated", "itself", { members: [SET] }],
  ].map(([code, says, body]) =>
    attack("set-members", code as string, says as string, (w) => {
      ownAs(w);
      return w.do("XA", "set-members", { set: SET, members: ["AS1"], ...(body as object) });
    }),
  ),
  attack("set-members", "not-holder", "a parent for its child", (w) => {
    ownAs(w);
    return w.do("QM", "set-members", { set: SET, members: ["AS1"] });
  }),
  attack("set-members", "sets-number", "more sets than anybody needs", (w) => {
    ownAs(w);
    for (let n = 0; n < 100; n++)
      w.must(w.act("XA", "set-members", { set: `AS64500:AS-N${n}`, members: [] }));
    w.must(w.act("XA", "set-members", { set: "AS64500:AS-N7", members: ["AS1"] }));
    return w.do("XA", "set-members", { set: SET, members: [] });
  }),
  attack("withdraw-set", "no-set", "nothing", (w) => {
    ownAs(w);
    return w.do("XA", "withdraw-set", { set: SET });
  }),
  attack("withdraw-set", "not-holder", "a parent its child's", (w) => {
    ownAs(w);
    w.must(w.act("XA", "set-members", { set: SET, members: ["AS1"] }));
    return w.do("QM", "withdraw-set", { set: SET });
  }),
  ...["set-members", "withdraw-set"].map((kind) =>
    attack(kind, "locked", "by whoever recovered the keys", (w) => {
      ownAs(w);
      if (kind === "withdraw-set") w.must(w.act("XA", "set-members", { set: SET, members: ["AS1"] }));
      lock(w, "XA");
      return w.do("XA", kind, kind === "set-members" ? { set: SET, members: ["AS1"] } : { set: SET });
    }),
  ),
];
