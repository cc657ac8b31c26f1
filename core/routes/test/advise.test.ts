/** What a change of authorisations does to a table, against states computed one by one, and worked examples. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { must } from "@comity/canon";
import {
  advise,
  parseBlock,
  parseVrp,
  RouteTableBuilder,
  routesInside,
  stateOf,
  vrpSetOf,
  RouteValidator,
  type Authorisation,
  type RouteTable,
} from "@comity/routes";
import { record, route } from "./arbitraries.ts";

const roa = (prefix: string, asn: number, maxLength?: number): Authorisation =>
  must(parseVrp({ prefix, asn, ...(maxLength === undefined ? {} : { maxLength }) }));
const set = (...list: [string, number, number?][]) =>
  must(
    vrpSetOf(
      list.map(([prefix, asn, max]) => ({ prefix, asn, ...(max === undefined ? {} : { maxLength: max }) })),
    ),
  );
function table(...routes: [string, number | string, number?][]): RouteTable {
  const builder = new RouteTableBuilder();
  for (const [prefix, origin, seen] of routes) {
    const { words, length } = must(parseBlock(prefix));
    builder.add(
      words.length === 1 ? 1 : 4,
      words,
      length,
      typeof origin === "number" ? origin : 0,
      typeof origin === "number" ? "" : origin,
      seen ?? 1,
    );
  }
  return builder.build();
}
const brief = (list: readonly { prefix: string; origin: string; reason?: string }[]) =>
  list.map((c) => `${c.prefix} ${c.origin}${c.reason === undefined ? "" : ` ${c.reason}`}`);

describe("a table", () => {
  it("is distinct pairs in tree order with how often each was seen", () => {
    const t = table(
      ["10.0.0.0/16", 2],
      ["10.0.0.0/8", 1, 5],
      ["10.0.0.0/8", 1, 2],
      ["10.0.0.0/8", "{3,4}"],
      ["10.0.0.0/8", "{3}"],
      ["::/0", 1],
    );
    expect([...t.v4.length]).toEqual([8, 8, 8, 16]);
    expect([...t.v4.seen]).toEqual([1, 1, 7, 1]);
    expect([...t.v4.set].map((s) => t.sets[s])).toEqual(["{3,4}", "{3}", "", ""]);
    expect(t.v6.count).toBe(1);
  });
  it("grows, and finds what is inside a prefix", () => {
    fc.assert(
      fc.property(fc.array(route, { maxLength: 150 }), route, (routes, inside) => {
        const t = table(...routes.map((r): [string, number] => [r.prefix, r.origin]));
        const { words, length } = must(parseBlock(inside.prefix));
        const family = words.length === 1 ? t.v4 : t.v6;
        const { from, to } = routesInside(family, words, length);
        const expected = new Set(
          routes
            .filter((r) => r.family === inside.family && r.bits.startsWith(inside.bits))
            .map((r) => `${r.bits} ${r.origin}`),
        );
        expect(to - from).toBe(expected.size);
        expect(t.v4.count + t.v6.count).toBe(
          new Set(routes.map((r) => `${r.family} ${r.bits} ${r.origin}`)).size,
        );
      }),
    );
  });
});

describe("advice", () => {
  it("says what becomes valid and invalid, why, and what it costs", () => {
    const t = table(
      ["192.0.2.0/24", 1, 30],
      ["192.0.2.0/25", 1, 3],
      ["192.0.2.128/25", 2, 7],
      ["192.0.2.0/24", "{1,2}"],
      ["198.51.100.0/24", 1],
    );
    const a = advise(set(), t, { add: [roa("192.0.2.0/24", 1)], remove: [] });
    expect(a.considered).toBe(4);
    expect(brief(a.valid)).toEqual(["192.0.2.0/24 AS1"]);
    expect(brief(a.invalid)).toEqual([
      "192.0.2.0/24 {1,2} as-set",
      "192.0.2.0/25 AS1 length",
      "192.0.2.128/25 AS2 asn",
    ]);
    expect(a.costOfInvalid).toEqual({
      routes: 3,
      ipv4Addresses: 256,
      ipv6Blocks48: 0,
      seenByUpTo: 7,
      unreachable: 0,
      rerouted: 3,
    });
    expect(a.authorisations).toEqual([
      {
        prefix: "192.0.2.0/24",
        maxLength: 24,
        asn: 1,
        authorises: 1,
        disallows: 3,
        as0: false,
        unused: false,
      },
    ]);
  });
  it("without another route, traffic is lost", () => {
    const t = table(["10.0.0.0/16", 2], ["2001:db8::/40", 2], ["2001:db8::/56", 2], ["0.0.0.0/0", 2]);
    const a = advise(set(), t, { add: [roa("10.0.0.0/8", 1), roa("2001:db8::/32", 0)], remove: [] });
    expect(a.costOfInvalid).toMatchObject({
      routes: 3,
      ipv4Addresses: 65_536,
      ipv6Blocks48: 256,
      unreachable: 3,
    });
    const shorter = table(["10.0.0.0/16", 2], ["10.0.0.0/12", 3]);
    expect(advise(set(), shorter, { add: [roa("10.0.0.0/16", 1)], remove: [] }).costOfInvalid).toMatchObject({
      unreachable: 0,
      rerouted: 1,
    });
    const beside = table(["10.0.0.0/16", 2], ["10.0.0.0/16", 1]);
    expect(advise(set(), beside, { add: [roa("10.0.0.0/16", 1)], remove: [] }).costOfInvalid).toMatchObject({
      rerouted: 1,
    });
  });
  it("withdrawing leaves routes unprotected, or releases them", () => {
    const t = table(["10.0.0.0/8", 1, 4], ["10.1.0.0/16", 2]);
    const a = advise(set(["10.0.0.0/8", 1]), t, { add: [], remove: [roa("10.0.0.0/8", 1)] });
    expect([brief(a.unprotected), brief(a.released)]).toEqual([["10.0.0.0/8 AS1"], ["10.1.0.0/16 AS2"]]);
    expect(a.costOfUnprotected).toMatchObject({ routes: 1, ipv4Addresses: 2 ** 24, seenByUpTo: 4 });
  });
  it("names too permissive, redundant, unused and AS0 authorisations", () => {
    const t = table(["10.0.0.0/16", 1], ["10.0.0.0/18", 1]);
    const [wide] = advise(set(), t, { add: [roa("10.0.0.0/16", 1, 24)], remove: [] }).authorisations;
    expect(wide?.tooPermissive).toEqual({ maxLength: 18, openPrefixes: 509 });
    const all = table(["10.0.0.0/16", 1], ["10.0.0.0/17", 1], ["10.0.128.0/17", 1]);
    expect(
      advise(set(), all, { add: [roa("10.0.0.0/16", 1, 17)], remove: [] }).authorisations[0]?.tooPermissive,
    ).toBeUndefined();
    const [again] = advise(set(["10.0.0.0/8", 1, 24]), t, {
      add: [roa("10.0.0.0/16", 1, 18)],
      remove: [],
    }).authorisations;
    expect(again?.redundantWith).toEqual({ prefix: "10.0.0.0/8", maxLength: 24 });
    const [longer] = advise(set(["10.0.0.0/8", 1, 17], ["10.0.0.0/8", 2, 24]), t, {
      add: [roa("10.0.0.0/16", 1, 18)],
      remove: [],
    }).authorisations;
    expect(longer?.redundantWith).toBeUndefined();
    expect(advise(set(), t, { add: [roa("10.0.0.0/16", 9)], remove: [] }).authorisations[0]).toMatchObject({
      unused: true,
      disallows: 2,
    });
    expect(
      advise(set(["10.0.0.0/8", 1]), t, {
        add: [],
        remove: [roa("10.0.0.0/8", 1), roa("10.0.0.0/8", 2)],
      }).absent,
    ).toEqual([roa("10.0.0.0/8", 2)]);
    expect(
      advise(set(), t, { add: [roa("10.0.0.0/16", 0, 32)], remove: [] }).authorisations[0],
    ).toMatchObject({ as0: true, unused: false, authorises: 0, disallows: 2 });
  });
  it("agrees with judging every route before and after", () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 12 }),
        fc.array(route, { maxLength: 30 }),
        fc.array(record, { maxLength: 3 }),
        fc.nat(3),
        (have, routes, add, removed) => {
          const t = table(...routes.map((r): [string, number] => [r.prefix, r.origin]));
          const gone = have.slice(0, removed);
          const asRoa = (r: (typeof have)[number]): Authorisation => roa(r.prefix, r.asn, r.maxLength);
          const a = advise(must(vrpSetOf(have)), t, { add: add.map(asRoa), remove: gone.map(asRoa) });
          const same = (x: (typeof have)[number], y: (typeof have)[number]) =>
            x.prefix === y.prefix && x.maxLength === y.maxLength && x.asn === y.asn;
          const before = new RouteValidator(must(vrpSetOf(have)));
          const after = new RouteValidator(
            must(vrpSetOf([...have.filter((h) => !gone.some((g) => same(g, h))), ...add])),
          );
          const state = (v: RouteValidator, prefix: string, origin: number) => {
            const { words, length } = must(parseBlock(prefix));
            return stateOf((words.length === 1 ? v.v4 : v.v6).validate(words, 0, length, origin));
          };
          const changed = new Map<string, number>();
          for (const key of new Set(routes.map((r) => `${r.prefix} ${r.origin}`))) {
            const [prefix, origin] = key.split(" ") as [string, string];
            const [was, becomes] = [
              state(before, prefix, Number(origin)),
              state(after, prefix, Number(origin)),
            ];
            if (was !== becomes)
              changed.set(`${was} ${becomes}`, (changed.get(`${was} ${becomes}`) ?? 0) + 1);
          }
          const got = new Map<string, number>();
          for (const c of [...a.valid, ...a.invalid, ...a.unprotected, ...a.released])
            got.set(`${c.before} ${c.after}`, (got.get(`${c.before} ${c.after}`) ?? 0) + 1);
          expect(got).toEqual(changed);
        },
      ),
    );
  });
});
