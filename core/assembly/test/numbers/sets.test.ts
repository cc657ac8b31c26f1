import { existsSync, readFileSync } from "node:fs";
import { decodeRecord, factKey, type DatasetRecord, type Outcome } from "@comity/assembly";
import { jcsBytes, must, toHex } from "@comity/canon";
import { readSeries, writeSet, type NamedSet } from "@comity/import";
import {
  compareVrpLines,
  compareZoneLines,
  vrpLine,
  zoneLine,
  type VrpLine,
  type ZoneLine,
} from "@comity/resources";
import { readZone, zoneLinesOf, zoneOfLines, zoneText } from "@comity/zones";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setOf, type World } from "../world.ts";
import { numbersWorld } from "./numbers-world.ts";

const original = { name: "file", sha256: "0".repeat(64), bytes: new Uint8Array(0) };
const origin = (source: string, serial: number) => ({ source, date: "", serial: String(serial), original });
const attest = (w: World, bytes: Uint8Array): Outcome =>
  w.do("QO", "attest", { dataset: w.addDataset(bytes) });

/** What the register holds of the source, as the lines of a dataset. */
function held(w: World, kind: "vrps" | "zone", source: string): string[] {
  const out: string[] = [];
  const start = kind === "zone" ? `zone/${source}/` : `vrp/${source}/`;
  const bytes = new TextEncoder().encode(start);
  for (const { key, values } of w.assembly.state
    .tree("decisions")
    .within({ bytes, bits: bytes.length * 8 })) {
    for (const record of values.map(decodeRecord)) {
      if (record.t === "rrset") {
        const owner = Buffer.from(key.bytes.subarray(bytes.length, -1)).toString();
        for (const data of record.data)
          out.push(zoneLine({ owner, ttl: record.ttl, type: record.type, data }));
      } else if (record.t === "vrp") {
        const width = key.bytes[bytes.length] === 52 ? 4 : 16;
        const address = new Uint8Array(width);
        address.set(key.bytes.subarray(bytes.length + 2));
        const line = {
          space: width === 4 ? "ipv4" : "ipv6",
          bytes: address,
          bits: key.bits - (bytes.length + 2) * 8,
          maxLength: record.maxLength,
          asn: Number(record.asn.slice(2)),
        } as const;
        out.push(vrpLine(line));
      }
    }
  }
  return out.sort();
}

const vrp = fc
  .record({
    six: fc.boolean(),
    top: fc.integer({ min: 0, max: 3 }),
    bits: fc.integer({ min: 1, max: 12 }),
    more: fc.integer({ min: 0, max: 2 }),
    asn: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ asn, bits, more, six, top }): VrpLine => {
    const bytes = new Uint8Array(six ? 16 : 4);
    bytes[0] = (top << 6) & (0xff00 >> Math.min(bits, 8)) & 0xff;
    return { space: six ? "ipv6" : "ipv4", bytes, bits, maxLength: bits + more, asn };
  });
const vrpSet = fc
  .array(vrp, { maxLength: 25 })
  .map((lines): NamedSet => ({ kind: "vrps", lines: unique(lines, compareVrpLines) }));

const record = fc.record({
  owner: fc.constantFrom("a.example.", "b.a.example.", "*.example.", String.raw`x\.y.example.`, "example."),
  ttl: fc.constantFrom(60, 3600),
  type: fc.constantFrom("A", "TXT", "TYPE65280"),
  data: fc.constantFrom("192.0.2.1", "192.0.2.2", '"a | b"', "z"),
});
const zone = (serial: number) =>
  fc.array(record, { maxLength: 20 }).map((lines): NamedSet => {
    const soa = { owner: "example.", ttl: 60, type: "SOA", data: `ns. who. ${serial} 1 2 3 4` };
    return { kind: "zone", lines: unique<ZoneLine>([soa, ...lines], compareZoneLines) };
  });

