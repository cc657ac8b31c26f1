/** A set of VRPs as the lines of a dataset, and back. */
import { compareVrpLines, uint32At, type VrpLine } from "@comity/resources";
import { VrpBuilder, type VrpFamily, type VrpSet } from "@comity/routes";

function bytesOf({ address, words }: VrpFamily, i: number): Uint8Array {
  const bytes = new Uint8Array(4 * words);
  const view = new DataView(bytes.buffer);
  for (let w = 0; w < words; w++) view.setUint32(4 * w, address[i * words + w]!);
  return bytes;
}

/** Ascending. */
export function vrpLinesOf({ v4, v6 }: VrpSet): readonly VrpLine[] {
  const out: VrpLine[] = [];
  for (const [space, family] of [
    ["ipv4", v4],
    ["ipv6", v6],
  ] as const)
    for (let i = 0; i < family.count; i++)
      out.push({
        space,
        bytes: bytesOf(family, i),
        bits: family.length[i]!,
        maxLength: family.maxLength[i]!,
        asn: family.asn[i]!,
      });
  return out.sort(compareVrpLines);
}

export function vrpsOfLines(lines: readonly VrpLine[]): VrpSet {
  const builder = new VrpBuilder();
  for (const { asn, bits, bytes, maxLength, space } of lines) {
    if (space === "ipv4") builder.add4(uint32At(bytes), bits, maxLength, asn);
    else
      builder.add6(
        [0, 4, 8, 12].map((at) => uint32At(bytes, at)),
        0,
        bits,
        maxLength,
        asn,
      );
  }
  return builder.build();
}
