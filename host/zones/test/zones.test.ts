import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { decode } from "dns-packet";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { must, utf8 } from "@comity/canon";
import {
  compareNames,
  diffZones,
  nameText,
  parseName,
  parseRdata,
  rdataText,
  readZone,
  recordText,
  RR_TYPES,
  serialAfter,
  typeNumber,
  verifyZonemd,
  withZonemd,
  zoneText,
  type Token,
  type Zone,
} from "@comity/zones";

const ROOT = must(parseName("."));
const zone = (text: string, name = "example."): Zone => must(readZone(utf8(text), name));
const refusal = (text: string, name = "example."): string => {
  const read = readZone(utf8(text), name);
  return read.ok ? "" : `${read.error.code} ${read.error.detail}`;
};
const words = (text: string): Token[] => text.split(" ").map((word) => ({ text: word, quoted: false }));

const APEX = "@ 3600 IN SOA ns hostmaster 1 3600 600 86400 300\n@ 3600 IN NS ns\nns 3600 IN A 192.0.2.1\n";

describe("names", () => {
  it("keep escapes, case and dots inside labels", () => {
    for (const text of ["a\\.b.example.", "\\000.example.", "\\@.Example.", "*.example.", 'a\\"b.'])
      expect(nameText(must(parseName(text)))).toBe(text);
    expect(must(parseName("a\\.b."))).toEqual(Uint8Array.of(3, 97, 46, 98, 0));
    expect(nameText(must(parseName("www", must(parseName("example.")))))).toBe("www.example.");
  });
  it("refuse what is no name", () => {
    for (const text of ["", "a..b.", `${"a".repeat(64)}.`, "a.".repeat(128), "\\256.", "ü.", "a b.", ".a."])
      expect(parseName(text, ROOT).ok).toBe(false);
    expect(parseName("relative").ok).toBe(false);
  });
  it("are in the order of RFC 4034 section 6.1", () => {
    const names = [
      "example.",
      "a.example.",
      "yljkjljk.a.example.",
      "Z.a.example.",
      "zABC.a.EXAMPLE.",
      "z.example.",
      "\\001.z.example.",
      "*.z.example.",
      "\\200.z.example.",
    ];
    const wires = names.map((name) => must(parseName(name)));
    for (let seed = 0; seed < 5; seed++)
      expect(
        wires
          .toSorted(() => (seed % 2) - 0.5)
          .toSorted(compareNames)
          .map(nameText),
      ).toEqual(names);
  });
});

describe("record data", () => {
  const SAMPLES: { readonly [type: string]: string } = {
    A: "192.0.2.1",
    AAAA: "2001:db8::1",
    MX: "10 mail.example.",
    TXT: '"a b" "c\\"d\\\\e\\200"',
    SRV: "0 5 5060 sip.example.",
    NAPTR: '100 10 "u" "E2U+sip" "!^.*$!sip:a@b!" .',
    CAA: '0 "issue" "ca.example"',
    RRSIG: "SOA 8 0 86400 20260902170000 20260820160000 57780 . AAECAw==",
    NSEC: "aaa. NS SOA TYPE1234",
    NSEC3: "1 0 10 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A RRSIG",
    NSEC3PARAM: "1 0 0 -",
    DS: "20326 8 2 e06d44b80b8f1d39",
    ZONEMD: `2026082102 1 1 ${"00".repeat(48)}`,
    CSYNC: "66 3 A NS AAAA",
    URI: '10 1 "https://example/"',
    TYPE65280: "\\# 3 010203",
  };
  it.each(Object.entries(SAMPLES))("%s is read and written", (type, text) => {
    const zoneOfOne = zone(`${APEX}x 60 IN ${type} ${text}\n`);
    const line = zoneOfOne.records.map(recordText).find((l) => l.startsWith("x."))!;
    const again = zone(`${APEX}${line}`);
    expect(again.records.map(recordText)).toEqual(zoneOfOne.records.map(recordText));
    expect(line.toLowerCase()).toContain(text.toLowerCase());
  });
  it("of any bytes is text that gives the same bytes, or no text", () => {
    const types = [...RR_TYPES.map(({ number }) => number), 65_280];
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.uint8Array({ maxLength: 60 }), (type, bytes) => {
        const text = rdataText(type, bytes);
        if (text === undefined) return;
        const read = readZone(
          utf8(
            `${APEX}x 60 IN TYPE${type} \\# ${bytes.length} ${Buffer.from(bytes).toString("hex")}\nx2 60 IN TYPE${type} ${text}\n`,
          ),
          "example.",
        );
        if (!read.ok) {
          // An alias or a second SOA: the data itself was read.
          expect(read.error.code).toMatch(/^zone-(soa-twice|cname|outside)/);
          return;
        }
        const [a, b] = read.value.records.filter((r) => /^x2?\./.test(recordText(r)));
        expect(b!.rdata).toEqual(a!.rdata);
      }),
      { numRuns: process.env["COMITY_SOAK"] === undefined ? 400 : 200_000 },
    );
  });
  it("refuses what is not its form", () => {
    const wrong: readonly [string, string][] = [
      ["A", "192.0.2"],
      ["A", "192.0.2.1 192.0.2.2"],
      ["AAAA", "2001:db8::g"],
      ["MX", "70000 a."],
      ["MX", "10"],
      ["DS", "1 1 1 abc"],
      ["RRSIG", "SOA 8 0 1 20260230000000 20260101000000 1 . AA=="],
      ["NSEC3PARAM", "1 0 0 zz"],
      ["TXT", "\\300"],
      ["DNSKEY", "257 3 8 A"],
      ["NSEC", "a. NOTYPE"],
      ["A", "\\# 3 010203"],
      ["TYPE65280", "abc"],
    ];
    for (const [type, text] of wrong)
      expect([type, text, parseRdata(typeNumber(type)!, words(text), ROOT).ok]).toEqual([type, text, false]);
  });
});

