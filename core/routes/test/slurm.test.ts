/** SLURM (RFC 8416): the four cases of a strict reader, filters, assertions, several files, writing. */
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { must } from "@comity/canon";
import {
  applySlurm,
  aspas,
  aspaSetOf,
  emptyPayload,
  emptySlurm,
  mergeSlurm,
  parseBlock,
  parseSlurm,
  slurmText,
  vrps,
  vrpSetOf,
  type Payload,
  type Slurm,
} from "@comity/routes";
import { asn, record } from "./arbitraries.ts";

type Parts = {
  version?: unknown;
  prefixFilters?: unknown;
  bgpsecFilters?: unknown;
  aspaFilters?: unknown;
  prefixAssertions?: unknown;
  bgpsecAssertions?: unknown;
  aspaAssertions?: unknown;
};
const document = (p: Parts): object => ({
  slurmVersion: p.version ?? 1,
  validationOutputFilters: {
    prefixFilters: p.prefixFilters ?? [],
    bgpsecFilters: p.bgpsecFilters ?? [],
    ...(p.version === 2 ? { aspaFilters: p.aspaFilters ?? [] } : {}),
  },
  locallyAddedAssertions: {
    prefixAssertions: p.prefixAssertions ?? [],
    bgpsecAssertions: p.bgpsecAssertions ?? [],
    ...(p.version === 2 ? { aspaAssertions: p.aspaAssertions ?? [] } : {}),
  },
});
const file = (p: Parts): string => JSON.stringify(document(p));
const slurm = (p: Parts): Slurm => must(parseSlurm(file(p), { aspa: true }));
const refusal = (text: string | Uint8Array, options = {}): string => {
  const result = parseSlurm(text, options);
  return result.ok ? "" : `${result.error.code} ${result.error.field}`.trim();
};
const SKI = "Q8KMeBsCto1PJ6EuhowleIGNL7A";
const payload = (...roas: [string, number, number?][]): Payload => ({
  ...emptyPayload(),
  vrps: must(
    vrpSetOf(
      roas.map(([prefix, origin, max]) => ({
        prefix,
        asn: origin,
        ...(max === undefined ? {} : { maxLength: max }),
      })),
    ),
  ),
});
const listed = (p: Payload): string[] =>
  [...vrps(p.vrps)].map((v) => `${v.prefix}-${v.maxLength} AS${v.asn}`);

describe("four files that a strict relying party was asked about", () => {
  const described = {
    prefixFilters: [{ prefix: "1.1.1.0/24" }],
    prefixAssertions: [
      { asn: 64_496, prefix: "198.51.100.0/24" },
      { asn: 64_496, prefix: "2001:DB8::/32", maxPrefixLength: 48 },
    ],
  };
  it("as described: filtered, added, canonical", () => {
    expect(
      listed(applySlurm(payload(["192.0.2.0/24", 64_496], ["1.1.1.0/24", 13_335]), slurm(described)).payload),
    ).toEqual(["192.0.2.0/24-24 AS64496", "198.51.100.0/24-24 AS64496", "2001:db8::/32-48 AS64496"]);
  });
  it("an extra member in an assertion, at the root, and version 2 are refused", () => {
    expect(refusal(file({ prefixAssertions: [{ asn: 1, prefix: "192.0.2.0/24", source: "x" }] }))).toBe(
      "slurm-member /locallyAddedAssertions/prefixAssertions/0/source",
    );
    expect(refusal(JSON.stringify({ ...document({}), comment: "x" }))).toBe("slurm-member /comment");
    expect(refusal(file({ version: 2 }))).toBe("slurm-version /slurmVersion");
    expect(refusal(file({ version: 2 }), { aspa: true })).toBe("");
  });
  it("a lenient reader lists what it passed over", () => {
    const ignored: string[] = [];
    const text = file({ prefixAssertions: [{ asn: 1, prefix: "192.0.2.0/24", source: "x", "mnt-by": "y" }] });
    expect(parseSlurm(text, { ignored }).ok).toBe(true);
    expect(ignored).toEqual(
      ["source", "mnt-by"].map((m) => `/locallyAddedAssertions/prefixAssertions/0/${m}`),
    );
  });
});

