/** Brings an assembly to the end of its log: from the newest snapshot, then block by block, each root checked. */
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import {
  Assembly,
  formatBlockRecord,
  isBlockRecord,
  parseBlockRecord,
  type Datasets,
  type SignedAct,
} from "@comity/assembly";
import type { Store } from "@comity/store";
import { loggedAct } from "./logged-act.ts";
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
  const { size } = store.complete;
  let acts: SignedAct[] = [];
  let blocks = 0;
  for (const entry of store.log.entries(assembly.size, size, size)) {
    if (!entry.ok) return entry;
    if (!isBlockRecord(entry.value)) {
      acts.push(loggedAct(entry.value));
      continue;
    }
    const record = parseBlockRecord(entry.value);
    if (!record.ok) return record;
    const block = assembly.applyBlock(record.value.time, acts, datasets);
    if (!block.ok) return block;
    if (!equalBytes(formatBlockRecord(block.value.record), entry.value)) {
      return refuse(
        "replay-differs",
        `block ${record.value.height}: this program computes another state than the log says; compare versions, then run \`comity audit\``,
      );
    }
    acts = [];
    blocks++;
  }
  if (acts.length > 0) return refuse("log-invalid", "the log ends inside a block: run fsck");
  start.state.takeTouched();
  return ok({ ...start, blocks, skipped });
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