describe("zone files", () => {
  it("read parentheses, comments, quotes, $ORIGIN, $TTL, blank owners, both orders of TTL and class", () => {
    const read = zone(
      [
        "$TTL 1h30m ; a comment",
        "@ IN SOA ns hostmaster ( 7 ; serial",
        "  3600 600 86400 300 )",
        "  NS ns",
        "ns IN 60 A 192.0.2.1",
        "   60 IN AAAA 2001:db8::1",
        "$ORIGIN sub.example.",
        't TXT "a;b" (',
        '  "c d" )',
        "\tTXT plain",
      ].join("\r\n"),
    );
    expect(read.serial).toBe(7);
    expect(read.records.map(recordText)).toEqual([
      "example.\t5400\tIN\tNS\tns.example.\n",
      "example.\t5400\tIN\tSOA\tns.example. hostmaster.example. 7 3600 600 86400 300\n",
      "ns.example.\t60\tIN\tA\t192.0.2.1\n",
      "ns.example.\t60\tIN\tAAAA\t2001:db8::1\n",
      't.sub.example.\t5400\tIN\tTXT\t"a;b" "c d"\n',
      't.sub.example.\t5400\tIN\tTXT\t"plain"\n',
    ]);
  });
  it.each([
    ["no SOA", "@ 1 IN NS ns\n", "zone-no-soa"],
    ["two SOA", `${APEX}@ 3600 IN SOA ns hostmaster 2 1 1 1 1\n`, "zone-soa-twice"],
    ["no NS", "@ 3600 IN SOA ns h 1 1 1 1 1\n", "zone-no-ns"],
    ["outside", `${APEX}other. 60 IN A 192.0.2.1\n`, "zone-outside"],
    ["an alias with other data", `${APEX}a 60 IN CNAME b\na 60 IN TXT x\n`, "zone-cname"],
    ["two TTLs", `${APEX}a 60 IN A 192.0.2.1\na 61 IN A 192.0.2.2\n`, "zone-ttl"],
    ["an open parenthesis", `${APEX}a 60 IN A ( 192.0.2.1\n`, "zone-syntax line 4"],
    ["a parenthesis too many", `${APEX}a 60 IN A 192.0.2.1 )\n`, "zone-syntax line 4"],
    ["an open quote", `${APEX}a 60 IN TXT "x\n`, "zone-syntax line 4"],
    ["an unknown type", `${APEX}a 60 IN BOGUS x\n`, "zone-syntax line 4"],
    ["another class", `${APEX}a 60 CH A 192.0.2.1\n`, "zone-class line 4"],
    ["an include", `$INCLUDE other\n${APEX}`, "zone-syntax line 1"],
    ["no name first", "  60 IN A 192.0.2.1\n", "zone-syntax line 1"],
    ["nothing", "\n\n", "zone-no-soa"],
  ])("refuses %s", (_, text, said) => {
    expect(refusal(text)).toContain(said);
  });
  it("survive any text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 200 }),
        (text) => void readZone(utf8(`${APEX}${text}`), "example."),
      ),
    );
  });
  it("have a digest that any change breaks", () => {
    const digested = must(withZonemd(zone(`${APEX}a 60 IN A 192.0.2.7\n`)));
    expect(verifyZonemd(digested)).toEqual({ ok: true, value: "sha384" });
    const text = [...zoneText(digested)].join("");
    expect(verifyZonemd(zone(text.replace("192.0.2.7", "192.0.2.8"))).ok).toBe(false);
    expect(
      verifyZonemd(zone(text.replace("hostmaster.example. 1 ", "hostmaster.example. 2 "))),
    ).toMatchObject({ error: { code: "zonemd-serial" } });
    expect(verifyZonemd(zone(APEX))).toMatchObject({ error: { code: "zonemd-missing" } });
    expect(verifyZonemd(must(withZonemd(digested, 2)))).toEqual({ ok: true, value: "sha512" });
  });
  it("compare to what was removed and added, a TTL too", () => {
    const old = zone(`${APEX}a 60 IN A 192.0.2.1\nb 60 IN A 192.0.2.1\n`);
    const now = zone(`${APEX}a 61 IN A 192.0.2.1\nc 60 IN A 192.0.2.1\n`.replace(" 1 3600", " 2 3600"));
    const { removed, added } = diffZones(old, now);
    expect(removed.map(recordText)).toHaveLength(2);
    expect(added.map(recordText)).toEqual([
      "a.example.\t61\tIN\tA\t192.0.2.1\n",
      "c.example.\t60\tIN\tA\t192.0.2.1\n",
    ]);
  });
  it("have serials that wrap", () => {
    expect([
      serialAfter(1, 0),
      serialAfter(0, 4_294_967_295),
      serialAfter(0, 1),
      serialAfter(5, 5),
      serialAfter(0x8000_0000, 0),
    ]).toEqual([true, true, false, false, undefined]);
  });
});

