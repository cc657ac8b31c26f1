import { must } from "@comity/canon";
import { textOf } from "@comity/resources";
import {
  askedResource,
  networkList,
  networkPage,
  publishedDelegations,
  publishedProviders,
  publishedRoutes,
  resourceAnswer,
  routeAnswer,
  whyChains,
  type ReadState,
} from "@comity/view";
import { describe, expect, it } from "vitest";
import { named, zone } from "../../../core/assembly/test/names/names-attacks.ts";
import { joined, HASH, MAPPING } from "../../../core/assembly/test/networks/networks-attacks.ts";
import { held, numbersWorld } from "../../../core/assembly/test/numbers/numbers-world.ts";
import { authorise, ownAs, route } from "../../../core/assembly/test/routes/routes-attacks.ts";

const FINALITY = { grade: "ordered", orderedBy: "operator", durability: "one disk" } as const;
const OTHER = { name: "ns.elsewhere.test" };
const made = numbersWorld();
held(made);
ownAs(made);
authorise(made, "XA", route("10.1.0.0/16"), route("10.1.2.0/24", "AS64501", 26));
made.must(made.act("XA", "protect-routes", { resources: ["10.1.0.0/16"], days: 7 }));
made.must(made.act("XA", "set-providers", { customer: "AS64500", providers: ["AS64496"] }));
made.must(made.act("XA", "set-name-servers", zone("10.1.0.0/16", [OTHER])));
named(made, "xn--p1ai");
made.must(made.act("XA", "set-name-servers", zone("xn--p1ai", [OTHER])));
joined(made);
made.must(made.act("XA", "map-addresses", MAPPING));
made.must(made.act("XA", "publish-rules", { network: "alpha", version: 1, title: "Rules", text: HASH }));

const { state } = made.assembly;
const read: ReadState = {
  reader: {
    at: state.at.bind(state),
    covering: state.covering.bind(state),
    within: state.within.bind(state),
    mentioning: state.mentioning.bind(state),
    text: state.text.bind(state),
  },
  size: made.assembly.size,
  height: made.assembly.height - 1,
  time: made.time,
  stateRoot: "",
};
const asked = (text: string) => must(askedResource(text));
const answer = (text: string) => resourceAnswer(read, asked(text), FINALITY);
const judged = (text: string, origin?: string) => must(routeAnswer(read, asked(text), origin, FINALITY));

describe("a resource that is asked for", () => {
  it("is a name at the top when it is one label, with or without the final dot", () => {
    for (const text of ["example", "example.", "EXAMPLE"])
      expect(asked(text)).toMatchObject({ space: "names", text: asked("example.").text });
    expect(asked("рф")).toMatchObject({ space: "names", text: asked("xn--p1ai.").text });
    for (const text of ["two words", "a_b", "-", "x".repeat(64)])
      expect(askedResource(text)).toMatchObject({ ok: false, error: { code: "resource-text" } });
  });
});

describe("a route", () => {
  it("is answered with everything that covers it, by whom, and where its proof is", () => {
    expect(judged("10.1.2.0/24", "AS64500")).toMatchObject({
      prefix: "10.1.2.0/24",
      origin: "AS64500",
      state: "invalid",
      covering: [
        { prefix: "10.1.0.0/16", asn: "AS64500", by: { id: "XA" }, matches: false },
        { prefix: "10.1.2.0/24", asn: "AS64501", maxLength: 26, matches: false },
      ],
      proof: {
        register: "routes4",
        href: "/api/v1/proof/fact?register=routes4&key=10.1.2.0%2F24&origin=AS64500",
      },
    });
    expect(judged("10.1.2.0/24", "64501").state).toBe("valid");
    expect(judged("10.9.0.0/16", "AS1")).toMatchObject({ state: "notfound", covering: [] });
    expect(judged("10.1.2.3")).toMatchObject({ prefix: "10.1.2.3/32", says: "2 authorisation(s) cover it" });
  });

  it("is a prefix and an AS number", () => {
    expect(routeAnswer(read, asked("AS64500"), "AS1", FINALITY)).toMatchObject({
      error: { code: "not-prefix" },
    });
    expect(routeAnswer(read, asked("10.1.0.0/16"), "x", FINALITY)).toMatchObject({ error: { code: "asn" } });
  });

  it("has its acts behind it", () => {
    const chains = whyChains(read, asked("10.1.2.0/24"), () => undefined);
    expect(chains.map(([fact]) => fact!.title)).toEqual([
      "route of 10.1.2.0/24",
      "route of 10.1.0.0/16",
      "protect of 10.1.0.0/16",
      "servers of 10.1.0.0/16",
      "holding of 10.1.0.0/16",
      "holding of 10.0.0.0/8",
    ]);
    expect(chains[0]![0]!.proof).toContain("register=routes4");
  });
});

describe("a resource", () => {
  it("shows routes, protection, reverse zones, providers, and names as people write them", () => {
    const block = answer("10.1.0.0/16");
    expect(block).toMatchObject({ grade: "claimed", protectedDays: 7 });
    expect(block.routes).toHaveLength(1);
    expect(block.nameServers).toMatchObject({
      zones: ["1.10.in-addr.arpa"],
      servers: [OTHER],
      by: { id: "XA" },
    });
    expect(answer("AS64500").providers).toMatchObject({ providers: ["AS64496"], by: { id: "XA" } });
    expect(answer("WWW.РФ").resource).toBe("www.xn--p1ai");
    expect(answer("www.xn--p1ai")).toMatchObject({ unicode: "www.рф", holder: { id: "XA" } });
    expect(answer("newip:f2a0/16")).toMatchObject({ space: "networks", holder: { id: "XA" } });
  });
});

describe("publishers read", () => {
  it("every route, every customer's providers, every zone", () => {
    const routes = [...publishedRoutes(read.reader)].map(({ key, record, space }) => [
      textOf(space, key),
      record.asn,
    ]);
    expect(routes).toEqual([
      ["10.1.0.0/16", "AS64500"],
      ["10.1.2.0/24", "AS64501"],
    ]);
    expect([...publishedProviders(read.reader)].map(({ customer }) => customer)).toEqual(["AS64500"]);
    expect([...publishedDelegations(read.reader)].map((d) => d.zone)).toEqual([
      "xn--p1ai",
      "1.10.in-addr.arpa",
    ]);
  });
});

describe("networks", () => {
  it("are listed page by page, and shown with what they agreed and published", () => {
    const first = networkList(read, undefined, 1);
    expect(first).toMatchObject({ items: [{ id: "alpha", by: { id: "XA" } }], next: "alpha" });
    expect(networkList(read, first.next, 1).items.map(({ id }) => id)).toEqual(["beta"]);
    expect(must(networkPage(read, "beta"))).toMatchObject({
      interconnections: [{ with: "alpha", gateways: ["gw"], theirs: ["gw"], notice: 10 }],
    });
    expect(must(networkPage(read, "beta")).mappings).toEqual([]);
    expect(must(networkPage(read, "alpha")).mappings).toMatchObject([
      { gateway: "gw", maps: MAPPING.maps, proof: { key: "mapping/alpha/gw" } },
    ]);
    expect(must(networkPage(read, "alpha")).rules).toMatchObject([{ version: 1, title: "Rules" }]);
    expect(networkPage(read, "gamma")).toMatchObject({ error: { code: "network-unknown" } });
  });
});
