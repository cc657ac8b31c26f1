/** Sets and objects as IRRd gives them: members by reference, exclusions, route-sets, depth, long values. */
import { describe, expect, it } from "vitest";
import { utf8 } from "@comity/canon";
import {
  IrrData,
  irrAnswer,
  newIrrSession,
  readRpsl,
  rpslText,
  whoisAnswer,
  whoisOfFiles,
} from "@comity/whois";

const REGISTRY = `
as-set:       AS-TOP
members:      AS1, AS-LEFT, AS-RIGHT
mbrs-by-ref:  MNT-A
source:       ONE

as-set:       AS-TOP
members:      AS9
source:       TWO

as-set:       AS-LEFT
members:      AS2, AS-RIGHT
source:       ONE

as-set:       AS-RIGHT
members:      AS3
source:       ONE

aut-num:      AS4
member-of:    AS-TOP, RS-REF
mnt-by:       MNT-A
source:       ONE

route:        192.0.2.0/24
origin:       AS1
source:       ONE

route:        192.0.2.0/25
origin:       AS1
member-of:    RS-REF
mnt-by:       MNT-A
source:       ONE

route6:       2001:db8::/32
origin:       AS2
member-of:    RS-REF
mnt-by:       MNT-B
source:       ONE

route:        192.0.2.0/26
origin:       AS5
source:       TWO

route:        192.0.2.0/27
origin:       AS5
source:       ONE

route:        192.0.2.64/27
origin:       AS5
source:       ONE

route-set:    RS-REF
mbrs-by-ref:  MNT-A
source:       ONE

route-set:    RS-MIXED
members:      198.51.100.0/24^+, AS1, AS-LEFT
mp-members:   2001:DB8:1::/48^48-64
source:       ONE

inetnum:      192.0.2.0 - 192.0.2.255
netname:      WIDE
source:       ONE

inetnum:      192.0.2.0 - 192.0.2.127
netname:      HALF
source:       ONE

inetnum:      192.0.2.0 - 192.0.2.63
netname:      QUARTER
source:       ONE
`;
const { objects } = readRpsl(utf8(REGISTRY));
const source = whoisOfFiles("ONE", objects, undefined, () => 7);
const irr = source.irr();
const data = (text: string): string => `A${text.length + 1}\n${text}\nC\n`;
function session(...queries: string[]): string[] {
  const chosen = newIrrSession(irr);
  return queries.map((query) => irrAnswer(irr, chosen, query, 7).text);
}
const one = (query: string): string => session(query)[0]!;

describe("members", () => {
  it("by reference join as-sets and route-sets of their own source, when the set names their maintainer", () => {
    expect(one("!iAS-TOP")).toBe(data("AS-LEFT AS-RIGHT AS1 AS4"));
    expect(session("!sTWO", "!iAS-TOP")[1]).toBe(data("AS9"));
    expect(one("!iRS-REF")).toBe(data("192.0.2.0/25"));
  });
  it("of a route-set that are AS numbers or as-sets stand for what they originate", () => {
    expect(one("!iRS-MIXED")).toBe(data("198.51.100.0/24^+ 2001:DB8:1::/48^48-64 AS-LEFT AS1"));
    expect(one("!iRS-MIXED,1")).toBe(
      data("192.0.2.0/24 192.0.2.0/25 198.51.100.0/24^+ 2001:db8:1::/48^48-64 2001:db8::/32"),
    );
    expect(session("!sTWO,ONE", "!sTWO", "!iRS-MIXED,1")[2]).toBe("D\n");
  });
  it("of sets that are excluded are passed over", () => {
    expect(session("!e-lc", "!eAS-RIGHT", "!e-lc", "!iAS-TOP,1", "!e", "!iAS-TOP,1", "!enothing")).toEqual([
      "C\n",
      "C\n",
      data("AS-RIGHT"),
      data("AS1 AS2 AS4"),
      "C\n",
      data("AS1 AS2 AS3 AS4"),
      "F Not a valid set name\n",
    ]);
    expect(session("!eas-left", "!aAS-TOP")[1]).toBe(data("192.0.2.0/24 192.0.2.0/25"));
    expect(session("!eRS-MIXED,AS-TOP", "!iRS-MIXED,1", "!iAS-TOP,1")).toEqual(["C\n", "C\n", "C\n"]);
  });
  it("too deep are no answer, not half of one", () => {
    const chain = (length: number): IrrData =>
      new IrrData(
        "ONE",
        Array.from({ length }, (_, i) => ({
          class: "as-set",
          attributes: [
            { name: "as-set", value: `AS-C${i}` },
            { name: "members", value: i + 1 === length ? "AS7" : `AS-C${i + 1}` },
          ],
        })),
      );
    const asked = (all: IrrData): string => irrAnswer(all, newIrrSession(all), "!iAS-C0,1", 0).text;
    expect(asked(chain(64))).toBe(data("AS7"));
    expect(asked(chain(65))).toBe("F The set is too large to expand\n");
  });
});

