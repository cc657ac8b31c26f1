/** Model test: routers of all versions follow random histories, and always end up with the set of the cache. */
import { concat } from "@comity/canon";
import { RtrCache, type Pdu, type Version } from "@comity/rtr";
import fc from "fast-check";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { key, payload, pdusOf, words, type Sparse } from "./rtr-world.ts";

const VRPS = [
  "10.0.0.0/8",
  "10.0.0.0/8-9",
  "10.0.0.0/9",
  "0.0.0.0/0",
  "::/0",
  "2001:db8::/32",
  "2001:db8::/32-48",
];
const UNIVERSE = VRPS.flatMap((v) => [`${v} AS0`, `${v} AS1`, `${v} AS70000`]);

const set: fc.Arbitrary<Sparse> = fc.record({
  vrps: fc.subarray(UNIVERSE),
  aspas: fc.dictionary(fc.constantFrom("1", "2", "3"), fc.constantFrom([9], [9, 10], [0]), { maxKeys: 3 }),
  keys: fc.subarray([key(1, 1), key(1, 2)]),
});

/** The rank of a PDU in 8210bis section 11.2; ASPA and key details are judged by the cache's own tests. */
const rank = (pdu: Pdu): number => {
  if (pdu.kind === "ipv4" || pdu.kind === "ipv6")
    return (pdu.kind === "ipv4" ? 0 : 2) + (pdu.announce ? 0 : 1);
  if (pdu.kind === "router-key") return pdu.announce ? 4 : 5;
  return pdu.kind === "aspa" ? (pdu.announce ? 6 : 7) : 8;
};

/** What a strict router does with the records of an answer: section 5.6's errors are exceptions here. */
function apply(have: ReadonlySet<string>, pdus: readonly Pdu[], whole: boolean): Set<string> {
  const out = new Set(whole ? [] : have);
  const named = new Map<string, number>();
  let last = 0;
  for (const pdu of pdus) {
    if (!("announce" in pdu)) continue;
    if (rank(pdu) < last) throw new Error("order");
    last = rank(pdu);
    const record = pdu.kind === "aspa" ? `ASPA ${pdu.customer}` : words(pdu).slice(1);
    named.set(record, (named.get(record) ?? 0) + 1);
    if (named.get(record)! > 1) throw new Error(`${record} twice in one answer`);
    if (pdu.kind === "aspa") {
      const old = [...out].find((x) => x.startsWith(`${record} `));
      if (old !== undefined) out.delete(old);
      else if (!pdu.announce) throw new Error("withdrawal of unknown ASPA");
      if (pdu.announce) out.add(`${record} ${pdu.providers.join(" ")}`);
    } else if (pdu.announce) {
      if (out.has(record)) throw new Error(`duplicate ${record}`);
      out.add(record);
    } else if (!out.delete(record)) throw new Error(`withdrawal of unknown ${record}`);
  }
  return out;
}

const sorted = (records: ReadonlySet<string>): string[] => [...records].sort();

it("applying the answer for any kept serial to the set of that serial gives the new set (defects 2, 6, 7)", () => {
  const runs = process.env["COMITY_SOAK"] === undefined ? 40 : 20_000;
  fc.assert(
    fc.property(
      fc.array(set, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(6, 0xffff_fffc),
      (history, start) => {
        const cache = new RtrCache(
          { sessions: [1, 2, 3], serial: start },
          { refresh: 1, retry: 1, expire: 600 },
        );
        const held: Map<number, Set<string>>[] = [new Map(), new Map(), new Map()];
        let published = 0;
        for (const sparse of history) {
          if (cache.publish(payload(sparse)) !== undefined) published++;
          expect(cache.serial).toBe((start + published) >>> 0);
          for (const version of [0, 1, 2] as Version[]) {
            const whole = apply(new Set(), pdusOf(concat(...cache.whole(version).buffers)), true);
            for (const [serial, had] of held[version]!) {
              expect(cache.reaches(serial)).toBe(true);
              const pdus = pdusOf(concat(...cache.changes(version, serial).buffers));
              expect(sorted(apply(had, pdus, false))).toEqual(sorted(whole));
              // Minimal: what both sets have is not mentioned, and everything else is, once.
              const differs = [...had, ...whole].filter(
                (r) => had.has(r) !== whole.has(r) && !r.startsWith("ASPA"),
              );
              expect(pdus.filter((p) => "announce" in p && p.kind !== "aspa")).toHaveLength(differs.length);
            }
            held[version]!.set(cache.serial, whole);
          }
          expect(cache.reaches((cache.serial + 1) >>> 0)).toBe(false);
        }
      },
    ),
    { numRuns: runs },
  );
});

it("keeps a bounded number of serials, and never more changes than the set has records (defect 4)", () => {
  const cache = new RtrCache({ sessions: [1, 2, 3], serial: 0 }, { refresh: 1, retry: 1, expire: 600 }, 3);
  const rows = (n: number, asn: number): string[] =>
    Array.from({ length: n }, (_, i) => `10.${i >> 8}.${i & 255}.0/24 AS${asn}`);
  for (let i = 0; i < 6; i++) cache.publish(payload({ vrps: ["192.0.2.0/24 AS" + i] }));
  expect([2, 3, 4, 5, 6, 7].map((s) => cache.reaches(s))).toEqual([false, true, true, true, true, false]);
  cache.publish(payload({ vrps: rows(9_000, 1) }));
  expect([3, 4, 5, 6, 7].map((s) => cache.reaches(s))).toEqual([false, true, true, true, true]);
  cache.publish(payload({ vrps: rows(9_000, 2) }));
  expect([4, 5, 6, 7, 8].map((s) => cache.reaches(s))).toEqual([false, false, false, false, true]);
  expect(() => cache.changes(1, 7)).toThrow("not kept");
});

it("keeps the changes of old sets, not the sets", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const cache = new RtrCache({ sessions: [1, 2, 3], serial: 0 }, { refresh: 1, retry: 1, expire: 600 });
  const publish = (asn: number): WeakRef<object> => {
    const set = payload({ vrps: [`192.0.2.0/24 AS${asn}`] });
    cache.publish(set);
    return new WeakRef(set.vrps.v4.address);
  };
  const old = publish(1);
  publish(2);
  for (let i = 0; i < 10 && old.deref() !== undefined; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  expect(old.deref()).toBeUndefined();
  expect(cache.reaches(1)).toBe(true);
});