const F = "/validationOutputFilters/prefixFilters/0";
const A = "/locallyAddedAssertions/prefixAssertions/0";
const B = "/locallyAddedAssertions/bgpsecAssertions/0";
it.each([
  ["", "json"],
  ["[]", "slurm-type"],
  ["null", "slurm-type"],
  ["{}", "slurm-missing"],
  ['{"slurmVersion":1,"slurmVersion":1}', "json-duplicate"],
  [`${file({})}x`, "json"],
  ["[".repeat(40), "json-nested"],
  ['{"a":1', "json"],
  ['{"a" 1}', "json"],
  ["{1:2}", "json"],
  ["[1", "json"],
  [new Uint8Array([0x7b, 0xff]), "utf8"],
  [file({ version: "1" }), "slurm-version /slurmVersion"],
  [file({ prefixFilters: {} }), "slurm-type /validationOutputFilters/prefixFilters"],
  [
    JSON.stringify({ ...document({}), locallyAddedAssertions: { prefixAssertions: [] } }),
    "slurm-missing /locallyAddedAssertions",
  ],
  [file({ prefixFilters: ["x"] }), `slurm-type ${F}`],
  [file({ prefixFilters: [{ comment: "x" }] }), `slurm-empty-filter ${F}`],
  [file({ prefixFilters: [{ asn: 1, comment: 5 }] }), `slurm-type ${F}/comment`],
  [file({ prefixFilters: [{ asn: "AS1" }] }), `slurm-number ${F}/asn`],
  [file({ prefixFilters: [{ asn: 4_294_967_296 }] }), `slurm-number ${F}/asn`],
  [file({ prefixFilters: [{ asn: -1 }] }), `slurm-number ${F}/asn`],
  [file({ prefixFilters: [{ asn: 1.5 }] }), `slurm-number ${F}/asn`],
  [file({ prefixFilters: [{ prefix: "192.0.2.1/24" }] }), `host-bits ${F}/prefix`],
  [file({ prefixFilters: [{ prefix: "192.0.2.0" }] }), `prefix-length ${F}/prefix`],
  [file({ prefixFilters: [{ prefix: "192.0.02.0/24" }] }), `ipv4 ${F}/prefix`],
  [file({ prefixAssertions: [{ prefix: "192.0.2.0/24" }] }), `slurm-missing ${A}`],
  [file({ prefixAssertions: [{ asn: 1 }] }), `slurm-missing ${A}`],
  [
    file({ prefixAssertions: [{ asn: 1, prefix: "192.0.2.0/24", maxPrefixLength: 23 }] }),
    `slurm-max-length ${A}/maxPrefixLength`,
  ],
  [
    file({ prefixAssertions: [{ asn: 1, prefix: "192.0.2.0/24", maxPrefixLength: 33 }] }),
    `slurm-max-length ${A}/maxPrefixLength`,
  ],
  [file({ bgpsecFilters: [{}] }), "slurm-empty-filter /validationOutputFilters/bgpsecFilters/0"],
  [file({ bgpsecAssertions: [{ asn: 1, SKI, routerPublicKey: "AA==" }] }), `base64url ${B}/routerPublicKey`],
  [file({ bgpsecAssertions: [{ asn: 1, SKI, routerPublicKey: "A+" }] }), `base64url ${B}/routerPublicKey`],
  [file({ bgpsecAssertions: [{ asn: 1, SKI: "AA", routerPublicKey: "AA" }] }), `slurm-ski ${B}/SKI`],
  [file({ bgpsecAssertions: [{ asn: 1, SKI }] }), `slurm-missing ${B}`],
])("%j is refused: %s", (text, code) => {
  expect(refusal(text)).toBe(code);
});

it("ASPA entries are checked too", () => {
  const at = "/locallyAddedAssertions/aspaAssertions/0/providerAsns";
  const of = (providerAsns: unknown) =>
    refusal(file({ version: 2, aspaAssertions: [{ customerAsn: 1, providerAsns }] }), { aspa: true });
  expect(of([])).toBe(`slurm-providers ${at}`);
  expect(of([1, 2])).toBe(`slurm-providers ${at}`);
  expect(of(["2"])).toBe(`slurm-number ${at}/0`);
  expect(of([2])).toBe("");
});

