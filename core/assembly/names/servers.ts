/**
 * Name servers beside a holding: of a name in `names`, of the reverse zones of an address block in that block's register
 * (SEMANTICS I). Reverse zones come from holdings only: nobody holds a name under in-addr.arpa or ip6.arpa.
 */
import { covers, equalKeys } from "@comity/resources";
import type { Block } from "../acts/resource.ts";
import { isNumberSpace, remainder, type Held } from "../numbers/holdings.ts";
import { isNearest, type Leaver } from "../routes/authorisations.ts";
import { pick, type StateReader } from "../state/reader.ts";
import type { ServersRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";

/** AS numbers and networks have no zones. */
export const hasZone = ({ space }: Block): boolean =>
  space === "names" || space === "ipv4" || space === "ipv6";

export const serversAt = (state: StateReader, { key, space }: Block): ServersRecord | undefined =>
  pick(state.at(space, key), "servers");

export function putServers(state: State, block: Block, record?: ServersRecord): void {
  state.replace(block.space, block.key, serversAt(state, block), record);
}

/** Before `part` leaves `held`: its name servers go, or stay until the recipient replaces them (E4). */
export function serversLeave(c: Leaver, held: Held, part: Block, keep?: number): void {
  if (!hasZone(part)) return;
  const { index, state } = c;
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
export function serversPassOn({ index, state }: Leaver, block: Block, to: string): void {
  if (!hasZone(block)) return;
  for (const { key, records } of Array.from(state.within(block.space, block.key))) {
    const record = pick(records, "servers");
    if (record === undefined) continue;
    const { ends: _ends, ...kept } = record;
    putServers(state, { space: block.space, key }, { ...kept, by: to, since: index });
  }
}
