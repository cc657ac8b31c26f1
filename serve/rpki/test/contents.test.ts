import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { must, toHex } from "@comity/canon";
import { aspaContent, manifestContent, readAspa, readManifest, readRoa, roaContent } from "../contents.ts";
import { der, integer, sequence, tagged } from "../der.ts";
import { readSignedObject } from "../read-signed-object.ts";

const objects = new URL("../../../../shared/data/registry/rpki/objects/", import.meta.url);
const sample = (name: string) => new Uint8Array(readFileSync(new URL(name, objects)));

describe("contents", () => {
  it("writes the ROA of RFC 9582 byte for byte", () => {
    const roa = { asn: 64496, prefixes: [{ prefix: "192.0.2.0/24", maxLength: 24 }] };
    expect(toHex(roaContent(roa))).toBe("3017020300fbf03010300e0402000130083006030400c00002");
    expect(must(readRoa(roaContent(roa)))).toEqual(roa);
  });
  it("sorts prefixes by family, address and length, with maxLength only when it says more", () => {
    const prefixes = [
      { prefix: "2001:db8::/32", maxLength: 48 },
      { prefix: "198.51.100.0/25", maxLength: 25 },
      { prefix: "198.51.100.0/24", maxLength: 26 },
    ];
    expect(must(readRoa(roaContent({ asn: 1, prefixes }))).prefixes).toEqual([
      prefixes[2],
      prefixes[1],
      prefixes[0],
    ]);
  });
  it("gives back any ROA", () => {
    const v4 = fc.tuple(fc.nat({ max: 32 }), fc.nat(), fc.nat({ max: 32 })).map(([length, n, more]) => {
      const address = length === 0 ? 0 : ((n >>> 0) >>> (32 - length)) * 2 ** (32 - length);
      const text = [24, 16, 8, 0].map((s) => Math.floor(address / 2 ** s) % 256).join(".");
      return { prefix: `${text}/${length}`, maxLength: Math.max(length, more) };
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.array(v4, { minLength: 1, maxLength: 5 }),
        (asn, prefixes) => {
          const read = must(readRoa(roaContent({ asn, prefixes })));
          const text = (p: { prefix: string; maxLength: number }) => `${p.prefix}-${p.maxLength}`;
          expect(read.prefixes.map(text).sort()).toEqual(prefixes.map(text).sort());
          expect(read.asn).toBe(asn);
        },
      ),
    );
  });
  it("never throws on bytes that are no content", () => {
    const seed = roaContent({ asn: 64496, prefixes: [{ prefix: "192.0.2.0/24", maxLength: 26 }] });
    fc.assert(
      fc.property(
        fc.nat(seed.length - 1),
        fc.nat(255),
        fc.uint8Array({ maxLength: 40 }),
        (at, byte, other) => {
          const bent = seed.slice();
          bent[at] = byte;
          for (const bytes of [bent, other])
            for (const read of [readRoa, readAspa, readManifest]) read(bytes);
        },
      ),
    );
  });
  it("refuses ASPAs that the profile forbids", () => {
    const aspa = (customer: number, ...providers: number[]) =>
      readAspa(der(sequence(tagged(0, integer(1)), integer(customer), sequence(...providers.map(integer)))));
    expect(aspa(1, 2, 3)).toEqual({ ok: true, value: { customer: 1, providers: [2, 3] } });
    for (const bad of [aspa(1), aspa(1, 3, 2), aspa(1, 2, 2), aspa(1, 1, 2), aspa(1, 0, 2)])
      expect(bad.ok).toBe(false);
    expect(aspa(1, 0).ok).toBe(true);
    // Version 0 was another structure.
    expect(readAspa(der(sequence(integer(1), sequence(integer(2))))).ok).toBe(false);
    expect(must(readAspa(aspaContent({ customer: 5, providers: [9, 7] }))).providers).toEqual([7, 9]);
  });
  it("refuses manifests with names outside RFC 9286, twice a name, or short hashes", () => {
    const manifest = (name: string, more: string[] = [], size = 32) =>
      readManifest(
        manifestContent({
          number: 1n,
          thisUpdate: 1_800_000_000,
          nextUpdate: 1_800_000_100,
          files: [name, ...more].map((n) => ({ name: n, sha256: new Uint8Array(size) })),
        }),
      );
    expect(manifest("a-b_C.roa").ok).toBe(true);
    for (const bad of [
      manifest("../a.roa"),
      manifest("a.b.roa"),
      manifest("a.ROA"),
      manifest("a.roa", ["a.roa"]),
      manifest("a.roa", [], 31),
    ])
      expect(bad.ok).toBe(false);
  });
  it.skipIf(!existsSync(objects))(
    "reads real ASPAs, manifests and ROAs (skipped: shared data not present)",
    () => {
      const aspa = (name: string) => must(readAspa(must(readSignedObject(sample(name))).content));
      expect(aspa("AS1000.asa")).toEqual({ customer: 1000, providers: [1025] });
      expect(aspa("5m80fwYws_3FiFD7JiQjAqZ1RYQ.asa")).toEqual({
        customer: 15562,
        providers: [2914, 8283, 51088, 206238],
      });
      // Two manifests of 2019 have their content as a constructed OCTET STRING: BER, which RFC 6488 section 3 forbids.
      for (const name of ["ripe-ncc-ta.mft", "Kn3R14fXk-TIr1bhl9Tu2Sr2uhM.mft"])
        expect(readSignedObject(sample(name))).toMatchObject({ ok: false });
      for (const name of ["RjQZ5pSL7riIcFGhdm4iFtIalko.mft"]) {
        const { files, number } = must(readManifest(must(readSignedObject(sample(name))).content));
        expect(files.length).toBeGreaterThan(0);
        expect(number).toBeGreaterThan(0n);
      }
      for (const name of ["Hf1ZR31W9DN5QSF6xJEO5qgH4ac.roa", "4DAr1VXnjh69GoQkxjmIQdkRVtQ.roa"])
        expect(must(readRoa(must(readSignedObject(sample(name))).content)).prefixes.length).toBeGreaterThan(
          0,
        );
    },
  );
});