function unique<L>(lines: readonly L[], compare: (a: L, b: L) => number): L[] {
  const sorted = lines.toSorted(compare);
  return sorted.filter((line, i) => i === 0 || compare(sorted[i - 1]!, line) !== 0);
}
const texts = (set: NamedSet): string[] =>
  (set.kind === "vrps" ? set.lines.map(vrpLine) : set.lines.map(zoneLine)).sort();

describe("attested sets", () => {
  it.each(["vrps", "zone"] as const)("follow from each other: changes of %s give the newest set", (kind) => {
    const series =
      kind === "vrps"
        ? fc.array(vrpSet, { minLength: 2, maxLength: 5 })
        : fc.tuple(zone(1), zone(2), zone(3), zone(4));
    fc.assert(
      fc.property(series, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), (sets, whole) => {
        const w = numbersWorld();
        let base: { hash: string; set: NamedSet } | undefined;
        const all: Uint8Array[] = [];
        for (const [i, set] of sets.entries()) {
          const since = whole[i] === true ? undefined : base;
          const written = must(writeSet(origin("list", i + 1), set, since));
          expect(attest(w, written.bytes).code).toBeUndefined();
          expect(held(w, kind, "list")).toEqual(texts(set));
          all.push(written.bytes);
          base = { hash: written.hash, set };
        }
        // Anybody gets the same from the datasets alone.
        expect(texts(must(readSeries(all)).set)).toEqual(texts(sets.at(-1)!));
        w.replay();
      }),
      { numRuns: 25 },
    );
  });

  it("refuse changes that do not fit, wherever they are forged", () => {
    const w = numbersWorld();
    const lines = ["10.0.0.0/8|8|64500", "10.0.0.0/8|9|64500", "2001:db8::/32|48|64501"];
    const base = w.addDataset(setOf("vrps", "rpki", lines));
    expect(w.do("QO", "attest", { dataset: base }).code).toBeUndefined();
    const before = held(w, "vrps", "rpki");
    const forged: [string[], { ipv4: number; ipv6: number }][] = [
      [["+10.0.0.0/8|8|64500"], { ipv4: 3, ipv6: 1 }], // comes and is there
      [["-10.0.0.0/8|8|64501"], { ipv4: 1, ipv6: 1 }], // goes and is not there
      [["+10.0.0.0/8|10|64500"], { ipv4: 2, ipv6: 1 }], // counts of before
      [["-2001:db8::/32|48|64501", "+2001:db8::/32|49|64501"], { ipv4: 2, ipv6: 0 }],
    ];
    for (const [changes, counts] of forged)
      expect(attest(w, setOf("vrps", "rpki", changes, { base, counts })).code).toBe("dataset-changes");
    expect(held(w, "vrps", "rpki")).toEqual(before);
    const good = setOf("vrps", "rpki", ["-2001:db8::/32|48|64501", "+2001:db8::/32|49|64501"], {
      base,
      counts: { ipv4: 2, ipv6: 1 },
    });
    const written = attest(w, good);
    expect(written.code).toBeUndefined();
    const dataset = w.assembly.state.text("decisions", "dataset/rpki/vrps", "dataset") as DatasetRecord;
    expect(dataset).toMatchObject({ base, counts: { ipv4: 2, ipv6: 1 } });
    expect(dataset.before).toBeLessThan(dataset.since);
    const series = [dataset.before, dataset.since].map((n) =>
      w.assembly.state.text("decisions", `series/rpki/vrps/${n}`, "dataset"),
    );
    expect(series.map((record) => record?.hash)).toEqual([base, dataset.hash]);
    // The same changes again are since an older dataset.
    expect(
      attest(w, setOf("vrps", "rpki", ["+10.0.0.0/8|11|1"], { base, counts: { ipv4: 3, ipv6: 1 } })).code,
    ).toBe("dataset-base");
  });

  it("keep what did not change, bytes and all", () => {
    const w = numbersWorld();
    const first = w.addDataset(setOf("vrps", "rpki", ["10.0.0.0/8|8|64500", "11.0.0.0/8|8|64500"]));
    w.do("QO", "attest", { dataset: first });
    const key = must(factKey("decisions", "vrp/rpki/10.0.0.0/8"));
    const [bytes] = w.assembly.state.tree("decisions").get(key);
    expect(toHex(jcsBytes(decodeRecord(bytes!)))).toBe(toHex(bytes!));
    attest(w, setOf("vrps", "rpki", ["10.0.0.0/8|8|64500"], { serial: "2" }));
    expect(w.assembly.state.tree("decisions").get(key).map(toHex)).toEqual([toHex(bytes!)]);
    expect(held(w, "vrps", "rpki")).toEqual(["10.0.0.0/8|8|64500"]);
  });

  it("of another day, or of one that is not said, follow by their serials", () => {
    const w = numbersWorld();
    const dated = (date: string, serial: string): Uint8Array => {
      const text = new TextDecoder().decode(setOf("vrps", "rpki", [`10.0.0.0/8|8|${serial}`], { serial }));
      return new TextEncoder().encode(text.replace('"date":""', `"date":"${date}"`));
    };
    expect(attest(w, dated("2026-11-14", "5")).code).toBeUndefined();
    expect(attest(w, dated("2026-11-13", "6")).code).toBe("dataset-older");
    expect(attest(w, dated("", "4")).code).toBe("dataset-older");
    expect(attest(w, dated("", "6")).code).toBeUndefined();
    expect(attest(w, dated("2026-11-13", "7")).code).toBeUndefined();
  });

  it("show by one path all VRPs that cover a route", () => {
    const w = numbersWorld();
    attest(w, setOf("vrps", "rpki", ["10.0.0.0/8|24|64500", "10.1.0.0/16|16|64501", "10.2.0.0/16|16|64502"]));
    const key = must(factKey("decisions", "vrp/rpki/10.1.2.0/24"));
    const found = w.assembly.state.covering("decisions", key).flatMap(({ records }) => records);
    expect(found.map((record) => record.t === "vrp" && record.asn)).toEqual(["AS64500", "AS64501"]);
    for (const bad of [
      "vrp/rpki/10.1.2.0",
      "vrp/rpki/10.1.2.1/24",
      "vrp//10.0.0.0/8",
      "vrp/rpki/10.0.0.0/08",
    ])
      expect(factKey("decisions", bad).ok).toBe(false);
  });
});

