/**
 * Name servers beside a holding: of a name in `names`, of the reverse zones of an address block in that block's register
 * (SEMANTICS I). Reverse zones come from holdings only: nobody holds a name under in-addr.arpa or ip6.arpa.
 */
import { covers, equalKeys } from "@comity/resources";
import { blocksOf, type Block } from "../acts/resource.ts";
import { holdingOver, isNumberSpace, remainder, type Held } from "../numbers/holdings.ts";
import { isNearest, type Leaver } from "../routes/authorisations.ts";
import { pick, type StateReader } from "../state/reader.ts";
import type { NameServer, ServersRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";

/** AS numbers and networks have no zones. */
export const hasZone = ({ space }: Block): boolean =>
  space === "names" || space === "ipv4" || space === "ipv6";

export const serversAt = (state: StateReader, { key, space }: Block): ServersRecord | undefined =>
  pick(state.at(space, key), "servers");

export function putServers(state: State, block: Block, record?: ServersRecord): void {
  state.replace(block.space, block.key, serversAt(state, block), record);
}

/** The record without the addresses of servers for which `theirs` holds; the same record when there are none. */
function withoutGlue(record: ServersRecord, theirs: (server: Block) => boolean): ServersRecord {
  const drops = ({ addresses, name }: NameServer): boolean => {
    const [server] = blocksOf(name);
    return addresses !== undefined && server !== undefined && theirs(server);
  };
  if (!record.servers.some(drops)) return record;
  return { ...record, servers: record.servers.map((s) => (drops(s) ? { name: s.name } : s)) };
}

/**
 * Before a name changes hands: names around it say no longer where the servers inside it are. What other names of the
 * former holder say is not looked for; `isGlue` keeps it from being published.
 */
function glueLeaves({ index, state }: Leaver, part: Block): void {
  if (part.space !== "names") return;
  for (const { key, records } of state.covering("names", part.key)) {
    const record = pick(records, "servers");
    if (record === undefined || equalKeys(key, part.key)) continue;
    const kept = withoutGlue(record, (server) => covers(part.key, server.key));
    if (kept !== record) putServers(state, { space: "names", key }, { ...kept, since: index });
  }
}

/**
 * Whether the addresses that the record at `zone` gives for a server count: its holder's word, or what was kept for the
 * holder when the name came to it (E4). A former holder's is worth nothing, wherever it stands.
 */
export function isGlue(state: StateReader, zone: Block, record: ServersRecord, server: Block): boolean {
  const over = holdingOver(state, server);
  if (over === undefined) return false;
  const own = zone.space === server.space && covers(over.block.key, zone.key);
  return own || record.by === over.record.holder;
}

/** Before `part` leaves `held`: its name servers go, or stay until the recipient replaces them (E4). */
export function serversLeave(c: Leaver, held: Held, part: Block, keep?: number): void {
  if (!hasZone(part)) return;
  const { index, state } = c;
  glueLeaves(c, part);
  for (const { key, records } of state.covering(part.space, part.key)) {
    const record = pick(records, "servers");
    const wider = covers(held.block.key, key) && !equalKeys(key, part.key);
    if (record === undefined || !wider || !isNumberSpace(part.space)) continue;
    // Zones of the rest go on; those of the part are kept as the part's own.
    const block = { space: part.space, key };
    putServers(state, block);
    for (const rest of remainder(block, part)) {
      if (serversAt(state, rest) === undefined) putServers(state, rest, { ...record, since: index });
    }
    if (keep !== undefined && serversAt(state, part) === undefined) {
      putServers(state, part, { ...record, ends: record.ends ?? keep, since: index });
    }
  }
  for (const { key, records } of Array.from(state.within(part.space, part.key))) {
    const record = pick(records, "servers");
    const block = { space: part.space, key };
    if (record === undefined || !isNearest(state, held, block)) continue;
    if (keep === undefined) putServers(state, block);
    else if (record.ends === undefined) putServers(state, block, { ...record, ends: keep, since: index });
  }
}

/** Before the block becomes `to`'s: what was set inside it goes on as `to`'s own. */
export function serversPassOn(c: Leaver, block: Block, to: string): void {
  if (!hasZone(block)) return;
  const { index, state } = c;
  glueLeaves(c, block);
  const others = (server: Block): boolean => server.space !== block.space || !covers(block.key, server.key);
  for (const { key, records } of Array.from(state.within(block.space, block.key))) {
    const record = pick(records, "servers");
    if (record === undefined) continue;
    // Where others' servers are was the former holder's word, and is not `to`'s to give.
    const { ends: _ends, ...kept } = withoutGlue(record, others);
    putServers(state, { space: block.space, key }, { ...kept, by: to, since: index });
  }
}
