/** Random VRPs and routes that meet: few leading bits, few AS numbers, both families. */
import fc from "fast-check";

export type Record = {
  readonly prefix: string;
  readonly length: number;
  readonly maxLength: number;
  readonly asn: number;
  readonly bits: string;
};

const hex = (bits: string): string => Number.parseInt(bits.padEnd(16, "0"), 2).toString(16);

/** A prefix from its bits. */
export function prefixOf(family: 4 | 6, bits: string): string {
  if (family === 4) {
    const full = bits.padEnd(32, "0");
    return `${[0, 8, 16, 24].map((i) => Number.parseInt(full.slice(i, i + 8), 2)).join(".")}/${bits.length}`;
  }
  const full = bits.padEnd(128, "0");
  return `${Array.from({ length: 8 }, (_, i) => hex(full.slice(16 * i, 16 * i + 16))).join(":")}/${bits.length}`;
}

const bitsOf = (family: 4 | 6): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom("", "0", "1", "00100000000000010000110110111000", "1100000000000000"),
      fc.array(fc.constantFrom("0", "1", "0000", "1111"), { maxLength: family === 4 ? 8 : 40 }),
    )
    .map(([head, tail]) => (head + tail.join("")).slice(0, family === 4 ? 32 : 128));

export const asn: fc.Arbitrary<number> = fc.constantFrom(0, 1, 2, 3, 65_536, 4_294_967_295);

export const record: fc.Arbitrary<Record & { family: 4 | 6 }> = fc
  .constantFrom(4 as const, 6 as const)
  .chain((family) =>
    fc.tuple(bitsOf(family), fc.nat(20), asn).map(([bits, more, origin]) => ({
      family,
      bits,
      prefix: prefixOf(family, bits),
      length: bits.length,
      maxLength: Math.min(family === 4 ? 32 : 128, bits.length + more),
      asn: origin,
    })),
  );

export const route: fc.Arbitrary<{ family: 4 | 6; bits: string; prefix: string; origin: number }> = fc
  .constantFrom(4 as const, 6 as const)
  .chain((family) =>
    fc
      .tuple(bitsOf(family), asn)
      .map(([bits, origin]) => ({ family, bits, prefix: prefixOf(family, bits), origin })),
  );