describe("applying", () => {
  const p = payload(
    ["10.0.0.0/8", 1, 24],
    ["10.1.0.0/16", 1],
    ["10.1.0.0/16", 2, 24],
    ["11.0.0.0/8", 1],
    ["2001:db8::/32", 2],
  );
  it.each([
    [
      "prefix only",
      { prefix: "10.1.0.0/16" },
      ["10.0.0.0/8-24 AS1", "11.0.0.0/8-8 AS1", "2001:db8::/32-32 AS2"],
    ],
    ["ASN only", { asn: 2 }, ["10.0.0.0/8-24 AS1", "10.1.0.0/16-16 AS1", "11.0.0.0/8-8 AS1"]],
    [
      "both",
      { prefix: "10.0.0.0/8", asn: 2 },
      ["10.0.0.0/8-24 AS1", "10.1.0.0/16-16 AS1", "11.0.0.0/8-8 AS1", "2001:db8::/32-32 AS2"],
    ],
    ["everything of a family", { prefix: "0.0.0.0/0" }, ["2001:db8::/32-32 AS2"]],
    [
      "a more specific prefix",
      { prefix: "10.0.0.0/9" },
      ["10.0.0.0/8-24 AS1", "11.0.0.0/8-8 AS1", "2001:db8::/32-32 AS2"],
    ],
  ])("filter by %s", (_, filter, left) => {
    const outcome = applySlurm(p, slurm({ prefixFilters: [filter] }));
    expect(listed(outcome.payload)).toEqual(left);
    expect([...vrps(outcome.filtered)].length).toBe(5 - left.length);
  });
  it("an assertion equal to a VRP is no duplicate, and none that a filter touches", () => {
    const outcome = applySlurm(
      p,
      slurm({
        prefixFilters: [{ prefix: "11.0.0.0/8" }],
        prefixAssertions: [
          { asn: 1, prefix: "11.0.0.0/8" },
          { asn: 1, prefix: "10.1.0.0/16" },
          { asn: 5, prefix: "11.0.0.0/8" },
        ],
      }),
    );
    expect(listed(outcome.payload)).toContain("11.0.0.0/8-8 AS1");
    expect(listed(outcome.payload)).toHaveLength(6);
    expect([...vrps(outcome.filtered)].length).toBe(1);
    expect([...vrps(outcome.added)].map((v) => v.asn)).toEqual([1, 5]);
  });
  it("router keys and ASPAs", () => {
    const key = (asnOf: number, fill: number) => ({
      asn: asnOf,
      ski: new Uint8Array(20).fill(fill),
      spki: new Uint8Array([1]),
    });
    const full: Payload = {
      ...p,
      routerKeys: [key(1, 1), key(2, 2), key(1, 3)],
      aspas: must(
        aspaSetOf([
          { customer: 1, providers: [2] },
          { customer: 3, providers: [4] },
        ]),
      ),
    };
    const ski = (fill: number) => Buffer.from(new Uint8Array(20).fill(fill)).toString("base64url");
    const outcome = applySlurm(
      full,
      slurm({
        version: 2,
        bgpsecFilters: [{ SKI: ski(2) }, { asn: 1, SKI: ski(3) }, { asn: 2, SKI: ski(1) }],
        bgpsecAssertions: [{ asn: 9, SKI: ski(9), routerPublicKey: "AQI" }],
        aspaFilters: [{ customerAsn: 1 }],
        aspaAssertions: [
          { customerAsn: 3, providerAsns: [9, 5] },
          { customerAsn: 6, providerAsns: [7] },
        ],
      }),
    ).payload;
    expect(outcome.routerKeys.map((k) => [k.asn, k.ski[0], [...k.spki]])).toEqual([
      [1, 1, [1]],
      [9, 9, [1, 2]],
    ]);
    expect([...aspas(outcome.aspas)]).toEqual([
      { customer: 3, providers: [4, 5, 9] },
      { customer: 6, providers: [7] },
    ]);
  });
  it("agrees with reading the RFC VRP by VRP", () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 30 }),
        fc.array(fc.tuple(record, fc.boolean(), asn), { maxLength: 5 }),
        (records, filters) => {
          const before: Payload = { ...emptyPayload(), vrps: must(vrpSetOf(records)) };
          const outcome = applySlurm(before, {
            ...emptySlurm(),
            prefixFilters: filters.map(([r, withAsn, origin]) => ({
              prefix: must(parseBlock(r.prefix)),
              ...(withAsn ? { asn: origin } : {}),
            })),
          });
          const kept = records.filter(
            (v) =>
              !filters.some(
                ([f, withAsn, origin]) =>
                  f.family === v.family && v.bits.startsWith(f.bits) && (!withAsn || origin === v.asn),
              ),
          );
          expect(outcome.payload.vrps).toEqual(must(vrpSetOf(kept)));
        },
      ),
    );
  });
});

