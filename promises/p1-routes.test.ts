/**
 * P1 for routes and names: nobody above a holder, and no registry, makes its routes unusable by acts of its own; the
 * assembly does by due process, on the day set; and the proof says what stands.
 */
import { authorisationsOver, blocksOf, routeVerdict, serversAt } from "@comity/assembly";
import type { Json } from "@comity/canon";
import { describe, expect, it } from "vitest";
import {
  BLOCK,
  DAY,
  HOLDER,
  MEMBERS,
  PERMANENT,
  castAll,
  decidedCase,
  holderOf,
  house,
  proposal,
  propose,
  settle,
  yes,
} from "../core/assembly/test/decisions/house.ts";
import type { Body, World } from "../core/assembly/test/world.ts";

const AS = "AS64500";
const OWN: Json = { prefix: BLOCK, asn: AS };
const CHILD = "10.1.2.0/24";
const key = (text: string) => blocksOf(text)[0]!;
const state = (w: World, prefix: string, asn = AS): string =>
  routeVerdict(key(prefix).key, asn, w.assembly.state.covering("routes4", key(prefix).key)).state;

/** The holder authorises its block, with a child inside that authorised its own. */
function routed(): World {
  const w = house();
  w.must(w.act(HOLDER, "delegate", { to: "XB", resources: [CHILD], terms: PERMANENT }, { cosign: ["XB"] }));
  w.must(w.act("XB", "authorise-routes", { routes: [{ prefix: CHILD, asn: "AS64510" }] }));
  w.must(w.act(HOLDER, "authorise-routes", { routes: [OWN] }, { cosign: ["XB"] }));
  return w;
}

describe("what a parent may try alone", () => {
  const attempts: readonly (readonly [string, string, Body])[] = [
    ["withdraws the holder's authorisation", "withdraw-routes", { routes: [OWN] }],
    ["authorises itself there", "authorise-routes", { routes: [{ prefix: BLOCK, asn: "AS64599" }] }],
    [
      "authorises a more specific",
      "authorise-routes",
      { routes: [{ prefix: "10.1.128.0/17", asn: "AS64599" }] },
    ],
    ["authorises around it", "authorise-routes", { routes: [{ prefix: "10.0.0.0/15", asn: "AS64599" }] }],
    ["AS0 over it", "authorise-routes", { routes: [{ prefix: BLOCK, asn: "AS0" }] }],
    ["AS0 around it", "authorise-routes", { routes: [{ prefix: "10.0.0.0/8", asn: "AS0" }] }],
    ["returns its own block around it", "return", { resources: ["10.0.0.0/8"] }],
    [
      "transfers everything around it",
      "transfer",
      { to: "XC", resources: ["10.0.0.0/8"], routes: { choice: "withdraw" } },
    ],
    ["hands the space to another", "delegate", { to: "XC", resources: [BLOCK], terms: PERMANENT }],
    ["asks protective filters for it", "protect-routes", { resources: [BLOCK], days: 30 }],
    ["takes its reverse zone", "set-name-servers", { zone: BLOCK, servers: [{ name: "ns.parent.test" }] }],
  ];
  it.each(attempts)("%s: every route is as valid as before", (_, kind, body) => {
    const w = routed();
    w.do("QM", kind, body, { cosign: ["XC"] });
    w.wait(100 * DAY);
    expect(state(w, BLOCK)).toBe("valid");
    expect(state(w, CHILD, "AS64510")).toBe("valid");
    expect(state(w, "10.2.0.0/16", "AS64511")).toBe("notfound");
    expect(serversAt(w.assembly.state, key(BLOCK))).toBeUndefined();
    expect(holderOf(w)).toBe(HOLDER);
  });

  it.each(attempts)("the same by everybody but those it concerns: %s", (_, kind, body) => {
    const w = routed();
    w.do("QM", kind, body, { cosign: ["QN", "QO", "QP", "QQ", "XC", "XD", "XE", "XF"] });
    w.wait(100 * DAY);
    expect(state(w, BLOCK)).toBe("valid");
    expect(state(w, CHILD, "AS64510")).toBe("valid");
  });
});

describe("the story of a route", () => {
  it("the registry tries alone and fails; due process takes it on the day set, with nothing in its place", () => {
    const w = routed();
    const { code } = w.do("QM", "withdraw-routes", { routes: [OWN] });
    expect(code).toBe("not-holder");
    const id = decidedCase(w);
    while (proposal(w, id).phase !== "carried-out") {
      // Until the very block that carries it out, nothing changes.
      expect(state(w, BLOCK)).toBe("valid");
      if (proposal(w, id).phase === "rejected") throw new Error("rejected");
      w.block([], DAY);
    }
    expect(state(w, BLOCK)).toBe("notfound");
    expect(authorisationsOver(w.assembly.state, key(BLOCK))).toEqual([]);
    // The child keeps its space and its own word.
    expect(state(w, CHILD, "AS64510")).toBe("valid");
    expect(holderOf(w, CHILD)).toBe("XB");
  });
});

describe("names", () => {
  it("a parent neither moves nor silences a name it delegated", () => {
    const w = house();
    const named = propose(w, "QN", "assign", { to: HOLDER, resources: ["example"] });
    w.do(HOLDER, "consent", { decision: named, answer: "consents" });
    castAll(w, named, yes(MEMBERS));
    settle(w, named);
    expect(w.at("example", "holding")?.holder).toBe(HOLDER);
    const child = { to: "XB", resources: ["shop.example"], terms: PERMANENT };
    w.must(w.act(HOLDER, "delegate", child, { cosign: ["XB"] }));
    const zone = { zone: "shop.example", servers: [{ name: "ns.elsewhere.test" }] };
    w.must(w.act("XB", "set-name-servers", zone));
    for (const [kind, body] of [
      ["set-name-servers", { ...zone, servers: [{ name: "ns.parent.test" }] }],
      ["withdraw-name-servers", { resources: ["shop.example"] }],
      ["return", { resources: ["shop.example"] }],
      ["delegate", { ...child, to: "XC" }],
      ["return", { resources: ["example"] }],
    ] as const) {
      w.do(HOLDER, kind, body, { cosign: ["XC"] });
      expect(w.at("shop.example", "holding")?.holder).toBe("XB");
      expect(serversAt(w.assembly.state, key("shop.example"))).toMatchObject({
        by: "XB",
        servers: zone.servers,
      });
    }
  });
});
