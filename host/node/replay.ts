/** Brings an assembly to the end of its log: from the newest snapshot, then block by block, each root checked. */
import { ok, refuse, type Result } from "@comity/canon";
import { Assembly, parseBlockRecord, type Datasets } from "@comity/assembly";
import type { Store } from "@comity/store";
import { applyLog } from "./apply-log.ts";
import { assemblyFrom } from "./state-snapshot.ts";
import { WatchedState } from "./watched-state.ts";

export type Replayed = {
  readonly assembly: Assembly;
  readonly state: WatchedState;
  /** Height of the snapshot used, -1 for none. */
  readonly snapshot: number;
  readonly blocks: number;
  readonly skipped: readonly string[];
};

/** Codes `replay-differs`, `log-invalid`, and those of reading the log. */
export function replay(store: Store, datasets: Datasets): Result<Replayed> {
  const skipped: string[] = [];
  const start = fromSnapshot(store, skipped);
  const { assembly } = start;
  const applied = applyLog(store.log, assembly, store.complete.size, datasets);
  if (!applied.ok) return applied;
  start.state.takeTouched();
  return ok({ ...start, blocks: applied.value, skipped });
}

function fromSnapshot(store: Store, skipped: string[]): Omit<Replayed, "blocks" | "skipped"> {
  let below = store.complete.height;
  while (below >= 0) {
    const newest = store.snapshots.newest(below);
    skipped.push(...newest.skipped.map(({ path, detail }) => `${path}: ${detail}`));
    if (newest.snapshot === undefined) break;
    const { height, sections } = newest.snapshot;
    const made = rebuild(store, height, sections);
    if (made.ok) return { ...made.value, snapshot: height };
    skipped.push(`snapshot ${height}: ${made.error.detail}`);
    below = height - 1;
  }
  const state = new WatchedState();
  return { assembly: new Assembly(state), state, snapshot: -1 };
}

function rebuild(
  store: Store,
  height: number,
  sections: ReadonlyMap<string, Uint8Array>,
): ReturnType<typeof assemblyFrom> {
  const block = store.blockOfHeight(height);
  if (block === undefined) return refuse("snapshot-differs", "no such block in this log");
  const entry = store.log.entry(block.size - 1, store.complete.size);
  if (!entry.ok) return entry;
  const record = parseBlockRecord(entry.value);
  if (!record.ok) return record;
  try {
    return assemblyFrom(sections, record.value, block.size);
  } catch (cause) {
    return refuse("snapshot-differs", `unreadable: ${String(cause)}`);
  }
}