const zones = new URL("../../../../../shared/data/registry/dns/", import.meta.url);
const real = ["root-2026082001.zone.gz", "root-2026082102.zone.gz"];
const present = existsSync(new URL(real[0]!, zones));

describe("the root zone", () => {
  it.skipIf(!present)("is attested serial by serial (skipped: shared data not present)", () => {
    const w = numbersWorld();
    const [before, after] = real.map((name) => {
      const zone = must(readZone(new Uint8Array(gunzipSync(readFileSync(new URL(name, zones)))), "."));
      return { serial: zone.serial, zone, set: { kind: "zone", lines: zoneLinesOf(zone) } as const };
    });
    let base: { hash: string; set: NamedSet } | undefined;
    const all: Uint8Array[] = [];
    for (const { serial, set } of [before!, after!]) {
      const written = must(writeSet(origin("root", serial), set, base));
      expect(attest(w, written.bytes).code).toBeUndefined();
      all.push(written.bytes);
      base = { hash: written.hash, set };
    }
    // 7 records go and 11 come, signatures and ZONEMD among them.
    const changes = new TextDecoder().decode(all[1]).split("\n").slice(2, -1);
    expect(changes.filter((line) => line.startsWith("-"))).toHaveLength(7);
    expect(changes.filter((line) => line.startsWith("+"))).toHaveLength(11);
    expect(held(w, "zone", "root")).toHaveLength(22_094);
    // The datasets are the zone, byte for byte.
    const rebuilt = must(zoneOfLines(must(readSeries(all)).set.lines as readonly ZoneLine[]));
    expect([...zoneText(rebuilt)].join("")).toBe([...zoneText(after!.zone)].join(""));
  });
});
