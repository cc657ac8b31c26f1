/**
 * States of the past (DESIGN section 5): goes from the nearest snapshot, or the beginning, forward through the log to
 * the block asked for. Reads files only; the fold's own thread never waits for it.
 */
import { join } from "node:path";
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { ok, refuse, toBase64, type Result } from "@comity/canon";
import { Assembly, isBlockRecord, parseBlockRecord, REGISTERS, stateRootOf } from "@comity/assembly";
import { installNative } from "@comity/native";
import { Blobs, diskLayer, LogFiles, Snapshots } from "@comity/store";
import { applyLog } from "./apply-log.ts";
import type { Sealed } from "./fold-messages.ts";
import { PAST_PROGRESS_BLOCKS } from "./limits.ts";
import { snapshotSize } from "@comity/watch";
import { assemblyFrom } from "./state-snapshot.ts";
import { WatchedState } from "./watched-state.ts";

/** `newest` is a published tree size; the state asked for is that of the last block within the first `size` entries. */
export type AskPast = { readonly size: number; readonly newest: number };
export type FromPast =
  | { readonly t: "progress"; readonly size: number; readonly done: number; readonly of: number }
  | { readonly t: "state"; readonly size: number; readonly state: Result<Sealed> };

type Standing = { assembly: Assembly; state: WatchedState };

const port: MessagePort = parentPort!;
const { folder } = workerData as { readonly folder: string };
const layer = diskLayer();
const log = new LogFiles(layer, join(folder, "log"));
const snapshots = new Snapshots(layer, folder);
const blobs = new Blobs(layer, folder);
const dataset = (hash: string): Uint8Array | undefined => {
  const bytes = blobs.get("datasets", Buffer.from(hash, "base64"));
  return bytes.ok ? bytes.value : undefined;
};

/** The block that ends at or before tree size `size`: its size and record. */
function blockAt({ size, newest }: AskPast): Result<{ size: number; entry: Uint8Array }> {
  for (let index = size - 1; index >= 0; index--) {
    const entry = log.entry(index, newest);
    if (!entry.ok) return entry;
    if (isBlockRecord(entry.value)) return ok({ size: index + 1, entry: entry.value });
  }
  return refuse("not-founded", "before the first block there is no state", "at");
}

/** The nearest sound snapshot at or before a tree size; damaged and other ones are passed over. */
function nearest(size: number, newest: number): Standing {
  for (const height of snapshots.heights().toReversed()) {
    const read = snapshots.read(height);
    const at = read.ok ? snapshotSize(read.value.sections) : undefined;
    if (!read.ok || at === undefined || at > size) continue;
    const entry = log.entry(at - 1, newest);
    const record = entry.ok ? parseBlockRecord(entry.value) : entry;
    if (!record.ok || record.value.height !== height) continue;
    const made = assemblyFrom(read.value.sections, record.value, at);
    if (made.ok) return made.value;
  }
  const state = new WatchedState();
  return { assembly: new Assembly(state), state };
}

let standing: Standing | undefined;

function stateAt(asked: AskPast): Result<Sealed> {
  const block = blockAt(asked);
  if (!block.ok) return block;
  const { size } = block.value;
  const record = parseBlockRecord(block.value.entry);
  if (!record.ok) return record;
  const close = standing !== undefined && standing.assembly.size <= size ? standing : undefined;
  const { assembly, state } = (standing = close ?? nearest(size, asked.newest));
  const from = assembly.height;
  const of = record.value.height + 1 - from;
  const applied = applyLog(log, assembly, size, dataset, (done) => {
    if (done % PAST_PROGRESS_BLOCKS === 0) post({ t: "progress", size: asked.size, done, of });
  });
  const root = applied.ok ? log.root(size) : applied;
  if (!root.ok) {
    standing = undefined;
    return root;
  }
  state.takeTouched();
  state.takeHolders();
  return ok({
    height: assembly.height - 1,
    time: assembly.time,
    size,
    root: root.value,
    stateRoot: toBase64(stateRootOf(record.value)),
    note: new Uint8Array(0),
    registers: REGISTERS.map((name) => state.tree(name).share()),
    tallies: { ...state.tallies },
    due: state.dueAt(),
    gap: assembly.parameters.gap,
    skew: assembly.parameters.skew,
  });
}

const post = (message: FromPast): void => port.postMessage(message);

await installNative();
port.on("message", (asked: AskPast) => post({ t: "state", size: asked.size, state: stateAt(asked) }));
