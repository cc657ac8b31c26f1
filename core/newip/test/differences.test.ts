/** On changed copies of the vectors' inputs, strict mode still differs from the reference by a declared rule only. */
import { expect, it } from "vitest";
import { checkVectors, DEVIATIONS, Random, randomAddress, toHex } from "@comity/newip";
import { hex, listOf, present, SOAK } from "./shared.ts";

type Copy = { [key: string]: unknown };

/** Up to three bytes changed, cut or grown. */
function changed(bytes: Uint8Array, random: Random): string {
  const out = bytes.slice();
  for (let n = 1 + random.below(3); n > 0 && out.length > 0; n--) {
    out[random.below(random.once(2) ? Math.min(16, out.length) : out.length)] = random.once(3)
      ? random.below(256)
      : random.pick([0, 1, 2, 5, 255, 0xdd, 0xf4, 0xff]);
  }
  return toHex(random.once(6) ? out.subarray(0, random.below(out.length + 1)) : out);
}

const CHANGES: readonly (readonly [string, string, (v: Copy, random: Random) => void])[] = [
  [
    "flexible-address.json",
    "packet_rx",
    (v, r) => void (v["packet"] = changed(hex(v["packet"] as string), r)),
  ],
  [
    "flexible-address.json",
    "header_decode",
    (v, r) => void (v["packet"] = changed(hex(v["packet"] as string), r)),
  ],
  ["contract.json", "xdp", (v, r) => void (v["in"] = changed(hex(v["in"] as string), r))],
  [
    "contract.json",
    "lbf",
    (v, r) => {
      v["in"] = changed(hex(v["in"] as string), r);
      v["wait_us"] = r.pick([0, 1, 100, 166_600, 200_000, 266_700, 1_000_001, 7_000_000]);
    },
  ],
  [
    "flexible-address.json",
    "header_encode_roundtrip",
    (v, r) => {
      const fields = { ...(v["fields"] as Copy), ttl: r.below(256) };
      for (const name of ["daddr", "saddr"])
        (fields as Copy)[name] = toHex(r.once(4) ? r.bytes(1 + r.below(8)) : randomAddress(r));
      v["fields"] = fields;
    },
  ],
];

it.skipIf(!present)(
  `strict and reference mode${present ? "" : " (skipped: shared data not present)"}`,
  () => {
    const random = new Random(31);
    const rules = new Set(DEVIATIONS.map((d) => d.rule));
    for (const [file, list, change] of CHANGES) {
      const vectors = listOf(file, list) as readonly Copy[];
      for (let i = 0; i < (SOAK ? 200_000 : 600); i++) {
        const copy: Copy = { ...random.pick(vectors) };
        change(copy, random);
        for (const verdict of checkVectors(JSON.stringify({ [list]: [copy] }))) {
          // What the vector expects of the reference no longer fits; what strict mode does must.
          const strict = verdict.reasons.filter((reason) => reason.startsWith("strict"));
          expect([JSON.stringify(copy), strict]).toEqual([JSON.stringify(copy), []]);
          for (const rule of verdict.deviations) expect(rules).toContain(rule);
        }
      }
    }
  },
  600_000,
);
