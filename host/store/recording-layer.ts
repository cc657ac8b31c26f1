/**
 * A disk in memory that loses power, for tests. It keeps what was flushed apart from what was not: after any number
 * of operations it can be turned into a disk on which each change that was not flushed has happened or not, in any
 * combination, file contents have been cut or filled with zeros, and operations of one folder came in any order.
 */
import { dirname } from "node:path";
import type { FileLayer } from "./file-layer.ts";

/** Thrown where the power is cut; no operation works afterwards. */
export class PowerLoss extends Error {
  override readonly name = "PowerLoss";
}

type Inode = { content: Uint8Array; flushed: Uint8Array };

/** A name that was set (to a file or a folder) or removed, and not yet flushed. */
type Change = { readonly path: string; readonly to: Inode | "folder" | undefined };

export type RecordingLayer = FileLayer & {
  /** Operations so far that change something. */
  readonly operations: () => number;
  /** Counts as an operation: for points that are none, such as commits of a database. */
  readonly mark: () => void;
  /** Cuts the power before the n-th operation from now on (0 is the next). `onCut` runs at that moment. */
  readonly cutAt: (n: number, onCut?: () => void) => void;
  /** Throws this error at the n-th operation from now on, once, as a full or failing disk does. */
  readonly failAt: (n: number, error: Error) => void;
  /** The disk after power loss; `random` gives numbers in [0, 1). Everything on it is flushed. */
  readonly afterPowerLoss: (random: () => number) => RecordingLayer;
  /** Paths of all files and their bytes, as a running system sees them. */
  readonly snapshot: () => ReadonlyMap<string, Uint8Array>;
};

const systemError = (code: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${path}`), { code });

/** `root` is the store's folder, which exists. */
export function recordingLayer(
  root: string,
  initial: ReadonlyMap<string, Inode | "folder"> = new Map(),
): RecordingLayer {
  /** As programs see it, and as the platter has it. */
  const now = new Map(initial);
  const platter = new Map(initial);
  let changes: Change[] = [];
  let done = 0;
  let cut: { at: number; run: () => void } | undefined;
  let fail: { at: number; error: Error } | undefined;
  let dead = false;

  const step = (): void => {
    if (cut && done === cut.at && !dead) {
      dead = true;
      cut.run();
    }
    if (dead) throw new PowerLoss(`power lost before operation ${done}`);
    if (fail && done === fail.at) {
      const { error } = fail;
      fail = undefined;
      throw error;
    }
    done++;
  };
  const set = (path: string, to: Change["to"]): void => {
    if (to === undefined) now.delete(path);
    else now.set(path, to);
    changes.push({ path, to });
  };
  const inode = (path: string): Inode => {
    const found = now.get(path);
    if (found === undefined) throw systemError("ENOENT", path);
    if (found === "folder") throw systemError("EISDIR", path);
    return found;
  };
  const parent = (path: string): void => {
    const folder = dirname(path);
    if (folder !== root && now.get(folder) !== "folder") throw systemError("ENOENT", path);
  };
  const layer: FileLayer = {
    read: (path) => inode(path).content.slice(),
    size: (path) => {
      const found = now.get(path);
      return found === "folder" ? 0 : found?.content.length;
    },
    list(path) {
      const found = now.get(path);
      if (found !== undefined && found !== "folder") throw systemError("ENOTDIR", path);
      return [...now.keys()].filter((p) => dirname(p) === path).map((p) => p.slice(path.length + 1));
    },
    create(path, parts) {
      step();
      parent(path);
      set(path, { content: new Uint8Array(Buffer.concat(parts)), flushed: new Uint8Array(0) });
    },
    async sync(paths) {
      for (const path of paths) {
        step();
        const file = inode(path);
        file.flushed = file.content;
      }
    },
    rename(from, to) {
      step();
      parent(to);
      const file = inode(from);
      set(to, file);
      set(from, undefined);
    },
    remove(path) {
      step();
      for (const p of now.keys()) if (p === path || p.startsWith(`${path}/`)) set(p, undefined);
    },
    makeFolder(path) {
      if (path === root || now.get(path) === "folder") return;
      step();
      parent(path);
      set(path, "folder");
    },
    async syncFolders(paths) {
      for (const path of paths) {
        step();
        for (const change of changes.filter((c) => dirname(c.path) === path)) apply(platter, change);
        changes = changes.filter((c) => dirname(c.path) !== path);
      }
    },
  };
  return {
    ...layer,
    operations: () => done,
    mark: step,
    cutAt(n, onCut = () => undefined) {
      cut = { at: done + n, run: onCut };
    },
    failAt(n, error) {
      fail = { at: done + n, error };
    },
    afterPowerLoss(random) {
      const disk = new Map(platter);
      for (const change of shuffled(changes, random)) if (random() < 0.5) apply(disk, change);
      dropOrphans(disk, root);
      return recordingLayer(root, new Map([...disk].map(([path, node]) => [path, torn(node, random)])));
    },
    snapshot: () =>
      new Map([...now].flatMap(([path, node]) => (node === "folder" ? [] : [[path, node.content] as const]))),
  };
}

function apply(disk: Map<string, Inode | "folder">, change: Change): void {
  if (change.to === undefined) disk.delete(change.path);
  else disk.set(change.path, change.to);
}

/** A name in a folder that was lost is lost. */
function dropOrphans(disk: Map<string, Inode | "folder">, root: string): void {
  const kept = (folder: string): boolean =>
    folder === root || (disk.get(folder) === "folder" && kept(dirname(folder)));
  for (const path of disk.keys()) if (!kept(dirname(path))) disk.delete(path);
}

/** Contents that were not flushed: the old ones, a part of the new ones, zeros, or all of them. */
function torn(node: Inode | "folder", random: () => number): Inode | "folder" {
  if (node === "folder") return node;
  let content = node.flushed;
  if (node.flushed !== node.content) {
    const kind = Math.floor(random() * 4);
    if (kind === 1) content = node.content.slice(0, Math.floor(random() * node.content.length));
    if (kind === 2) content = new Uint8Array(node.content.length);
    if (kind === 3) content = node.content;
  }
  return { content, flushed: content };
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
