import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fromBase64, fromHex, concat, must } from "@comity/canon";
import { readVrps } from "@comity/route-files";
import { aspaSetOf, routerKeySet, type Payload } from "@comity/routes";
import { RtrCache, type Answer, type Version } from "@comity/rtr";
import { describe, expect, it } from "vitest";
import { IDENTITY, key, payload, pdusOf, words } from "./rtr-world.ts";

const TIMERS = { refresh: 3_600, retry: 600, expire: 7_200 };
const cacheOf = (...sets: readonly Payload[]): RtrCache => {
  const cache = new RtrCache(IDENTITY, TIMERS);
  for (const set of sets) cache.publish(set);
  return cache;
};
const bytesOf = ({ buffers }: Answer): Uint8Array => concat(...buffers);
const said = (answer: Answer): string[] => pdusOf(bytesOf(answer)).map(words);

const first = payload({
  vrps: [
    "10.0.0.0/8-8 AS1",
    "10.0.0.0/8-16 AS1",
    "10.0.0.0/16-16 AS1",
    "10.0.0.0/16-16 AS0",
    "192.0.2.0/24 AS2",
    "2001:db8::/32 AS3",
    "::/0 AS4",
    "0.0.0.0/0 AS5",
  ],
  aspas: { 9: [1, 2], 5: [0] },
  keys: routerKeySet([key(7, 2), key(7, 1), key(6, 1, 90)]),
});

describe("order (8210bis section 11.2)", () => {
  it("a whole set: types ascending; addresses, maximum lengths, lengths and ASNs descending", () => {
    expect(said(cacheOf(first).whole(2))).toEqual([
      "response 102",
      "+192.0.2.0/24-24 2",
      "+10.0.0.0/16-16 1",
      "+10.0.0.0/16-16 0",
      "+10.0.0.0/8-16 1",
      "+10.0.0.0/8-8 1",
      "+0.0.0.0/0-0 5",
      `+20010db8${"0".repeat(24)}/32-32 3`,
      `+${"0".repeat(32)}/0-0 4`,
      "+key 6 1",
      "+key 7 1",
      "+key 7 2",
      "+ASPA 5 0",
      "+ASPA 9 1 2",
      "end-of-data 102 7",
    ]);
  });

  it("a change: announcements, then withdrawals in the reverse order, for each type", () => {
    const second = payload({
      vrps: ["10.0.0.0/8-16 AS1", "192.0.2.0/24 AS1", "192.0.2.0/25 AS1", "2001:db8::/33 AS3", "::/0 AS4"],
      aspas: { 9: [2], 3: [1] },
      keys: [key(8, 1)],
    });
    expect(said(cacheOf(first, second).changes(2, 7))).toEqual([
      "response 102",
      "+192.0.2.0/25-25 1",
      "+192.0.2.0/24-24 1",
      "-0.0.0.0/0-0 5",
      "-10.0.0.0/8-8 1",
      "-10.0.0.0/16-16 0",
      "-10.0.0.0/16-16 1",
      "-192.0.2.0/24-24 2",
      `+20010db8${"0".repeat(24)}/33-33 3`,
      `-20010db8${"0".repeat(24)}/32-32 3`,
      "+key 8 1",
      "-key 6 1",
      "-key 7 1",
      "-key 7 2",
      "+ASPA 3 1",
      "+ASPA 9 2",
      "-ASPA 5",
      "end-of-data 102 8",
    ]);
  });
});

describe("versions", () => {
  it("version 1 has no ASPAs, version 0 no router keys and no timers (defect 10)", () => {
    const cache = cacheOf(first);
    const kinds = (v: Version): string[] => [...new Set(pdusOf(bytesOf(cache.whole(v))).map((p) => p.kind))];
    expect(kinds(0)).toEqual(["cache-response", "ipv4", "ipv6", "end-of-data"]);
    expect(kinds(1)).toEqual(["cache-response", "ipv4", "ipv6", "router-key", "end-of-data"]);
    expect(cache.whole(0).buffers.at(-1)).toHaveLength(12);
    expect(cache.whole(1).buffers.at(-1)).toHaveLength(24);
    for (const v of [0, 1, 2] as const) {
      expect(pdusOf(bytesOf(cache.whole(v))).every((p) => p.version === v)).toBe(true);
    }
  });

  it("every version has its own session id (8210bis section 5.1)", () => {
    const cache = cacheOf(first);
    expect([0, 1, 2].map((v) => said(cache.whole(v as Version))[0])).toEqual([
      "response 100",
      "response 101",
      "response 102",
    ]);
  });
});

describe("ASPAs are announced whole and once for each customer (defect 12)", () => {
  it("the PDU is customer and providers, nothing between", () => {
    const whole = bytesOf(cacheOf(payload({ aspas: { 64_494: [1, 2, 3] } })).whole(2));
    const expected = must(fromHex("020b0100000000180000fbee000000010000000200000003"));
    expect(whole.subarray(8, 32)).toEqual(expected);
  });

  it("a changed provider set replaces the old one without a withdrawal", () => {
    const cache = cacheOf(payload({ aspas: { 1: [2, 3] } }), payload({ aspas: { 1: [3, 4] } }));
    expect(said(cache.changes(2, 7))).toEqual(["response 102", "+ASPA 1 3 4", "end-of-data 102 8"]);
  });

  it("a change that is undone is not mentioned", () => {
    const cache = cacheOf(
      payload({ aspas: { 1: [2] } }),
      payload({ aspas: { 1: [3] } }),
      payload({ aspas: { 1: [2] } }),
    );
    expect(said(cache.changes(2, 7))).toEqual(["response 102", "end-of-data 102 9"]);
  });
});

