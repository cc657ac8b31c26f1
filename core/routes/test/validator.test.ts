/** RFC 6811 against a naive reading of its section 2, and the use cases of RFC 6907. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { must } from "@comity/canon";
import {
  INVALID_ASN,
  INVALID_LENGTH,
  NO_ORIGIN,
  parseBlock,
  RouteBatch,
  RouteValidator,
  stateOf,
  vrpAt,
  vrpSetOf,
  type Outcome,
} from "@comity/routes";
import { record, route } from "./arbitraries.ts";

type Roa = readonly [prefix: string, asn: number, maxLength?: number];
const validatorOf = (roas: readonly Roa[]): RouteValidator =>
  new RouteValidator(
    must(
      vrpSetOf(
        roas.map(([prefix, asn, maxLength]) => ({
          prefix,
          asn,
          ...(maxLength === undefined ? {} : { maxLength }),
        })),
      ),
    ),
  );
function outcomeOf(validator: RouteValidator, prefix: string, origin: number): Outcome {
  const { words, length } = must(parseBlock(prefix));
  return (words.length === 1 ? validator.v4 : validator.v6).validate(words, 0, length, origin);
}
const judge = (roas: readonly Roa[], prefix: string, origin: number): string =>
  stateOf(outcomeOf(validatorOf(roas), prefix, origin));

it("agrees with a naive validator, and names every covering VRP", () => {
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 40 }),
      fc.array(route, { maxLength: 40 }),
      (records, routes) => {
        const set = must(vrpSetOf(records));
        const validator = new RouteValidator(set);
        for (const r of routes) {
          const covering = records.filter((v) => v.family === r.family && r.bits.startsWith(v.bits));
          const own = covering.filter((v) => v.asn === r.origin && r.origin !== 0);
          const expected =
            covering.length === 0
              ? "notfound"
              : own.some((v) => v.maxLength >= r.bits.length)
                ? "valid"
                : own.length > 0
                  ? "length"
                  : "asn";
          const outcome = outcomeOf(validator, r.prefix, r.origin);
          const got =
            outcome === INVALID_LENGTH ? "length" : outcome === INVALID_ASN ? "asn" : stateOf(outcome);
          expect(got).toBe(expected);
          const { words, length } = must(parseBlock(r.prefix));
          const [mine, family] = words.length === 1 ? [validator.v4, set.v4] : [validator.v6, set.v6];
          const rows = mine.covering(words, 0, length);
          expect(new Set(rows.map((i) => JSON.stringify(vrpAt(family, i))))).toEqual(
            new Set(
              covering
                .flatMap((v) => must(vrpSetOf([v]))[v.family === 4 ? "v4" : "v6"])
                .map((f) => JSON.stringify(vrpAt(f, 0))),
            ),
          );
          const lengths = rows.map((i) => family.length[i]!);
          expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
        }
      },
    ),
    { numRuns: process.env["COMITY_SOAK"] === undefined ? 150 : 20_000 },
  );
});

it("a batch judges as one by one, in the order added, however many there are", () => {
  const validator = validatorOf([
    ["10.0.0.0/8", 64496, 16],
    ["2001:db8::/32", 64497, 48],
  ]);
  // IPv6 leaves words behind that an IPv4 route in the same row must not see.
  const texts = ["10.0.0.0/8", "2001:db8:ffff::/48", "10.1.0.0/17", "192.0.2.0/24", "2001:db8::/64"];
  for (const count of [0, 1, 255, 256, 257, 1000]) {
    const asked = Array.from({ length: count }, (_, i) => [texts[i % 5]!, 64496 + (i % 2)] as const);
    const heard: string[] = [];
    const batch = new RouteBatch(validator, (i, outcome) =>
      heard.push([batch.family[i], batch.words[4 * i], batch.length[i], batch.origin[i], outcome].join(" ")),
    );
    const rows: number[] = [];
    for (const [prefix, origin] of asked) {
      const { words, length } = must(parseBlock(prefix));
      rows.push(batch.add(words.length as 1 | 4, words, length, origin));
    }
    expect(heard).toHaveLength(Math.max(0, Math.ceil(count / 256) - 1) * 256);
    batch.flush();
    batch.flush();
    expect(rows).toEqual(rows.map((_, i) => i % 256));
    expect(heard).toEqual(
      asked.map(([prefix, origin]) => {
        const { words, length } = must(parseBlock(prefix));
        return [words.length, words[0], length, origin, outcomeOf(validator, prefix, origin)].join(" ");
      }),
    );
  }
});

describe("RFC 6811", () => {
  it("an empty set finds nothing", () => {
    expect(judge([], "192.0.2.0/24", 1)).toBe("notfound");
    expect(judge([], "::/0", 1)).toBe("notfound");
  });
  it("any match makes valid, whatever else covers", () => {
    expect(
      judge(
        [
          ["10.0.0.0/8", 1, 24],
          ["10.0.0.0/16", 2],
          ["10.0.0.0/16", 0],
        ],
        "10.0.0.0/16",
        1,
      ),
    ).toBe("valid");
  });
  it("the right AS for shorter prefixes only is a matter of length, whatever covers it too", () => {
    const nested = validatorOf([
      ["10.0.0.0/8", 2],
      ["10.1.0.0/16", 1],
      ["10.0.0.0/12", 3],
    ]);
    expect(outcomeOf(nested, "10.1.0.0/24", 1)).toBe(INVALID_LENGTH);
    expect(outcomeOf(nested, "10.1.0.0/24", 2)).toBe(INVALID_LENGTH);
    expect(outcomeOf(nested, "10.1.0.0/24", 4)).toBe(INVALID_ASN);
  });
  it("bits after the length of a route do not matter", () => {
    const { v4, v6 } = validatorOf([
      ["10.0.0.0/8", 1],
      ["10.0.0.0/24", 2, 32],
      ["2001:db8::/32", 1],
      ["2001:db8::/48", 2],
    ]);
    expect(v4.validate([0x0a00_0001], 0, 8, 1)).toBe(v4.validate([0x0a00_0000], 0, 8, 1));
    expect(v4.validate([0x0a00_0001], 0, 8, 2)).toBe(INVALID_ASN);
    expect(v6.covering([0x2001_0db8, 1, 2, 3], 0, 32)).toHaveLength(1);
    expect(v4.covering([0x0a00_0001], 0, 8)).toHaveLength(1);
  });
  it("AS0 matches nothing, not even a route of AS0", () => {
    expect(judge([["10.0.0.0/8", 0, 32]], "10.1.0.0/16", 0)).toBe("invalid");
    expect(judge([["10.0.0.0/8", 0, 32]], "10.1.0.0/16", 1)).toBe("invalid");
    expect(judge([["10.0.0.0/8", 0, 32]], "11.0.0.0/16", 0)).toBe("notfound");
  });
  it("VRPs for 0.0.0.0/0 and ::/0 cover everything", () => {
    expect(judge([["0.0.0.0/0", 1, 32]], "203.0.113.0/24", 1)).toBe("valid");
    expect(judge([["0.0.0.0/0", 1]], "203.0.113.0/24", 1)).toBe("invalid");
    expect(judge([["0.0.0.0/0", 1]], "0.0.0.0/0", 1)).toBe("valid");
    expect(judge([["::/0", 1, 128]], "2001:db8::/32", 1)).toBe("valid");
    expect(judge([["::/0", 1, 128]], "ff00::/8", 2)).toBe("invalid");
    expect(judge([["0.0.0.0/0", 1, 32]], "::/0", 1)).toBe("notfound");
  });
  it("the highest address and the longest prefix are found", () => {
    expect(judge([["255.255.255.255/32", 1]], "255.255.255.255/32", 1)).toBe("valid");
    const six = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128";
    expect(judge([[six, 1]], six, 1)).toBe("valid");
    expect(judge([["2001:db8::8000:0:0:0/65", 1]], "2001:db8::/65", 1)).toBe("notfound");
  });
});

/** RFC 6907 section 3, case by case, and its cases of several origins. `NO_ORIGIN` stands for an AS_SET. */
describe("RFC 6907 use cases", () => {
  const exact: Roa[] = [["10.1.0.0/16", 64_496]];
  const halves: Roa[] = [
    ["10.1.0.0/17", 64_496],
    ["10.1.128.0/17", 64_497],
  ];
  it.each([
    [
      "3.1 covering, length satisfied, AS match",
      [["10.1.0.0/16", 64_496, 20]],
      "10.1.16.0/20",
      64_496,
      "valid",
    ],
    ["3.2 covering, length exceeded, AS match", exact, "10.1.16.0/20", 64_496, "invalid"],
    [
      "3.3 covering, length satisfied, AS mismatch",
      [["10.1.0.0/16", 64_496, 20]],
      "10.1.16.0/20",
      64_511,
      "invalid",
    ],
    ["3.4 covering, length exceeded, AS mismatch", exact, "10.1.16.0/20", 64_511, "invalid"],
    ["3.5 no covering prefix", exact, "10.2.0.0/16", 64_496, "notfound"],
    ["3.6 covering, and the ROA is one of AS 0", [["10.1.0.0/16", 0, 32]], "10.1.0.0/16", 64_496, "invalid"],
    ["3.7 not covered, but all more specifics are", halves, "10.1.0.0/16", 64_496, "notfound"],
    ["3.8 AS_SET, no covering prefix", exact, "10.2.0.0/16", NO_ORIGIN, "notfound"],
    [
      "3.9, 3.10 singleton AS_SET, covering: its AS does not matter",
      exact,
      "10.1.0.0/16",
      NO_ORIGIN,
      "invalid",
    ],
    [
      "3.11 several ASes in an AS_SET, covering",
      [["10.1.0.0/16", 0], ...exact],
      "10.1.0.0/24",
      NO_ORIGIN,
      "invalid",
    ],
    ["3.12 AS_SET, not covered, but all more specifics are", halves, "10.1.0.0/16", NO_ORIGIN, "notfound"],
    [
      "several covering ROAs, one matches",
      [
        ["10.1.0.0/16", 64_496, 20],
        ["10.1.16.0/20", 64_511],
      ],
      "10.1.16.0/20",
      64_496,
      "valid",
    ],
    [
      "several covering ROAs, none matches",
      [
        ["10.1.0.0/16", 64_496],
        ["10.1.16.0/20", 64_511],
      ],
      "10.1.16.0/20",
      64_500,
      "invalid",
    ],
    [
      "a customer's own ROA inside its provider's",
      [
        ["10.1.0.0/16", 64_496],
        ["10.1.0.0/20", 64_511],
      ],
      "10.1.0.0/20",
      64_511,
      "valid",
    ],
    ["a customer without a ROA inside its provider's", exact, "10.1.0.0/20", 64_511, "invalid"],
    ["AS 0 beside a ROA: the ROA wins", [["10.1.0.0/16", 0, 32], ...exact], "10.1.0.0/16", 64_496, "valid"],
    ["two origins, both authorised", [...exact, ["10.1.0.0/16", 64_511]], "10.1.0.0/16", 64_511, "valid"],
  ] as [string, Roa[], string, number, string][])("%s", (_, roas, prefix, origin, expected) => {
    expect(judge(roas, prefix, origin)).toBe(expected);
  });
});
