/** A node's state from a snapshot: what readers want of it is counted while it is loaded. */
import { ok, type Result } from "@comity/canon";
import type { Assembly, BlockRecord } from "@comity/assembly";
import { builtFrom } from "@comity/watch";
import { WatchedState } from "./watched-state.ts";

/** The assembly after `record`, entry `size - 1` of the log. Code `snapshot-differs`. */
export function assemblyFrom(
  sections: ReadonlyMap<string, Uint8Array>,
  record: BlockRecord,
  size: number,
): Result<{ readonly assembly: Assembly; readonly state: WatchedState }> {
  const state = new WatchedState();
  const built = builtFrom(sections, record, size, state, (...loaded) => state.countLoaded(...loaded));
  return built.ok ? ok({ assembly: built.value, state }) : built;
}
