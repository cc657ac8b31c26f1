/** Where an act stands in its lane: from the flags (no network), else from the node. */
import type { Statement } from "@comity/assembly";
import { toBase64 } from "@comity/canon";
import { emptyRoot } from "@comity/log";
import { nodeAt } from "../ask.ts";
import type { ActFlags } from "../flags.ts";

type Place = Pick<Statement, "assembly" | "prev" | "seen" | "seq" | "until">;

export async function placeOf(flags: ActFlags): Promise<Place> {
  if (flags.assembly !== undefined && flags.seq !== undefined && flags.prev !== undefined) {
    const until = Math.floor(Date.now() / 1000) + flags.days * 86_400;
    const seen = { root: toBase64(emptyRoot()), size: 0 };
    return { assembly: flags.assembly, prev: flags.prev, seq: flags.seq, seen, until };
  }
  const node = nodeAt(flags.node);
  const { origin, root, size, time } = await node.get("status");
  const lane = await node.get("lane", { party: flags.by, lane: flags.lane });
  return {
    assembly: origin,
    prev: lane.prev,
    seq: lane.seq + 1,
    seen: { root, size },
    until: time + flags.days * 86_400,
  };
}
