/**
 * What the addresses of a network stand for in IPv4 and IPv6, gateway by gateway. A mapping speaks of the network's own
 * addresses only, so it goes with them: it leaves with a range, with its gateway, with its network.
 */
import { covers, newipMaxBits } from "@comity/resources";
import { blocksOf, type Block } from "../acts/resource.ts";
import { allBlocks } from "../numbers/holdings.ts";
import type { StateReader } from "../state/reader.ts";
import type { MappingRecord, NetworkRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";

const keyOf = (network: string, gateway: string): string => `mapping/${network}/${gateway}`;

/** The mapping of a gateway, by network and label. */
export const mappingOf = (state: StateReader, network: string, gateway: string): MappingRecord | undefined =>
  state.text("networks", keyOf(network, gateway), "mapping");

/** Writes the mapping of a gateway; without entries there is none. */
export function setMapping(
  state: State,
  network: string,
  gateway: string,
  record: Omit<MappingRecord, "t">,
): void {
  const { by, maps, since } = record;
  state.setText(
    "networks",
    keyOf(network, gateway),
    maps.length === 0 ? undefined : { t: "mapping", by, maps, since },
  );
}

/** Bits of an address after the block's prefix: those that a mapping carries over; undefined for other resources. */
export function hostBits({ key, space }: Block): number | undefined {
  if (space === "ipv4") return 32 - key.bits;
  if (space === "ipv6") return 128 - key.bits;
  // Eight bits after the leading byte say how long an address is.
  return space === "networks" && key.bits >= 16 ? newipMaxBits(key) - key.bits : undefined;
}

/** Blocks that a network may speak of: its ranges, and what its plan uses inside only. */
export function ownAddresses({ plan, ranges }: Pick<NetworkRecord, "plan" | "ranges">): readonly Block[] {
  return allBlocks([...ranges, ...plan.filter(({ local }) => local === true).map(({ range }) => range)]);
}

/** The network's record becomes `after`, or goes: what its mappings said about addresses and gateways it has no more. */
export function trimMappings(
  state: State,
  before: NetworkRecord,
  after: NetworkRecord | undefined,
  index: number,
): void {
  const own = after === undefined ? [] : ownAddresses(after);
  for (const { label } of before.gateways) {
    const record = mappingOf(state, before.id, label);
    if (record === undefined) continue;
    const stays = after?.gateways.some((gateway) => gateway.label === label) === true;
    const maps = record.maps.filter(
      ({ newip }) => stays && blocksOf(newip).every((b) => own.some((o) => covers(o.key, b.key))),
    );
    if (maps.length === record.maps.length) continue;
    setMapping(state, before.id, label, { by: record.by, maps, since: index });
  }
}
