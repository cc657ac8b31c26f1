/**
 * Reverse zones (RFC 1035 section 3.5, RFC 3596 section 2.5): derived from the holdings of addresses. A block between two
 * label boundaries is several zones of the next one.
 */
import { covers, split } from "@comity/resources";
import type { Block } from "../acts/resource.ts";
import type { StateReader } from "../state/reader.ts";
import { pick } from "../state/reader.ts";
import type { ServersRecord } from "../state/records.ts";

/** The blocks on label boundaries that a block of addresses consists of: at most 128. */
export function zoneBlocks({ key, space }: Block): readonly Block[] {
  const step = space === "ipv4" ? 8 : 4;
  const blocks = split(space, key, Math.ceil(key.bits / step) * step);
  return blocks.ok ? blocks.value.map((zone) => ({ space, key: zone })) : [];
}

/** The zone of a block on a label boundary: `2.0.192.in-addr.arpa`, `8.b.d.0.1.0.0.2.ip6.arpa`. */
export function zoneName({ key, space }: Block): string {
  const labels: string[] = [];
  if (space === "ipv4") {
    for (let i = 0; i < key.bits >> 3; i++) labels.push(String(key.bytes[i]!));
    return [...labels.reverse(), "in-addr.arpa"].join(".");
  }
  for (let i = 0; i < key.bits >> 2; i++)
    labels.push(((key.bytes[i >> 1]! >> (i & 1 ? 0 : 4)) & 15).toString(16));
  return [...labels.reverse(), "ip6.arpa"].join(".");
}

export type ReverseDelegation = {
  readonly zone: string;
  readonly block: Block;
  readonly record: ServersRecord;
};

/** Every reverse zone that has name servers, in key order of its record; the most specific record counts. */
export function* reverseDelegations(
  state: StateReader,
  space: "ipv4" | "ipv6",
): Generator<ReverseDelegation> {
  const all = { bytes: new Uint8Array(space === "ipv4" ? 4 : 16), bits: 0 };
  for (const { key, records } of state.within(space, all)) {
    const record = pick(records, "servers");
    if (record === undefined) continue;
    for (const block of zoneBlocks({ space, key })) {
      const around = state.covering(space, block.key);
      const best = around.findLast((found) => found.records.some(({ t }) => t === "servers"));
      if (best !== undefined && covers(best.key, key)) yield { zone: zoneName(block), block, record };
    }
  }
}
