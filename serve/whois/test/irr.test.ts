import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expandSet, IrrData, irrAnswer, newIrrSession, prefixesOf, type RunningWhois } from "@comity/whois";
import { ask, start } from "./support.ts";

let whois: RunningWhois;
beforeAll(async () => {
  whois = await start();
});
afterAll(() => whois.stop());

/** One kept-open connection, all queries sent at once. */
const session = (...queries: string[]): Promise<string> =>
  ask(whois.port, ["!!", ...queries, "!q", ""].join("\n"));
const data = (text: string): string => `A${text.length + 1}\n${text}\nC\n`;

/** Every set names every set: 2,250,000 members to look at. */
const tangled = (): IrrData => {
  const names = Array.from({ length: 1500 }, (_, i) => `AS-N${i}`);
  return new IrrData("EXAMPLE", [
    ...names.map((name) => ({
      class: "as-set",
      attributes: [
        { name: "as-set", value: name },
        { name: "members", value: `AS1, ${names.join(", ")}` },
        { name: "source", value: "EXAMPLE" },
      ],
    })),
  ]);
};

describe("sets that name each other a thousand times over", () => {
  it("are refused after so many members, and not expanded twice", () => {
    const data = tangled();
    const session = newIrrSession(data);
    const [first, again] = ["!iAS-N0,1", "!aAS-N0"].map((line) => {
      const began = performance.now();
      const { text } = irrAnswer(data, session, line, 0);
      return { text, took: performance.now() - began };
    });
    expect(first!.text).toBe("F The set is too large to expand\n");
    expect(again!.text).toBe(first!.text);
    expect(again!.took).toBeLessThan(first!.took / 5 + 2);
    expect(expandSet(data, "AS-N0", data.sources, true, undefined, 3_000_000)).toEqual(["AS1"]);
    expect(expandSet(data, "AS-N0", data.sources, true, undefined, 3_000_000)).toBe(
      expandSet(data, "AS-N0", data.sources, true, undefined, 3_000_000),
    );
    expect(prefixesOf(data, "AS1", data.sources, [4])).toBe(prefixesOf(data, "as1", data.sources, [4]));
    expect(prefixesOf(data, "AS1", data.sources, [4])).not.toBe(prefixesOf(data, "AS1", data.sources, [6]));
  });
});

describe("the IRR query protocol", () => {
  it("speaks the transcript of bgpq4", async () => {
    expect(await session("!nbgpq4 1.9", "!a", "!s-lc", "!sEXAMPLE", "!s-lc")).toBe(
      `C\nF Missing required set name for A query\n${data("EXAMPLE,OTHER")}C\n${data("EXAMPLE")}`,
    );
  });

  it("closes after one query unless the connection is kept open", async () => {
    expect(await ask(whois.port, "!gas64500\n!gas64501\n")).toBe(data("192.0.2.0/24"));
  });

  it("answers origins by family, with every origin line of a route, and says D for none", async () => {
    expect(await session("!gas64501", "!6as64500", "!gas64599", "!gAS64500", "!gbroken")).toBe(
      `${data("192.0.2.0/24")}${data("2001:db8::/32")}D\n${data("192.0.2.0/24")}F Not a valid AS number\n`,
    );
  });

  it("expands sets with loops, continuation lines and members by reference", async () => {
    expect(await session("!iAS-TEST", "!iAS-TEST,1", "!iAS-NONE", "!ibroken")).toBe(
      `${data("AS-INNER AS64500 AS64501 AS64502")}${data("AS64500 AS64501 AS64502 AS64503 AS64509")}D\nF Not a valid set name\n`,
    );
  });

  it("answers the prefixes of a set, an AS and a route-set", async () => {
    expect(await session("!a4AS-TEST", "!a6AS-TEST", "!aAS64500", "!aRS-TEST", "!a4as64503")).toBe(
      [
        data("192.0.2.0/24 192.0.2.128/25 198.51.100.0/24"),
        data("2001:db8::/32"),
        data("192.0.2.0/24 2001:db8::/32"),
        // The set names AS-INNER, that names AS-TEST.
        data("192.0.2.0/24 192.0.2.128/25 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 2001:db8:1::/48"),
        data("198.51.100.0/24"),
      ].join(""),
    );
  });

  it("leaves out what is not in the chosen sources, and refuses only when none is here", async () => {
    expect(await session("!sEXAMPLE,RADB", "!a4AS-TEST", "!sRADB")).toBe(
      `C\n${data("192.0.2.0/24 192.0.2.128/25")}F One or more selected sources are unavailable; here are EXAMPLE,OTHER\n`,
    );
  });

  it("searches routes: exact, origins, one level and all wider, all more specific", async () => {
    const routes = async (query: string): Promise<string[]> =>
      [...(await session(query)).matchAll(/^route: +(\S+)\norigin: +(\S+)/gm)].map(([, p, o]) => `${p} ${o}`);
    expect(await routes("!r192.0.2.0/24")).toEqual(["192.0.2.0/24 AS64500", "192.0.2.0/24 AS64501"]);
    expect(await session("!r192.0.2.0/24,o")).toBe(data("AS64500 AS64501"));
    expect(await routes("!r192.0.2.130/32,l")).toEqual(["192.0.2.128/25 AS64502"]);
    expect(await routes("!r192.0.2.130/32,L")).toEqual([
      "192.0.2.128/25 AS64502",
      "192.0.2.0/24 AS64500",
      "192.0.2.0/24 AS64501",
    ]);
    expect(await routes("!r192.0.0.0/16,M")).toHaveLength(3);
    expect(await session("!r10.0.0.0/8", "!rbroken", "!r10.0.0.0/8,x")).toBe(
      "D\nF Not a valid prefix\nF Options of a route search are o, l, L and M\n",
    );
  });

  it("gives objects by key and by maintainer", async () => {
    expect(await session("!maut-num,AS64509")).toContain("member-of:      AS-INNER");
    expect(await session("!mroute,192.0.2.128/25AS64502")).toContain("max-length:     28");
    expect(await session("!oMNT-B")).toMatch(/aut-num[^]*route:/);
    expect(await session("!mroute", "!x", "!t0", "!t60", "!v", "!j-*")).toBe(
      `F Give a class and a key: !mCLASS,KEY\nF Unknown command\nF Invalid value for timeout: 1 to 1000\nC\n${data("Comity")}${data("EXAMPLE:N:0-0\nOTHER:N:0-0")}`,
    );
  });

  it("answers thousands of pipelined queries in order", async () => {
    const asked = Array.from({ length: 5000 }, (_, i) => (i % 2 === 0 ? "!gas64500" : "!6as64500"));
    expect(await session(...asked)).toBe((data("192.0.2.0/24") + data("2001:db8::/32")).repeat(2500));
  });
});