describe("the root zone", () => {
  const folder = new URL("../../../../shared/data/registry/dns/", import.meta.url);
  const shared = existsSync(folder);
  const bytes = (name: string): Uint8Array =>
    new Uint8Array(gunzipSync(readFileSync(new URL(`${name}.zone.gz`, folder))));

  it.skipIf(!shared)(
    "is read record for record, and written so that it is the same (skipped: shared data not present)",
    () => {
      for (const [name, count] of [
        ["root-2020101902-signed", 21_591],
        ["root-2026082102", 22_094],
      ] as const) {
        const root = must(readZone(bytes(name), "."));
        expect(root.records).toHaveLength(count);
        const text = [...zoneText(root)].join("");
        const again = must(readZone(utf8(text), "."));
        expect([...zoneText(again)].join("")).toBe(text);
      }
    },
  );
  it.skipIf(!shared)("without its SOA is refused (skipped: shared data not present)", () => {
    expect(readZone(bytes("root-20200912-no-SOA-no-RRSIG"), ".")).toMatchObject({
      ok: false,
      error: { code: "zone-no-soa" },
    });
  });
  it.skipIf(!shared)(
    "differs between two serials by what the files show (skipped: shared data not present)",
    () => {
      const diff = diffZones(
        must(readZone(bytes("root-2026082001"), ".")),
        must(readZone(bytes("root-2026082102"), ".")),
      );
      // With the SOA, 7 removed and 11 added.
      expect([diff.removed.length, diff.added.length]).toEqual([6, 10]);
    },
  );
});

it("a second reader sees the same wire form", () => {
  const { rdata } = zone(`${APEX}x 60 IN MX 10 mail\n`).records.find((r) => r.type === 15)!;
  const owner = must(parseName("x.example."));
  const head = Buffer.from([0, 1, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  const fixed = Buffer.from([0, 15, 0, 1, 0, 0, 0, 60, 0, rdata.length]);
  const { answers } = decode(Buffer.concat([head, owner, fixed, rdata]));
  expect(answers![0]).toMatchObject({
    name: "x.example",
    type: "MX",
    data: { preference: 10, exchange: "mail.example" },
  });
});
