/** Name servers for readers, and every delegation for the publishers of zones. */
import type { Attached } from "@comity/api";
import {
  blocksOf,
  isGlue,
  pick,
  reverseDelegations,
  serversAt,
  unicodeName,
  zoneBlocks,
  zoneName,
  type ResourceBlock,
  type ServersRecord,
  type StateReader,
} from "@comity/assembly";
import { textOf } from "@comity/resources";
import { partyRef } from "./party-ref.ts";
import type { Asked } from "./resource.ts";

/** Name servers at exactly this name or block, and how an internationalised name is written. */
export function namesAt(reader: StateReader, { key, space, text }: Asked): Attached {
  const unicode = space === "names" ? unicodeName(text) : undefined;
  const shown = unicode === undefined ? {} : { unicode };
  const record = space === "asn" || space === "networks" ? undefined : serversAt(reader, { space, key });
  if (record === undefined) return shown;
  const { by, ds = [], ends, since } = record;
  const zones = space === "names" ? [text] : zoneBlocks({ space, key }).map(zoneName);
  const end = ends === undefined ? {} : { ends };
  const heard = countedServers(reader, { space, key }, record);
  return { ...shown, nameServers: { zones, servers: heard, ds, by: partyRef(reader, by), ...end, since } };
}

/** The servers with those of their addresses that count: only who holds a server's name says where it is. */
export const countedServers = (
  reader: StateReader,
  zone: ResourceBlock,
  record: ServersRecord,
): ServersRecord["servers"] =>
  record.servers.map((server) => {
    const [block] = server.addresses === undefined ? [] : blocksOf(server.name);
    return block === undefined || isGlue(reader, zone, record, block) ? server : { name: server.name };
  });

export type PublishedDelegation = { readonly zone: string; readonly record: ServersRecord };

/** Every zone with name servers: names in key order, then reverse zones, which come from holdings of addresses only. */
export function* publishedDelegations(reader: StateReader): Generator<PublishedDelegation, void, void> {
  for (const { key, records } of reader.within("names", { bytes: new Uint8Array(0), bits: 0 })) {
    const record = pick(records, "servers");
    if (record !== undefined) yield { zone: textOf("names", key), record };
  }
  for (const space of ["ipv4", "ipv6"] as const) {
    for (const { record, zone } of reverseDelegations(reader, space)) yield { zone, record };
  }
}