describe("objects", () => {
  it("come whole, however long a list is", () => {
    const many = Array.from({ length: 2000 }, (_, i) => `AS${100_000 + i}`).join(", ");
    const { objects: read } = readRpsl(utf8(`as-set: AS-MANY\nmembers: ${many}\nsource: ONE\n`));
    expect(readRpsl(utf8(rpslText(read[0]!))).objects).toEqual(read);
    const large = whoisOfFiles("ONE", read, undefined);
    expect(whoisAnswer(large, "AS-MANY").text).toContain("AS101999\n");
    expect(irrAnswer(large.irr(), newIrrSession(large.irr()), "!mas-set,AS-MANY", 0).text).toContain(
      "AS101999\n",
    );
  });
  it("by key are one, of the source named first; keys of routes in every spelling", () => {
    expect(one("!mas-set,AS-TOP")).toContain("AS-LEFT");
    expect(one("!mas-set,AS-TOP")).not.toContain("AS9");
    expect(session("!sTWO,ONE", "!mas-set,AS-TOP")[1]).toContain("AS9");
    for (const key of ["192.0.2.0/24AS1", "192.0.2.0/24 AS1", "192.0.2.0/24-AS1", "192.0.2.0/24as1"])
      expect(one(`!mroute,${key}`)).toContain("192.0.2.0/24");
    expect(one("!mas-set,ASTOP")).toBe("D\n");
  });
});

describe("routes around a prefix", () => {
  const routes = (text: string): string[] => [...text.matchAll(/^route: +(\S+)/gm)].map(([, p]) => p!);
  it("one level wider and all more specific leave the prefix itself out", () => {
    expect(routes(one("!r192.0.2.0/25,l"))).toEqual(["192.0.2.0/24"]);
    expect(routes(one("!r192.0.2.0/25,L"))).toEqual(["192.0.2.0/25", "192.0.2.0/24"]);
    expect(routes(one("!r192.0.2.0/25,M"))).toEqual(["192.0.2.0/26", "192.0.2.0/27", "192.0.2.64/27"]);
    expect(one("!r192.0.2.0/24,l")).toBe("D\n");
  });
  it("in the flags of whois too, for routes and networks", () => {
    const answer = (flags: string): string[] => {
      const { text } = whoisAnswer(source, `${flags} 192.0.2.0/25`);
      return [...text.matchAll(/^(?:route|netname): +(\S+)/gm)].map(([, found]) => found!);
    };
    expect(answer("-x")).toEqual(["HALF", "192.0.2.0/25"]);
    expect(answer("-l")).toEqual(["WIDE", "192.0.2.0/24"]);
    expect(answer("-L")).toEqual(["HALF", "WIDE", "192.0.2.0/25", "192.0.2.0/24"]);
    expect(answer("-m")).toEqual(["QUARTER", "192.0.2.0/26", "192.0.2.64/27"]);
    expect(answer("-M")).toEqual(["QUARTER", "192.0.2.0/26", "192.0.2.0/27", "192.0.2.64/27"]);
    expect(whoisAnswer(source, "-m -T inetnum 192.0.0.0/16").text).not.toMatch(/HALF|QUARTER/);
    expect(whoisAnswer(source, "-M -T inetnum 192.0.0.0/16").text).toMatch(/WIDE[^]*HALF[^]*QUARTER/);
  });
});

describe("the state of sources", () => {
  it("is a line or JSON, of those asked for", () => {
    expect(session("!j-*", "!jtwo", "!jTWO,NONE")).toEqual([
      data("ONE:N:0-7\nTWO:N:0-7"),
      data("TWO:N:0-7"),
      data("TWO:N:0-7\nNONE:X:Database unknown"),
    ]);
    const answer = one("!J-*");
    const body = answer.slice(answer.indexOf("\n") + 1, -3);
    expect(Number(/^A(\d+)/.exec(answer)![1])).toBe(body.length + 1);
    expect(JSON.parse(body)).toMatchObject({
      ONE: { serial_newest_mirror: 7 },
      TWO: { rpki_rov_filter: false },
    });
    expect(one("!JNONE")).toContain('"error": "Unknown source"');
  });
});
