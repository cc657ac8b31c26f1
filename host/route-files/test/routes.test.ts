/** BGP tables: lines, RIS whois dumps, MRT, damage, chunks, and the golden figures. */
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { must } from "@comity/canon";
import { blockText, INVALID_ASN, INVALID_LENGTH, parseBlock, RouteValidator, stateOf } from "@comity/routes";
import {
  parseRoutes,
  readRoutes,
  readRouteTable,
  readVrps,
  routeOrigin,
  routePrefix,
} from "@comity/route-files";
import { entry, path, record, rib, sequence, set, tableDump } from "./mrt-writer.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
function read(input: Uint8Array | string, step?: number) {
  const routes: string[] = [];
  const report = parseRoutes(
    typeof input === "string" ? bytes(input) : input,
    (route) => routes.push(`${routePrefix(route)} ${routeOrigin(route)} ${route.seen}`),
    step === undefined ? undefined : { step, lookahead: 60 },
  );
  return { routes, report };
}
const code = (input: Uint8Array | string): string => {
  const { report } = read(input);
  return report.ok ? "" : report.error.code;
};

describe("lines", () => {
  it("prefix first, in their order, as often as they occur", () => {
    const { routes, report } = read(
      "10.0.0.0/8\t1\n2001:DB8::/32\tAS2\n10.0.0.0/8\t1\r\n0.0.0.0/0 {12849,21450}\n::/0\t4294967295",
    );
    expect(routes).toEqual([
      "10.0.0.0/8 1 1",
      "2001:db8::/32 2 1",
      "10.0.0.0/8 1 1",
      "0.0.0.0/0 {12849,21450} 1",
      "::/0 4294967295 1",
    ]);
    expect(must(report)).toMatchObject({ format: "text", routes: 5, sets: 1, rejected: 0 });
  });
  it("RIS whois dumps: comments, sets, junk, peers", () => {
    const { routes, report } = read(
      "[Querying riswhois.ripe.net]\n[riswhois.ripe.net]\n% This is RIPE NCC's Routing Information Service\n%\n\n13335\t1.0.0.0/24\t339\n{4777,2497}\t1.1.1.0/24\t2\n# c\n1\t::/0\t1\n",
    );
    expect(routes).toEqual(["1.0.0.0/24 13335 339", "1.1.1.0/24 {4777,2497} 2", "::/0 1 1"]);
    expect(must(report)).toMatchObject({ routes: 3, sets: 1, rejected: 2, totals: { "route-line": 2 } });
    expect(must(report).findings.map((f) => f.record)).toEqual([1, 2]);
  });
  it.each([
    ["10.0.0.1/8\t1", "route-prefix"],
    ["10.0.0/8\t1", "route-prefix"],
    ["010.0.0.0/8\t1", "route-prefix"],
    ["10.0.0.0/33\t1", "route-prefix"],
    ["10.0.0.0/08\t1", "route-prefix"],
    ["10.0.0.0/\t1", "route-prefix"],
    ["10.0.0.0/8x\t1", "route-prefix"],
    ["2001:db8:::/32\t1", "route-prefix"],
    ["1:2:3:4:5:6:7:8::/128\t1", "route-prefix"],
    ["1:2:3:4:5:6:7/128\t1", "route-prefix"],
    ["12345::/32\t1", "route-prefix"],
    ["2001:db8::1/32\t1", "route-prefix"],
    ["2001:db8:/32\t1", "route-prefix"],
    ["10.0.0.0/8\tx", "route-origin"],
    ["10.0.0.0/8\t4294967296", "route-origin"],
    ["10.0.0.0/8\t01", "route-origin"],
    ["10.0.0.0/8\t{}", "route-origin"],
    ["10.0.0.0/8\t{1,}", "route-origin"],
    ["10.0.0.0/8\t{1", "route-origin"],
    ["10.0.0.0/8\t{1}2", "route-origin"],
    ["10.0.0.0/8\t{1 2}", "route-origin"],
    ["10.0.0.0/8", "route-line"],
    ["1\t2\t3", "route-line"],
    ["1 10.0.0.0/8 5 6", "route-line"],
    ["1\t10.0.0.0/8\tx", "route-seen"],
    ["1\t10.0.0.0/8\t-1", "route-seen"],
  ])("%j is no route: %s", (line, expected) => {
    const { routes, report } = read(`192.0.2.0/24\t1\n${line}\n`);
    expect(routes).toHaveLength(1);
    expect(Object.keys(must(report).totals)).toEqual([expected]);
    expect(code(line)).toBe("routes-format");
  });
  it("prefixes are read as the careful parser reads them", () => {
    const part = fc.oneof(
      fc.stringMatching(/^[0-9a-fA-F]{0,5}$/),
      fc.constantFrom("::", ":", ".", "1", "0", "255", "/", "/0", "/64", "/128"),
      fc.constantFrom("::ffff:", "192.0.2.0", "/120", "256", "00", "/32", "/24"),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const text = parts.join("");
        const strict = parseBlock(text);
        expect(read(`${text}\t1\n`).routes).toEqual(strict.ok ? [`${blockText(strict.value)} 1 1`] : []);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("lines that are rare", () => {
  it("a byte order mark before the first, IPv4 addresses in IPv6 ones", () => {
    const { routes, report } = read(
      "\ufeff10.0.0.0/8\t1\n::ffff:192.0.2.0/120\t2\n2\t::ffff:c000:200/120\t3\n",
    );
    expect(routes).toEqual(["10.0.0.0/8 1 1", "::ffff:192.0.2.0/120 2 1", "::ffff:192.0.2.0/120 2 3"]);
    expect(must(report).rejected).toBe(0);
    expect(read("10.0.0.0/8\t1\n\ufeff10.0.0.0/8\t1\n").routes).toHaveLength(1);
  });
  it("what is wrong with a prefix is said, with the line's number among usual ones", () => {
    const { report } = read("10.0.0.0/8\t1\n%\n10.0.0.0/8\t1\n10.0.0.1/8\t1\n10.0.0.0/8 1\n\n1\tx/8\n");
    const { findings } = must(report);
    expect(findings.map(({ record: line, code: of }) => [line, of])).toEqual([
      [4, "route-prefix"],
      [7, "route-prefix"],
    ]);
    expect(findings[0]!.detail).toContain("10.0.0.0/8");
  });
  it("the end of the input is the end of the last line, whatever bytes lie behind it in memory", () => {
    // The window's own memory still holds whole lines where the last one stops short of its end.
    for (const last of [
      "10.0.0.0/8\t1234",
      "10.0.0.0/8\t12",
      "10.0.0.0/8\t1",
      "10.0.0.0/8\t",
      "10.0.0.0/",
      "10.0.0.0",
      "10.0.0.",
      "1",
    ])
      for (let step = 1; step <= 100; step++) {
        const { routes } = read(`${"10.0.0.0/8\t1234\n".repeat(12)}${last}`, step);
        const origin = last.slice(11);
        expect(routes).toHaveLength(origin === "" ? 12 : 13);
        expect(routes.at(-1)).toBe(`10.0.0.0/8 ${origin === "" ? "1234" : origin} 1`);
      }
  });
  it("of a line longer than the window nothing is taken for another line", () => {
    // In pieces of the window the rest of this line would be a route.
    const line = `junk${" ".repeat(56)}10.9.0.0/16 9`;
    const { routes, report } = read(
      `10.0.0.0/8 1\n${line}\n10.0.0.0/8 2\n${"x".repeat(90)}\n10.0.0.0/8 3\n`,
      1,
    );
    expect(routes).toEqual(["10.0.0.0/8 1 1", "10.0.0.0/8 2 1", "10.0.0.0/8 3 1"]);
    expect(must(report).findings.map(({ record: at }) => at)).toEqual([2, 4]);
  });
});

describe("MRT", () => {
  const v4 = rib(2, "10.0.0.0/8", [
    [sequence(3, 2, 1)],
    [sequence(9, 1)],
    [sequence(9, 5)],
    [sequence(7), set(1, 2)],
  ]);
  const v6 = rib(4, "2001:db8::/32", [[sequence(3, 4_200_000_000)]]);
  it("TABLE_DUMP_V2: distinct pairs with their paths, in tree order; sets have no origin", () => {
    const { routes, report } = read(
      Buffer.concat([record(13, 1, Buffer.alloc(8)), v6, rib(2, "192.0.2.0/25", [[sequence(1)]]), v4]),
    );
    expect(routes).toEqual([
      "10.0.0.0/8 {1,2} 1",
      "10.0.0.0/8 1 2",
      "10.0.0.0/8 5 1",
      "192.0.2.0/25 1 1",
      "2001:db8::/32 4200000000 1",
    ]);
    expect(must(report)).toMatchObject({ format: "mrt", routes: 5, sets: 1, rejected: 0 });
  });
  it("counts paths of a prefix wherever they stand in the dump", () => {
    const again = rib(2, "10.0.0.0/8", [[sequence(1)], [set(1, 2)]]);
    const { routes } = read(
      Buffer.concat([
        v4,
        rib(2, "10.0.0.0/9", [[sequence(1)]]),
        rib(4, "a00::/8", [[sequence(1)]]),
        again,
        v6,
        v6,
      ]),
    );
    expect(routes).toEqual([
      "10.0.0.0/8 {1,2} 2",
      "10.0.0.0/8 1 3",
      "10.0.0.0/8 5 1",
      "10.0.0.0/9 1 1",
      "a00::/8 1 1",
      "2001:db8::/32 4200000000 2",
    ]);
  });
  it("additional paths (RFC 8050) and RIB_GENERIC", () => {
    const { routes } = read(
      Buffer.concat([
        v4,
        rib(8, "10.0.0.0/8", [[sequence(8, 1)]], true),
        rib(10, "::/0", [[sequence(1)]], true),
        rib(6, "11.0.0.0/8", [[sequence(4)]]),
        rib(12, "2001:db8::/33", [[sequence(5)]], true),
      ]),
    );
    expect(routes).toEqual([
      "10.0.0.0/8 {1,2} 1",
      "10.0.0.0/8 1 3",
      "10.0.0.0/8 5 1",
      "11.0.0.0/8 4 1",
      "::/0 1 1",
      "2001:db8::/33 5 1",
    ]);
  });
  it("empty paths and confederations have no origin; the last segment decides", () => {
    const { routes } = read(
      rib(2, "10.0.0.0/8", [
        [],
        [[3, [64_512]]],
        [[4, [64_512, 64_513]]],
        [set(1, 2), sequence(6)],
        [[3, [1]], sequence(5)],
      ]),
    );
    expect(routes).toEqual(["10.0.0.0/8 NONE 3", "10.0.0.0/8 5 1", "10.0.0.0/8 6 1"]);
  });
  it("TABLE_DUMP: two-byte AS numbers, AS4_PATH, IPv6, several entries in one record", () => {
    const a = entry("10.0.0.0/8", [sequence(3, 1)]);
    const b = entry("11.0.0.0/8", [sequence(3, 23_456)], [sequence(3, 4_200_000_000)]);
    const c = entry("12.0.0.0/8", [sequence(3, 23_456)]);
    const six = entry("2001:db8::/32", [sequence(7)]);
    const head = Buffer.alloc(4);
    const expected = ["10.0.0.0/8 1 1", "11.0.0.0/8 4200000000 1", "12.0.0.0/8 23456 1"];
    expect(
      read(Buffer.concat([tableDump(1, a), tableDump(1, b), tableDump(1, c), tableDump(2, six)])).routes,
    ).toEqual([...expected, "2001:db8::/32 7 1"]);
    expect(read(tableDump(1, Buffer.concat([a, b, c]))).routes).toEqual(expected);
    expect(read(tableDump(1, Buffer.concat([a, head, b, head, c]))).routes).toEqual(expected);
    const ignored = entry("10.0.0.0/8", [sequence(3, 1)], [sequence(3, 4_200_000_000)]);
    expect(read(tableDump(1, ignored)).routes).toEqual(["10.0.0.0/8 1 1"]);
    expect(read(Buffer.concat([tableDump(1, a), tableDump(1, a)])).routes).toEqual(["10.0.0.0/8 1 2"]);
  });
  it("bits after the length of a wire prefix are cleared", () => {
    const raw = rib(2, "10.0.0.0/9", [[sequence(1)]]);
    raw[12 + 4 + 2] = 0x7f; // second octet of the prefix: only its first bit counts
    expect(read(raw).routes).toEqual(["10.0.0.0/9 1 1"]);
  });
  it.each([
    ["cut in a header", v4.subarray(0, 7), "mrt-truncated"],
    ["cut in a record", Buffer.concat([v4, v6.subarray(0, 20)]), "mrt-truncated"],
    ["no table", record(16, 4, Buffer.alloc(20)), "mrt-no-table"],
    ["another type", Buffer.concat([v4, record(99, 1, Buffer.alloc(4))]), "mrt-record"],
    [
      "an absurd length",
      Buffer.concat([v4, Buffer.from([0, 0, 0, 0, 0, 13, 0, 2, 255, 0, 0, 0])]),
      "mrt-record",
    ],
  ])("%s is refused", (_, input, expected) => {
    expect(code(input.length < 12 ? Buffer.concat([v6, input]) : input)).toBe(expected);
  });
  it("damaged entries are counted, the rest is read", () => {
    const short = Buffer.from(rib(2, "11.0.0.0/8", [[sequence(1)]]));
    short[12 + 4] = 40; // a prefix longer than IPv4
    const over = Buffer.from(rib(2, "11.0.0.0/8", [[sequence(1)]]));
    over[12 + 4 + 2 + 1] = 9; // more entries than there are
    const left = record(
      13,
      2,
      Buffer.concat([rib(2, "12.0.0.0/8", [[sequence(2)]]).subarray(12), Buffer.alloc(1)]),
    );
    const bad = record(
      13,
      2,
      Buffer.concat([Buffer.from([0, 0, 0, 0, 8, 13, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0x40, 1])]),
    );
    const { routes, report } = read(
      Buffer.concat([
        v4,
        short,
        over,
        left,
        bad,
        record(13, 3, Buffer.alloc(4)),
        record(13, 2, Buffer.alloc(3)),
        record(12, 1, Buffer.alloc(3)),
        record(13, 6, Buffer.alloc(5)),
      ]),
    );
    expect(routes).toContain("10.0.0.0/8 5 1");
    expect(must(report).rejected).toBe(7);
    expect(must(report).totals).toEqual({ "mrt-entry": 6, "mrt-path": 1, "mrt-skipped": 1 });
  });
  it("attributes: extended lengths, others before, malformed ones", () => {
    const good = path([sequence(3, 1)], 4);
    const extended = Buffer.concat([Buffer.from([0x50, 2, 0, good.length - 3]), good.subarray(3)]);
    const origin = Buffer.from([0x40, 1, 1, 0]);
    const of = (attributes: Buffer) =>
      read(
        Buffer.concat([
          v6,
          record(
            13,
            2,
            Buffer.concat([
              Buffer.from([0, 0, 0, 0, 8, 13, 0, 1, 0, 0, 0, 0, 0, 0, 0, attributes.length]),
              attributes,
            ]),
          ),
        ]),
      ).routes;
    expect(of(Buffer.concat([origin, extended]))).toContain("13.0.0.0/8 1 1");
    for (const wrong of [
      origin,
      Buffer.concat([good, good]),
      Buffer.from([0x40]),
      Buffer.from([0x50, 2, 0]),
      Buffer.from([0x40, 2, 9, 2]),
      Buffer.from([0x40, 2, 1, 2]),
      Buffer.from([0x40, 2, 2, 2, 0]),
      Buffer.from([0x40, 2, 2, 5, 1]),
      Buffer.from([0x40, 2, 6, 9, 1, 0, 0, 0, 1]),
    ])
      expect(of(wrong)).toHaveLength(1);
  });
  it("mutated dumps never throw, and chunks do not matter", () => {
    const dump = Buffer.concat([v4, v6, tableDump(1, entry("10.0.0.0/8", [sequence(3, 1)]))]);
    for (const step of [1, 7, 13, 50]) expect(read(dump, step)).toEqual(read(dump));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(dump.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(dump.length),
        (changes, cut) => {
          const mutated = Buffer.from(dump.subarray(0, cut === 0 ? dump.length : cut));
          for (const [at, value] of changes) if (at < mutated.length) mutated[at] = value;
          expect(read(mutated, 11)).toEqual(read(mutated));
        },
      ),
      { numRuns: process.env["COMITY_SOAK"] === undefined ? 300 : 100_000 },
    );
  });
});

it("random bytes never throw", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (b) => void read(b)));
  expect(code("")).toBe("routes-empty");
  expect(code("% nothing\n")).toBe("");
});

it("files, gzipped or not, become tables", async () => {
  const dir = mkdtempSync(join(tmpdir(), "comity-routes-"));
  writeFileSync(join(dir, "a"), gzipSync("10.0.0.0/8\t1\n10.0.0.0/8\t1\n::/0\t{2}\n"));
  const { table, report } = must(await readRouteTable(join(dir, "a")));
  expect([table.v4.count, [...table.v4.seen], table.v6.count, table.sets, report.routes]).toEqual([
    1,
    [2],
    1,
    ["", "{2}"],
    3,
  ]);
  const missing = await readRouteTable(join(dir, "b"));
  expect(missing.ok ? "" : missing.error.code).toBe("file-unreadable");
});

const base = new URL("../../../../shared/data/registry/", import.meta.url);
const real = (name: string): string => new URL(name, base).pathname;
describe.skipIf(!existsSync(base))(
  "RouteViews 2021-04-16 against the VRPs of 2025-07-20 (skipped: shared data not present)",
  () => {
    it(
      "golden figures; half an hour later every single answer is the same",
      { timeout: 20_000 },
      async () => {
        const [first, second] = await Promise.all(
          ["vrps-20250720T093135Z.csv.gz", "vrps-20250720T100145Z.csv.gz"].map(
            async (name) => new RouteValidator(must(await readVrps(real(`rpki/${name}`))).payload.vrps),
          ),
        );
        const none = () => ({ valid: 0, invalid: 0, notfound: 0 });
        const counts = { ipv4: none(), ipv6: none(), set: none() };
        const invalid = { asn: 0, length: 0 };
        let changed = 0;
        const report = must(
          await readRoutes(real("bgp/routeviews-20210416-prefix-origin.tsv.gz"), (r) => {
            const version = r.family === 1 ? "v4" : "v6";
            const outcome = first![version].validate(r.words, 0, r.length, r.origin);
            if (outcome !== second![version].validate(r.words, 0, r.length, r.origin)) changed++;
            counts[r.family === 1 ? "ipv4" : "ipv6"][stateOf(outcome)]++;
            if (r.set !== "") counts.set[stateOf(outcome)]++;
            else if (outcome === INVALID_ASN) invalid.asn++;
            else if (outcome === INVALID_LENGTH) invalid.length++;
          }),
        );
        expect(counts).toEqual({
          ipv4: { valid: 392_114, invalid: 69_191, notfound: 408_870 },
          ipv6: { valid: 63_183, invalid: 9094, notfound: 47_174 },
          set: { valid: 0, invalid: 184, notfound: 171 },
        });
        expect([invalid, changed]).toEqual([{ asn: 62_494, length: 15_607 }, 0]);
        expect(report).toMatchObject({ routes: 989_626, sets: 355, rejected: 0 });
      },
    );
  },
);