describe("what no PDU can carry (8210bis section 5)", () => {
  const providers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 10);
  const longest = (cache: RtrCache): number =>
    Math.max(
      ...pdusOf(bytesOf(cache.whole(2))).map((p) => (p.kind === "aspa" ? 12 + 4 * p.providers.length : 0)),
    );

  it("is left out whole and counted; the longest that fits is served", () => {
    const fits = cacheOf(payload({ aspas: { 1: providers(16_380) } }));
    expect([longest(fits), fits.leftOut]).toEqual([65_532, 0]);
    const keys = [key(5, 1, 65_503), key(5, 1, 65_504)];
    const cache = cacheOf(payload({ aspas: { 1: providers(16_381), 2: [3] }, keys }));
    expect(cache.leftOut).toBe(2);
    const pdus = pdusOf(bytesOf(cache.whole(2)));
    expect(pdus.flatMap((p) => (p.kind === "aspa" ? [p.customer] : []))).toEqual([2]);
    expect(pdus.flatMap((p) => (p.kind === "router-key" ? [p.spki.length] : []))).toEqual([65_503]);
  });
  it("an ASPA that grows beyond it is withdrawn", () => {
    const cache = cacheOf(payload({ aspas: { 1: [2] } }), payload({ aspas: { 1: providers(20_000) } }));
    expect(said(cache.changes(2, 7))).toEqual(["response 102", "-ASPA 1", "end-of-data 102 8"]);
  });
});

describe("what is shared", () => {
  it("answers are made once, and a new set keeps the pieces without a difference", () => {
    const many = (odd: number): Payload =>
      payload({
        vrps: Array.from(
          { length: 12_000 },
          (_, i) => `10.${i >> 8}.${i & 255}.0/24 AS${i === 9_000 ? odd : 1}`,
        ),
      });
    const cache = cacheOf(many(1));
    const before = cache.whole(1);
    expect(cache.whole(1)).toBe(before);
    cache.publish(many(2));
    const after = cache.whole(1);
    const pieces = before.buffers.slice(1, -1);
    expect(pieces.length).toBeGreaterThan(3);
    expect(after.buffers.filter((b) => pieces.includes(b))).toHaveLength(pieces.length - 1);
    expect(pdusOf(bytesOf(after))).toHaveLength(12_002);
  });
});

const registry = new URL("../../../../shared/data/registry/rpki/", import.meta.url);
const dump = (time: string): string => fileURLToPath(new URL(`vrps-20250720T${time}Z.csv.gz`, registry));

type AspaFile = {
  readonly aspas: readonly { readonly customer_asid: number; readonly providers: readonly number[] }[];
  readonly bgpsec_keys: readonly { readonly asn: number; readonly ski: string; readonly pubkey: string }[];
};

describe.skipIf(!existsSync(registry))(
  "the whole RPKI of 2025-07-20 (skipped: shared data not present)",
  () => {
    const rest = (): Pick<Payload, "aspas" | "routerKeys"> => {
      const file = JSON.parse(
        readFileSync(new URL("aspas-20250720T093135Z.json", registry), "utf8"),
      ) as AspaFile;
      return {
        aspas: must(
          aspaSetOf(file.aspas.map((a) => ({ customer: a.customer_asid, providers: a.providers }))),
        ),
        routerKeys: routerKeySet(
          file.bgpsec_keys.map((k) => ({
            asn: k.asn,
            ski: must(fromHex(k.ski.toLowerCase())),
            spki: must(fromBase64(k.pubkey)),
          })),
        ),
      };
    };

    it("has the sizes of the formats, and the second file is +9/-6 in order, 356 bytes in version 1", async () => {
      const [a, b] = [must(await readVrps(dump("093135"))), must(await readVrps(dump("100145")))];
      const cache = cacheOf({ vrps: a.payload.vrps, ...rest() });
      const size = (answer: Answer): number => answer.buffers.reduce((n, x) => n + x.length, 0);
      expect([0, 1, 2].map((v) => size(cache.whole(v as Version)))).toEqual([
        16_188_300, 16_188_558, 16_191_938,
      ]);
      cache.publish({ vrps: b.payload.vrps, ...rest() });
      const change = cache.changes(1, 7);
      expect(size(change)).toBe(356);
      expect(said(change).slice(1, -1)).toEqual([
        "+165.99.255.0/24-24 133551",
        "+163.61.248.0/23-24 133190",
        "+116.118.64.0/22-24 135944",
        "+94.183.162.0/24-24 214957",
        "+82.26.198.0/24-24 834",
        "+82.22.187.0/24-24 834",
        "+82.21.153.0/24-24 834",
        "-82.21.153.0/24-24 3320",
        "-82.22.187.0/24-24 3320",
        "-82.26.198.0/24-24 3320",
        "-94.183.162.0/24-24 202678",
        "-165.99.254.0/24-24 133551",
        "-199.36.120.0/24-24 400098",
        `+26059cc00d00${"0".repeat(20)}/40-48 16509`,
        `+26059cc00d00${"0".repeat(20)}/40-48 14618`,
      ]);
      const updated = bytesOf(cache.whole(1));
      const fresh = bytesOf(cacheOf({ vrps: b.payload.vrps, ...rest() }).whole(1));
      // The serial in End of Data is the only difference between a set reached step by step and at once.
      expect(Buffer.compare(updated.subarray(0, -16), fresh.subarray(0, -16))).toBe(0);
    });
  },
);
