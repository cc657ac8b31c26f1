/** VRP files: every relying party's shape, a stranger's file, the real sets, damage, chunks. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { must } from "@comity/canon";
import { aspas, diffVrps, vrpCount, vrps, vrpSetOf, type VrpSet } from "@comity/routes";
import { parseVrps, readVrps, type VrpFile, type VrpOptions } from "@comity/route-files";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string, options: VrpOptions = {}, step?: number) =>
  parseVrps(bytes(text), options, step === undefined ? undefined : { step, lookahead: 120 });
const good = (text: string, options: VrpOptions = {}): VrpFile => must(parse(text, options));
const code = (text: string, options: VrpOptions = {}): string => {
  const result = parse(text, options);
  return result.ok ? "" : result.error.code;
};
const listed = (set: VrpSet): string[] => [...vrps(set)].map((v) => `${v.prefix}-${v.maxLength} AS${v.asn}`);
const EXPECTED = ["192.0.2.0/24-26 AS64496", "2001:db8::/32-48 AS64497"];

describe("every relying party's shape gives the same set", () => {
  it.each([
    [
      "rpki-client",
      `{"metadata":{"buildtime":"2025-07-20T09:31:33Z","elapsedtime":91},
"roas":[
  { "asn": 64496, "prefix": "192.0.2.0/24", "maxLength": 26, "ta": "ripe", "expires": 1753453058 },
  { "asn": 64497, "prefix": "2001:db8::/32", "maxLength": 48, "ta": "apnic", "expires": 1753453059 }
],"bgpsec_keys":[],"aspas":[{"customer_asid":64496,"expires":1,"providers":[64497,64498]}],"nonfunc_cas":[{"a":[1,{"b":"]}\\""}]}]}`,
    ],
    [
      "rpki-client 8.2",
      `{"metadata":{"buildtime":"2025-07-20T09:31:33Z","elapsedtime":"91"},"roas":[{"asn":64496,"prefix":"192.0.2.0/24","maxLength":26},{"asn":64497,"prefix":"2001:DB8::/32","maxLength":48}],"provider_authorizations":{"ipv4":[{"customer_asid":64496,"providers":[64497]}],"ipv6":[{"customer_asid":64496,"providers":[64498]}]}}`,
    ],
    [
      "Routinator json",
      `{"metadata":{"generated":1753003893,"generatedTime":"2025-07-20T09:31:33Z"},"roas":[{"asn":"AS64496","prefix":"192.0.2.0/24","maxLength":26,"ta":"ripe"},{"asn":"AS64497","prefix":"2001:db8::/32","maxLength":48,"ta":"apnic"}],"routerKeys":[],"aspas":[{"customer":"AS64496","providers":["AS64497","AS64498"],"ta":"ripe"}]}`,
    ],
    [
      "Routinator jsonext",
      `{"metadata":{"generatedTime":"2025-07-20T09:31:33Z"},"aspas":[{"customer":"AS64496","providers":["AS64498","AS64497"]}],"roas":[{"asn":"AS64496","prefix":"192.0.2.0/24","maxLength":26,"source":[{"type":"roa","uri":"rsync://x/y","tal":"ripe","validity":{"notBefore":"2025-07-20T09:31:33Z","notAfter":"2025-07-25T00:00:00Z"},"chainValidity":{"notBefore":"2025-07-20T09:31:33Z","notAfter":"2025-07-24T00:00:00Z"}}]},{"asn":"AS64497","prefix":"2001:db8::/32","maxLength":48,"source":[]}]}`,
    ],
    [
      "StayRTR",
      `{"roas":[{"prefix":"2001:db8::/32","maxLength":48,"asn":64497},{"prefix":"192.0.2.0\\/24","maxLength":26,"asn":"64496"}],"metadata":{"generated":1753003893},"aspas":[{"customer_asid":64496,"providers":[64497,64498]}]}`,
    ],
  ])("%s", (_, text) => {
    const file = good(text);
    expect(listed(file.payload.vrps)).toEqual(EXPECTED);
    expect([...aspas(file.payload.aspas)]).toEqual([{ customer: 64_496, providers: [64_497, 64_498] }]);
    expect([file.format, file.generated, file.rejected, file.records]).toEqual(["json", 1_753_003_893, 0, 2]);
  });

  it("a bare list, as of rpki-prover", () => {
    const list =
      '[{"asn":"AS64496","prefix":"192.0.2.0/24","maxLength":26,"ta":"x"},{"asn":64497,"prefix":"2001:db8::/32","maxLength":48}]';
    expect(listed(good(list).payload.vrps)).toEqual(EXPECTED);
    expect(code("[]")).toBe("");
  });

  it.each([
    [
      "rpki-client",
      "ASN,IP Prefix,Max Length,Trust Anchor,Expires\nAS64496,192.0.2.0/24,26,ripe,1753453058\nAS64497,2001:db8::/32,48,apnic,1753453059\n",
    ],
    [
      "Routinator csv, CRLF, no last newline",
      "ASN,IP Prefix,Max Length,Trust Anchor\r\nAS64496,192.0.2.0/24,26,ripe\r\nAS64497,2001:db8::/32,48,apnic",
    ],
    [
      "csvcompat",
      '"ASN","IP Prefix","Max Length","Trust Anchor"\n"AS64496","192.0.2.0/24","26","ripe"\n"AS64497","2001:db8::/32","48","apnic"\n',
    ],
    [
      "csvext",
      "URI,ASN,IP Prefix,Max Length,Not Before,Not After\nrsync://a/b,AS64496,192.0.2.0/24,26,2025-07-20 09:31:33,2025-07-25 00:00:00\nrsync://a/c,AS64497,2001:db8::/32,48,2025-07-20 09:31:33,2025-07-25 00:00:00\n",
    ],
    ["FORT", "ASN,Prefix,Max prefix length\nAS64496,192.0.2.0/24,26\nAS64497,2001:db8::/32,48\n"],
    [
      "bare numbers, comments, empty lines",
      "# made by hand\nASN, Prefix, Max Length\n\n64497, 2001:db8::/32, 48\n64496, 192.0.2.0/24, 26\n",
    ],
  ])("CSV of %s", (_, text) => {
    const file = good(text);
    expect(listed(file.payload.vrps)).toEqual(EXPECTED);
    expect([file.format, file.records, file.rejected]).toEqual(["csv", 2, 0]);
  });

  it("router keys of both notations", () => {
    const spki = Buffer.from([1, 2, 3]).toString("base64");
    const ski = "AB".repeat(20);
    const file = good(
      `{"roas":[],"bgpsec_keys":[{"asn":15562,"ski":"${ski}","pubkey":"${spki}"},{"asn":1,"ski":"AB"},5],"routerKeys":[{"asn":"AS15562","SKI":"${ski.toLowerCase()}","routerPublicKey":"${spki}"}]}`,
    );
    expect(file.payload.routerKeys).toEqual([
      { asn: 15_562, ski: new Uint8Array(20).fill(0xab), spki: new Uint8Array([1, 2, 3]) },
    ]);
    expect(file.totals).toEqual({ "router-key": 2 });
  });
});

describe("a stranger's file", () => {
  const roas = [
    { asn: 13_335, prefix: "1.1.1.0/24", maxLength: 24, ta: "apnic", expires: 2000 },
    { asn: "AS13335", prefix: "1.1.1.0/24", maxLength: 24, ta: "ripe", expires: 5000 },
    { asn: "AS0", prefix: "0.0.0.0/0", maxLength: 32, ta: "x", expires: 5000 },
    { asn: 64_496, prefix: "::/0", maxLength: 128 },
    { asn: 64_496, prefix: "198.51.100.0/24", maxLength: 24, ta: "ripe", expires: 1000 },
    { asn: "ASAS64496", prefix: "192.0.2.0/24/24", maxLength: 24 },
    { asn: 64_496, prefix: "192.0.2.0/24/24", maxLength: 24 },
    { asn: 64_496, prefix: "192.0.2.1/24", maxLength: 24 },
    { asn: 64_496, prefix: "192.0.2.0/24", maxLength: 23 },
    { asn: 64_496, prefix: "192.0.2.0/24", maxLength: 33 },
    { asn: 64_496, prefix: "192.0.2.0/24" },
    { asn: 64_496, prefix: "192.0.2.0/24", maxLength: "24" },
    { asn: 4_294_967_296, prefix: "192.0.2.0/24", maxLength: 24 },
    { asn: -1, prefix: "192.0.2.0/24", maxLength: 24 },
    { asn: null, prefix: "192.0.2.0/24", maxLength: 24 },
    "AS64496",
  ];
  const csv = (r: unknown): string => {
    const {
      asn = "",
      prefix = "",
      maxLength = "",
      ta = "",
      expires = "",
    } = r as { [k: string]: string | number };
    return [asn, prefix, maxLength, ta, expires].join(",");
  };
  const texts = [
    ["JSON", JSON.stringify({ roas }, undefined, 1)],
    ["CSV", `ASN,IP Prefix,Max Length,Trust Anchor,Expires\n${roas.slice(0, 11).map(csv).join("\n")}\n`],
  ] as const;
  const kept = [
    "0.0.0.0/0-32 AS0",
    "1.1.1.0/24-24 AS13335",
    "198.51.100.0/24-24 AS64496",
    "::/0-128 AS64496",
  ];

  it.each(texts)(
    "%s: good records stay, once; wrong ones are named; what has expired is counted, not dropped",
    (_, text) => {
      const file = good(text, { now: 2000 });
      expect(listed(file.payload.vrps)).toEqual(kept);
      expect([file.duplicates, file.expired, file.lastExpires]).toEqual([1, 2, 5000]);
      expect(file.anchors).toMatchObject({ "": 1, apnic: 1, ripe: 1, x: 1 });
      expect(file.totals).toMatchObject({
        "rtrtr-72": 2,
        "host-bits": 1,
        "max-length": expect.any(Number) as number,
      });
      expect(file.findings.find((f) => f.code === "rtrtr-72")?.detail).toContain("RTRTR");
      expect(file.findings.find((f) => f.code === "rtrtr-72")?.record).toBe(6);
      expect(file.rejected).toBe(file.records - 5);
    },
  );

  it.each(texts)("%s: expired VRPs are dropped only when asked, and never all of them", (_, text) => {
    const file = good(text, { now: 2000, dropExpired: true });
    // The same VRP with a later end stays.
    expect(listed(file.payload.vrps)).toEqual(kept.filter((v) => !v.startsWith("198")));
    expect(code("ASN,Prefix,Max Length,Expires\nAS1,10.0.0.0/8,8,5\n", { now: 5, dropExpired: true })).toBe(
      "vrps-expired",
    );
    expect(
      listed(
        good("ASN,Prefix,Max Length,Expires\nAS1,10.0.0.0/8,8,6\n", { now: 5, dropExpired: true }).payload
          .vrps,
      ),
    ).toHaveLength(1);
  });

  it("a record with a member twice is refused, not guessed at", () => {
    const twice = (members: string) =>
      `{"roas":[{"asn":9,"prefix":"10.0.0.0/8","maxLength":8},{${members}}]}`;
    for (const members of [
      '"asn":1,"prefix":"10.0.0.0/8","maxLength":8,"asn":2',
      '"asn":1,"prefix":"10.0.0.0/8","prefix":"11.0.0.0/8","maxLength":8',
      '"asn":1,"prefix":"10.0.0.0/8","maxLength":8,"maxLength":9,"x":[]',
    ])
      expect(good(twice(members))).toMatchObject({ rejected: 1, totals: { "json-duplicate": 1 } });
    expect(good(twice('"asn":1,"prefix":"10.0.0.0/8","maxLength":8,"x":{"asn":[]}')).rejected).toBe(0);
  });

  it("a file of nothing else is refused, with the cause", () => {
    const result = parse('{"roas":[{"asn":"ASAS1","prefix":"192.0.2.0/24/24","maxLength":24}]}');
    expect(result.ok ? {} : result.error).toMatchObject({
      code: "vrps-rejected",
      detail: expect.stringContaining("RTRTR") as string,
    });
    const many = (bad: number) =>
      `ASN,Prefix,Max Length\n${"AS1,10.0.0.0/8,8\n".repeat(10_000 - bad)}${"AS1,10.0.0.1/8,8\n".repeat(bad)}`;
    expect(code(many(101))).toBe("vrps-rejected");
    expect(code(many(100))).toBe("");
  });
});

describe("damage is refused", () => {
  it.each([
    ["", "vrps-empty"],
    ["\n", "vrp-csv-header"],
    ["hello\n", "vrp-csv-header"],
    ["AS1,10.0.0.0/8,8\n", "vrp-csv-header"],
    ["ASN,Prefix,Max Length\nAS1,10.0.0.0/8,8\nAS1,11.0.0", "vrp-csv-truncated"],
    ["{}", "vrp-json-shape"],
    ["[] x", "json"],
    ["[", "json-truncated"],
    ['[{"asn":1}', "json-truncated"],
    ['{"roas":{}}', "json"],
    ['{"roas":[],"roas":[]}', "json-duplicate"],
    ['{"roas":[]} x', "json"],
    ['{"roas":[{"asn":1,"prefix":"10.0.0.0/8","maxLength":8}', "json-truncated"],
    ['{"roas":[{"asn":1,"prefix":"10.0.0.0/8","maxLength":8},', "json-truncated"],
    ['{"roas":[{"asn":1,"prefix":"10.0.0.0/8","maxLe', "json-truncated"],
    ['{"roas":[{"asn":1,"prefix":"10.0.0.0/8","maxLength":8}{}]}', "json"],
    ['{"roas":[{"asn":1,"prefix":"10.0.0.0/8","maxLength":08}]}', "json"],
    ['{"roas":[{"asn":1 "prefix":"10.0.0.0/8","maxLength":8}]}', "json"],
    ['{"roas":[{"asn":AS1,"prefix":"10.0.0.0/8","maxLength":8}]}', "json"],
    ['{"roas":[,]}', "json"],
    ['{"roas":[] "a":1}', "json"],
    ['{"roas":[],"a":[[] [1]}', "json"],
    ['{"roas":[],"a":{"b":[] {"c":1}}', "json"],
    ['{"roas" []}', "json"],
    ["{roas:[]}", "json"],
    ['{"roas":[],"a":tru}', "json"],
  ])("%j: %s", (text, expected) => {
    expect(code(text)).toBe(expected);
  });
  it("values larger than the window are refused, unless nobody needs them", () => {
    const asked = parseVrps(
      bytes(`{"roas":[{"asn":1,"x":"${"y".repeat(200)}"}],"a":1}`),
      {},
      { step: 50, lookahead: 100 },
    );
    expect(asked.ok ? "" : asked.error.code).toBe("json-too-large");
    const large = `{"a":[{"b":[${"1,".repeat(200)}2],"c":{}}],"roas":[]}`;
    expect(parseVrps(bytes(large), {}, { step: 50, lookahead: 100 }).ok).toBe(true);
    expect(code(`{"a":${"[".repeat(70)}`)).toBe("json-nested");
  });
  it("CSV cut in the middle of a line", () => {
    expect(code("ASN,Prefix,Max Length,TA\nAS1,10.0.0.0/8,8,x\nAS1,11.0.0.0/8,8")).toBe("vrp-csv-truncated");
    expect(code("ASN,Prefix,Max Length,TA\nAS1,10.0.0.0/8,8\nAS1,11.0.0.0/8,8\n")).toBe("");
  });
  it("unusual but right JSON is taken", () => {
    expect(
      listed(good('\uFEFF {"x":{"roas":[1]},"roas":[ ] , "roas2":["]",{"a":[]}]} \n').payload.vrps),
    ).toEqual([]);
    expect(
      listed(
        good(
          '{"roas":[{"maxLength":8,"ta":"a\\"b","prefix":"10.0.0.0/8","asn":1,"extra":{"asn":2}},{"asn":2,"prefix":"::ffff:1.2.3.4/128","maxLength":128}]}',
        ).payload.vrps,
      ),
    ).toEqual(["10.0.0.0/8-8 AS1", "::ffff:1.2.3.4/128-128 AS2"]);
  });
});

describe("files on disk", () => {
  const dir = mkdtempSync(join(tmpdir(), "comity-vrps-"));
  const text = "ASN,Prefix,Max Length\nAS64496,192.0.2.0/24,26\nAS64497,2001:db8::/32,48\n";
  it("gzip is recognised by content, and damage to it is refused", async () => {
    const path = join(dir, "vrps.csv");
    writeFileSync(path, gzipSync(text));
    expect(listed(must(await readVrps(path)).payload.vrps)).toEqual(EXPECTED);
    writeFileSync(path, gzipSync(text).subarray(0, 60));
    const cut = await readVrps(path);
    expect(cut.ok ? "" : cut.error.code).toBe("gzip");
    writeFileSync(path, Buffer.from("BZh91AY&SY"));
    const other = await readVrps(path);
    expect(other.ok ? "" : other.error.code).toBe("compression");
    for (const bad of [join(dir, "none"), dir]) {
      const missing = await readVrps(bad);
      expect(missing.ok ? "" : missing.error.code).toBe("file-unreadable");
    }
  });
  it("a file larger than the window is read whole", async () => {
    const path = join(dir, "large.json");
    const roas = Array.from(
      { length: 40_000 },
      (_, i) =>
        `{"asn":${i},"prefix":"${i >> 8}.${i & 255}.0.0/16","maxLength":16,"ta":"t${i % 3}","expires":99}`,
    );
    writeFileSync(path, `{"pad":"${"x".repeat(300_000)}","roas":[${roas.join(",\n")}]}`);
    const file = must(await readVrps(path));
    expect([vrpCount(file.payload.vrps), file.records, file.anchors]).toEqual([
      40_000,
      40_000,
      { t0: 13_334, t1: 13_333, t2: 13_333 },
    ]);
  });
});

describe("however the input is cut into chunks", () => {
  const text = JSON.stringify({
    metadata: { generated: 5 },
    roas: [
      { asn: 1, prefix: "10.0.0.0/8", maxLength: 8, ta: "x" },
      { asn: "AS2", prefix: "2001:db8::/32", maxLength: 33 },
    ],
    aspas: [{ customer_asid: 1, providers: [2] }],
  });
  it("the result is the same", () => {
    for (const t of [text, "ASN,Prefix,Max Length\nAS1,10.0.0.0/8,8\nAS2,2001:db8::/32,33\n"])
      for (let step = 1; step < t.length; step++) {
        const input = bytes(t);
        expect(parseVrps(input, {}, { step, lookahead: 120 })).toEqual(parse(t));
        // Chunks belong to the caller.
        expect(input).toEqual(bytes(t));
      }
  });
  it("mutated input never throws, and what is taken is a set", () => {
    fc.assert(
      fc.property(
        fc.nat(text.length),
        fc.string({ maxLength: 3 }),
        fc.nat(3),
        fc.integer({ min: 1, max: 50 }),
        (at, insert, cut, step) => {
          const mutated = text.slice(0, at) + insert + text.slice(at + cut);
          const result = parse(mutated, {}, step);
          // A value that never ends is too large for a small window and cut off for a large one: refused by both.
          const whole = parse(mutated);
          if (result.ok && whole.ok) expect(result).toEqual(whole);
          else expect(result.ok).toBe(whole.ok);
          // What the reader takes as JSON is JSON.
          if (result.ok) expect(() => JSON.parse(mutated) as unknown).not.toThrow();
        },
      ),
      { numRuns: process.env["COMITY_SOAK"] === undefined ? 500 : 200_000 },
    );
  });
  it("random bytes never throw", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (b) => void parseVrps(b)));
  });
});

const base = new URL("../../../../shared/data/registry/rpki/", import.meta.url);
const real = (name: string): string => new URL(name, base).pathname;
describe.skipIf(!existsSync(base))("the whole RPKI of 2025-07-20 (skipped: shared data not present)", () => {
  it("counts and the difference of half an hour", { timeout: 20_000 }, async () => {
    const before = must(await readVrps(real("vrps-20250720T093135Z.csv.gz"), { now: 1_753_003_893 }));
    const after = must(await readVrps(real("vrps-20250720T100145Z.csv.gz")));
    const size = (f: VrpFile) => [f.payload.vrps.v4.count, f.payload.vrps.v6.count];
    expect([size(before), size(after)]).toEqual([
      [580_366, 143_155],
      [580_367, 143_157],
    ]);
    expect(before.anchors).toEqual({
      afrinic: 26_326,
      apnic: 153_201,
      arin: 203_995,
      lacnic: 39_011,
      ripe: 300_988,
    });
    expect(before.expired).toBe(0);
    const diff = diffVrps(before.payload.vrps, after.payload.vrps);
    const announced = [
      ["163.61.248.0/23", 24, 133_190],
      ["165.99.255.0/24", 24, 133_551],
      ["116.118.64.0/22", 24, 135_944],
      ["94.183.162.0/24", 24, 214_957],
      ["82.21.153.0/24", 24, 834],
      ["82.22.187.0/24", 24, 834],
      ["82.26.198.0/24", 24, 834],
      ["2605:9cc0:d00::/40", 48, 14_618],
      ["2605:9cc0:d00::/40", 48, 16_509],
    ] as const;
    const withdrawn = [
      ["165.99.254.0/24", 24, 133_551],
      ["94.183.162.0/24", 24, 202_678],
      ["82.21.153.0/24", 24, 3320],
      ["82.22.187.0/24", 24, 3320],
      ["82.26.198.0/24", 24, 3320],
      ["199.36.120.0/24", 24, 400_098],
    ] as const;
    const set = (list: readonly (readonly [string, number, number])[]) =>
      must(vrpSetOf(list.map(([prefix, maxLength, asn]) => ({ prefix, maxLength, asn }))));
    expect(diff).toEqual({ announce: set(announced), withdraw: set(withdrawn) });
  });
  it("the ASPAs and router keys beside them", () => {
    const text = readFileSync(real("aspas-20250720T093135Z.json"), "utf8");
    const file = good(text.replace("{", '{"roas":[],'));
    expect([
      file.payload.aspas.count,
      file.payload.aspas.provider.length,
      file.payload.routerKeys.length,
    ]).toEqual([100, 545, 2]);
    expect(file.payload.routerKeys.map((k) => [k.asn, k.spki.length])).toEqual([
      [15_562, 91],
      [15_562, 91],
    ]);
    expect(file.generated).toBe(1_753_003_893);
  });
});
