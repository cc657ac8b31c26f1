import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { must } from "@comity/canon";
import { isCanonical } from "@comity/resources";
import {
  applyVrpDiff,
  diffVrps,
  emptyVrps,
  equalVrps,
  parseVrp,
  VrpBuilder,
  vrpCount,
  vrps,
  vrpSetOf,
  type Vrp,
} from "@comity/routes";
import { record } from "./arbitraries.ts";

const text = (v: Vrp): string => `${v.prefix}-${v.maxLength} AS${v.asn}`;
const list = (set: Parameters<typeof vrps>[0]): string[] => [...vrps(set)].map(text);
const records = fc.array(record, { maxLength: 60 });

describe("a set is sorted and unique whatever the order of its records", () => {
  it("any permutation with duplicates gives the same bytes", () => {
    fc.assert(
      fc.property(records, fc.integer(), (items, seed) => {
        const set = must(vrpSetOf(items));
        const mixed = [...items, ...items].sort((a, b) =>
          hash(text(a), seed) < hash(text(b), seed) ? -1 : 1,
        );
        expect(must(vrpSetOf(mixed))).toEqual(set);
        expect(new Set(list(set)).size).toBe(vrpCount(set));
        expect(new Set(list(set))).toEqual(new Set(items.map((r) => list(must(vrpSetOf([r])))[0])));
      }),
    );
  });

  it("order is address, maxLength, length, ASN, unsigned", () => {
    const set = must(
      vrpSetOf([
        { prefix: "224.0.0.0/8", asn: 1 },
        { prefix: "10.0.0.0/8", maxLength: 24, asn: 2 },
        { prefix: "10.0.0.0/8", maxLength: 24, asn: 4_294_967_295 },
        { prefix: "10.0.0.0/16", maxLength: 16, asn: 9 },
        { prefix: "10.0.0.0/8", maxLength: 8, asn: 9 },
        { prefix: "10.0.0.0/16", maxLength: 24, asn: 1 },
        { prefix: "0.0.0.0/0", asn: 0 },
        { prefix: "ffff::/16", asn: 1 },
        { prefix: "::/0", maxLength: 128, asn: 1 },
      ]),
    );
    expect(list(set)).toEqual([
      "0.0.0.0/0-0 AS0",
      "10.0.0.0/8-8 AS9",
      "10.0.0.0/16-16 AS9",
      "10.0.0.0/8-24 AS2",
      "10.0.0.0/8-24 AS4294967295",
      "10.0.0.0/16-24 AS1",
      "224.0.0.0/8-8 AS1",
      "::/0-128 AS1",
      "ffff::/16-16 AS1",
    ]);
    for (const v of vrps(set))
      expect(isCanonical(v.prefix.includes(":") ? "ipv6" : "ipv4", v.prefix)).toBe(true);
  });

  it("grows past its capacity and counts tags of what is kept", () => {
    const builder = new VrpBuilder(1);
    for (let i = 0; i < 1000; i++) builder.add4((i % 500) * 256, 24, 24, 7, i < 500 ? 1 : 2);
    builder.add6([0x2001_0db8, 0, 0, 0], 0, 32, 48, 7, 3);
    const { set, tags } = builder.buildTagged();
    expect([builder.added, vrpCount(set), tags[1], tags[2], tags[3]]).toEqual([1001, 501, 500, 0, 1]);
  });
});

describe("differences", () => {
  it("are minimal, and applying one gives the new set", () => {
    fc.assert(
      fc.property(records, records, records, (a, b, both) => {
        const from = must(vrpSetOf([...a, ...both]));
        const to = must(vrpSetOf([...b, ...both]));
        const diff = diffVrps(from, to);
        const before = new Set(list(from));
        const after = new Set(list(to));
        expect(list(diff.announce)).toEqual(list(to).filter((v) => !before.has(v)));
        expect(list(diff.withdraw)).toEqual(list(from).filter((v) => !after.has(v)));
        expect(applyVrpDiff(from, diff)).toEqual(to);
        expect(equalVrps(from, to)).toBe(vrpCount(diff.announce) + vrpCount(diff.withdraw) === 0);
      }),
    );
  });

  it("what is withdrawn without being there, or announced again, changes nothing", () => {
    const set = must(vrpSetOf([{ prefix: "192.0.2.0/24", asn: 1 }]));
    const other = must(vrpSetOf([{ prefix: "192.0.2.0/25", asn: 1 }]));
    expect(applyVrpDiff(set, { announce: set, withdraw: other })).toEqual(set);
    expect(applyVrpDiff(set, { announce: emptyVrps(), withdraw: set })).toEqual(emptyVrps());
  });

  it("a part is not equal to the whole", () => {
    for (const other of ["11.0.0.0/8", "2001:db8::/32"]) {
      const part = must(vrpSetOf([{ prefix: "10.0.0.0/8", asn: 1 }]));
      const whole = must(
        vrpSetOf([
          { prefix: "10.0.0.0/8", asn: 1 },
          { prefix: other, asn: 1 },
        ]),
      );
      expect([equalVrps(part, whole), equalVrps(whole, whole)]).toEqual([false, true]);
    }
  });

  it("equal sizes are not equal sets", () => {
    const set = must(
      vrpSetOf([
        { prefix: "192.0.2.0/24", asn: 1 },
        { prefix: "::/0", asn: 1 },
      ]),
    );
    for (const [prefix, six] of [
      ["192.0.2.0/25", "::/0"],
      ["192.0.2.0/24", "::/1"],
    ] as const)
      expect(
        equalVrps(
          set,
          must(
            vrpSetOf([
              { prefix, asn: 1 },
              { prefix: six, asn: 1 },
            ]),
          ),
        ),
      ).toBe(false);
  });
});

it.each([
  [{ prefix: "192.0.2.1/24", asn: 1 }, "host-bits"],
  [{ prefix: "192.0.2.0", asn: 1 }, "prefix-length"],
  [{ prefix: "192.0.2.0/24", maxLength: 23, asn: 1 }, "max-length"],
  [{ prefix: "192.0.2.0/24", maxLength: 33, asn: 1 }, "max-length"],
  [{ prefix: "2001:db8::/32", maxLength: 129, asn: 1 }, "max-length"],
  [{ prefix: "192.0.2.0/24", maxLength: 24.5, asn: 1 }, "max-length"],
  [{ prefix: "192.0.2.0/24", asn: "ASAS1" }, "asn"],
  [{ prefix: "192.0.2.0/24", asn: 4_294_967_296 }, "asn"],
])("%j is refused: %s", (input, code) => {
  const result = parseVrp(input);
  expect(result.ok ? "" : result.error.code).toBe(code);
  expect(vrpSetOf([input]).ok).toBe(false);
});

function hash(textOf: string, seed: number): number {
  let h = seed | 0;
  for (let i = 0; i < textOf.length; i++) h = (Math.imul(h, 31) + textOf.charCodeAt(i)) | 0;
  return h;
}