describe("several files", () => {
  const filter = (prefix: string) => slurm({ prefixFilters: [{ prefix }] });
  const assertion = (prefix: string) => slurm({ prefixAssertions: [{ asn: 1, prefix }] });
  it.each([
    [filter("10.0.0.0/8"), assertion("10.1.0.0/16")],
    [assertion("10.1.0.0/16"), filter("10.0.0.0/8")],
    [filter("10.0.0.0/8"), filter("10.0.0.0/8")],
    [filter("::/0"), assertion("2001:db8::/32")],
    [slurm({ prefixFilters: [{ asn: 1 }] }), slurm({ prefixFilters: [{ asn: 1 }] })],
    [
      slurm({ bgpsecFilters: [{ asn: 1 }] }),
      slurm({ bgpsecAssertions: [{ asn: 1, SKI, routerPublicKey: "AA" }] }),
    ],
    [slurm({ bgpsecFilters: [{ SKI }] }), slurm({ bgpsecFilters: [{ SKI }] })],
    [
      slurm({ version: 2, aspaFilters: [{ customerAsn: 1 }] }),
      slurm({ version: 2, aspaAssertions: [{ customerAsn: 1, providerAsns: [2] }] }),
    ],
  ])("that overlap are all refused (%#)", (a, b) => {
    const merged = mergeSlurm([a, b]);
    expect(merged.ok ? "" : merged.error.code).toBe("slurm-overlap");
  });
  it("apart from each other are one; inside one file overlaps are fine", () => {
    const one = slurm({
      prefixFilters: [{ prefix: "10.0.0.0/8" }, { prefix: "10.1.0.0/16" }],
      prefixAssertions: [{ asn: 1, prefix: "10.2.0.0/16" }],
    });
    const two = slurm({
      version: 2,
      prefixFilters: [{ prefix: "11.0.0.0/8" }],
      prefixAssertions: [{ asn: 1, prefix: "0a00::/8" }],
    });
    const merged = must(mergeSlurm([one, two]));
    expect([merged.version, merged.prefixFilters.length, merged.prefixAssertions.length]).toEqual([2, 3, 2]);
    expect(must(mergeSlurm([one]))).toBe(one);
  });
});

describe("writing", () => {
  it("what is written is read back equal, strictly", () => {
    const all = slurm({
      version: 2,
      prefixFilters: [{ prefix: "10.0.0.0/8", comment: "é" }, { asn: 5 }, { prefix: "::/0", asn: 1 }],
      bgpsecFilters: [{ asn: 1 }, { SKI }, { asn: 1, SKI, comment: "c" }],
      aspaFilters: [{ customerAsn: 5 }],
      prefixAssertions: [
        { asn: 1, prefix: "2001:DB8::/32", maxPrefixLength: 48, comment: "x" },
        { asn: 0, prefix: "10.0.0.0/8" },
      ],
      bgpsecAssertions: [{ asn: 1, SKI, routerPublicKey: "-_-_" }],
      aspaAssertions: [{ customerAsn: 1, providerAsns: [2, 3] }],
    });
    expect(must(parseSlurm(slurmText(all), { aspa: true }))).toEqual(all);
    expect(slurmText(all)).toContain('"2001:db8::/32"');
  });
  it("is version 1 with exactly its members unless there are ASPA entries", () => {
    expect(JSON.parse(slurmText(emptySlurm()))).toEqual(document({}));
    expect(JSON.parse(slurmText({ ...emptySlurm(), version: 2 }))).toEqual(document({ version: 2 }));
    expect(JSON.parse(slurmText({ ...emptySlurm(), aspaFilters: [{ customerAsn: 1 }] }))).toEqual(
      document({ version: 2, aspaFilters: [{ customerAsn: 1 }] }),
    );
  });
});

it("no input makes the reader throw", () => {
  const good = file({ prefixFilters: [{ prefix: "10.0.0.0/8", asn: 1, comment: "\\u00e9" }] });
  fc.assert(
    fc.property(fc.nat(good.length), fc.string({ maxLength: 4 }), fc.nat(3), (at, insert, cut) => {
      const result = parseSlurm(good.slice(0, at) + insert + good.slice(at + cut), { aspa: true });
      if (result.ok) expect(parseSlurm(slurmText(result.value), { aspa: true })).toEqual(result);
    }),
  );
});
