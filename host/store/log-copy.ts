/**
 * A copy of a log that somebody else signs: it grows entry by entry, is read back and hashed again like a log of our own, and
 * shows a checkpoint only when its tree has that root. No lock and no database: a copy signs nothing.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { Frontier, type Checkpoint } from "@comity/log";
import { writeBlock } from "./block-files.ts";
import { DurableFiles } from "./durable-files.ts";
import { grow, loadEdge, type Edge } from "./edge.ts";
import { diskLayer } from "./file-layer.ts";
import { tryIoAsync } from "./io-refusal.ts";
import { LogFiles } from "./log-files.ts";
import { openLog } from "./open-log.ts";

const EMPTY: Edge = { size: 0, frontier: [], tiles: [], bundle: new Uint8Array(0) };

export class LogCopy {
  readonly #folder: string;
  readonly #files: DurableFiles;
  #edge: Edge;
  #root: Uint8Array | undefined;
  /** What the copy shows; undefined before the first time. */
  shown: { readonly checkpoint: Checkpoint; readonly note: Uint8Array } | undefined;

  /** Use `openLogCopy`. */
  constructor(folder: string, edge: Edge, shown: LogCopy["shown"]) {
    this.#folder = folder;
    this.#edge = edge;
    this.shown = shown;
    this.#files = new DurableFiles(diskLayer(), folder);
    this.#files.clean();
  }

  /** Entries it has, shown or not. */
  get size(): number {
    return this.#edge.size;
  }

  /** The right edge of what it has. */
  get frontier(): Frontier {
    return Frontier.resume(this.#edge.size, this.#edge.frontier);
  }

  get files(): LogFiles {
    return new LogFiles(diskLayer(), this.#folder);
  }

  /** Adds what comes next; durable, and not shown yet. Codes of `ioRefusal`, `written-differs`. */
  async append(entries: readonly Uint8Array[]): Promise<Result<void>> {
    if (entries.length === 0) return ok(undefined);
    const growth = grow(this.#edge, entries);
    const written = await writeBlock(this.#files, this.files, growth);
    if (!written.ok) return written;
    this.#edge = growth.edge;
    this.#root = growth.root;
    return ok(undefined);
  }

  /** Whether what it has is the tree of a checkpoint. Code `copy-root`. */
  fits({ root, size }: Checkpoint): Result<true> {
    const own = this.#root ?? this.shown?.checkpoint.root;
    return size === this.size && own !== undefined && equalBytes(root, own)
      ? ok(true)
      : refuse("copy-root", "the entries do not give the root that the checkpoint signs");
  }

  /** Shows a checkpoint of what it has. Codes of `fits` and `ioRefusal`. */
  async show(checkpoint: Checkpoint, note: Uint8Array): Promise<Result<void>> {
    const fits = this.fits(checkpoint);
    if (!fits.ok) return fits;
    const written = await tryIoAsync(this.#folder, () =>
      this.#files.put([{ path: "checkpoint", parts: [note] }]),
    );
    if (written.ok) this.shown = { checkpoint, note };
    return written;
  }

  /** Goes back to what is shown. Codes of `loadEdge`. */
  forget(): Result<void> {
    const edge = this.shown === undefined ? ok(EMPTY) : loadEdge(this.files, this.shown.checkpoint.size);
    if (!edge.ok) return edge;
    this.#edge = edge.value;
    this.#root = undefined;
    return ok(undefined);
  }
}

/** `folder` holds `checkpoint` and `tile/`; made when there is none. Codes of `openLog`, `loadEdge`. */
export function openLogCopy(given: string): Result<LogCopy> {
  const folder = resolve(given);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "checkpoint"))) return ok(new LogCopy(folder, EMPTY, undefined));
  const opened = openLog(folder);
  if (!opened.ok) return opened;
  const edge = loadEdge(opened.value.log, opened.value.checkpoint.size);
  return edge.ok ? ok(new LogCopy(folder, edge.value, opened.value)) : edge;
}
