/** Keeps the folder that RRDP is served from: one serial per published tree, deltas as long as they are worth it. */
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { sameTree, writeWhole, type Tree } from "./files.ts";
import { sha256Hex } from "./keys.ts";
import { deltaXml, notificationXml, snapshotXml } from "./rrdp.ts";
import { utf8 } from "@comity/canon";

type StoredFile = {
  readonly serial: number;
  readonly path: string;
  readonly hash: string;
  readonly bytes: number;
  readonly at: number;
};
type Stored = {
  readonly session: string;
  /** Of the marker beside this file: a copy from a backup has another, and its serials may have been used already. */
  readonly marker: string;
  readonly serial: number;
  /** What the newest snapshot holds. */
  readonly tree: string;
  readonly snapshot: StoredFile;
  /** Newest first. */
  readonly deltas: readonly StoredFile[];
  /** No longer named, still there for who has an older notification. */
  readonly old: readonly StoredFile[];
};

const MAX_DELTAS = 100;
const KEEP_OLD = 3_600;

const fingerprint = (tree: Tree): string =>
  sha256Hex(
    utf8(
      [...tree]
        .map(([path, bytes]) => `${path} ${sha256Hex(bytes)}`)
        .sort()
        .join("\n"),
    ),
  );

const MARKER = "session";
/** Which file on which disk it is; a copy of it is another. */
function markerOf(folder: string): string {
  const found = statSync(join(folder, MARKER), { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.dev}-${found.ino}-${Math.trunc(found.birthtimeMs)}`;
}

export type RrdpPlace = { readonly folder: string; readonly notification: string; readonly base: string };

/**
 * Snapshot, delta and state for a new tree; the notification is written by the returned function, after the switch of
 * the rsync folder. Without a usable predecessor a new session begins (RFC 8182 section 3.3.1).
 */
export function prepareRrdp(
  place: RrdpPlace,
  before: Tree,
  after: Tree,
  now: number,
): { readonly serial: number; readonly announce: () => void } {
  const stateFile = join(place.folder, "state.json");
  const old = existsSync(stateFile) ? (JSON.parse(readFileSync(stateFile, "utf8")) as Stored) : undefined;
  const goesOn =
    old !== undefined && old.tree === fingerprint(before) && old.marker === markerOf(place.folder);
  if (goesOn && sameTree(before, after)) return { serial: old.serial, announce: () => announce(place, old) };
  const session = goesOn ? old.session : randomUUID();
  const serial = goesOn ? old.serial + 1 : 1;
  const put = (name: string, xml: string): StoredFile => {
    const path = `${session}/${serial}/${name}.xml`;
    writeWhole(join(place.folder, path), xml);
    return { serial, path, hash: sha256Hex(utf8(xml)), bytes: xml.length, at: now };
  };
  const snapshot = put("snapshot", snapshotXml(session, serial, place.base, after));
  const delta = goesOn ? deltaXml(session, serial, place.base, before, after) : undefined;
  const deltas =
    delta === undefined ? [] : worthwhile([put("delta", delta), ...(old?.deltas ?? [])], snapshot.bytes);

  const named = new Set([snapshot, ...deltas].map(({ path }) => path));
  const unnamed =
    old === undefined ? [] : [old.snapshot, ...old.deltas, ...old.old].filter(({ path }) => !named.has(path));
  const kept = unnamed.map((file) => (old?.old.includes(file) ? file : { ...file, at: now }));
  if (!goesOn) writeWhole(join(place.folder, MARKER), `${session}\n`);
  const state: Stored = {
    session,
    marker: markerOf(place.folder),
    serial,
    tree: fingerprint(after),
    snapshot,
    deltas,
    old: kept.filter(({ at }) => at + KEEP_OLD > now),
  };
  return {
    serial,
    announce: () => {
      writeWhole(stateFile, `${JSON.stringify(state, undefined, 1)}\n`);
      announce(place, state);
      for (const { path, at } of kept) if (at + KEEP_OLD <= now) remove(place.folder, path);
    },
  };
}

/** RFC 8182 section 3.3.2: all deltas together are no larger than the snapshot. */
function worthwhile(deltas: readonly StoredFile[], limit: number): StoredFile[] {
  let sum = 0;
  const end = deltas.findIndex(({ bytes }, i) => i >= MAX_DELTAS || (sum += bytes) > limit);
  return deltas.slice(0, end < 0 ? deltas.length : end);
}

function announce({ folder, notification }: RrdpPlace, { session, serial, snapshot, deltas }: Stored): void {
  const root = notification.slice(0, notification.lastIndexOf("/") + 1);
  const located = ({ path, hash, serial: of }: StoredFile) => ({ uri: root + path, hash, serial: of });
  const name = notification.slice(root.length);
  writeWhole(join(folder, name), notificationXml(session, serial, located(snapshot), deltas.map(located)));
}

function remove(folder: string, path: string): void {
  const file = join(folder, path);
  rmSync(file, { force: true });
  const above = dirname(file);
  try {
    // Gone with its last file.
    rmdirSync(above);
  } catch {
    // Not empty yet.
  }
}
