/**
 * A mirror: a whole copy of somebody else's log, its datasets and documents, which may become a node's folder again when
 * that one's disk is lost. It takes only what checkpoints accepted under the assembly's key file sign, follows the key file
 * when it changes, and keeps the evidence when the log shows it two histories.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { followKeyChain, isBlockRecord, parseKeyChain } from "@comity/assembly";
import { equalBytes, ok, refuse, sha256, toHex, utf8, type Result } from "@comity/canon";
import { keysOfPolicy, openCheckpoint } from "@comity/log";
import { diskLayer, DurableFiles, lockFolder, openLogCopy, tryIoAsync, type LogCopy } from "@comity/store";
import { forkEvidence, type SignedCheckpoint } from "./fork-evidence.ts";
import { BlobCopies } from "./blob-copies.ts";
import { KeyChainFiles } from "./key-chain-files.ts";
import { beginsWith } from "./log-binding.ts";
import { openSource, readKeyChain, type AuditSource } from "./source.ts";

export type MirrorOptions = {
  readonly folder: string;
  /** The node's address, or its folder. */
  readonly from: string;
  /** The assembly's public key file, of any time. */
  readonly keyFile: string;
};

/** Entries of the log that are shown, and how many of them are new. */
export type Mirrored = { readonly size: number; readonly added: number };

/** Entries and bytes written at once. */
const CHUNK = 16_384;
const CHUNK_BYTES = 32 * 1024 * 1024;
/** As many entries as are in unfinished tiles, or were a moment ago. */
const EDGE = 512;

export class Mirror {
  /** The key file in force. */
  keyFile: string;
  readonly #options: MirrorOptions;
  readonly #copy: LogCopy;
  readonly #blobs: BlobCopies;
  readonly #files: DurableFiles;
  readonly #chain: KeyChainFiles;
  readonly #release: () => void;
  #hasChain = false;

  /** Use `openMirror`. */
  constructor(options: MirrorOptions, copy: LogCopy, release: () => void) {
    this.#options = options;
    this.#copy = copy;
    this.#release = release;
    this.keyFile = options.keyFile;
    this.#blobs = new BlobCopies(options.folder);
    this.#chain = new KeyChainFiles(options.folder);
    this.#files = new DurableFiles(diskLayer(), options.folder);
    this.#files.clean();
  }

  /**
   * Takes what is new. Codes of reading and writing, of checkpoints, `log-forked` (the evidence is kept), `copy-root`,
   * `dataset-missing`, `document-missing`.
   */
  async round(): Promise<Result<Mirrored>> {
    const source = await openSource(this.#options.from);
    if (!source.ok) return source;
    const accepted = await this.#accepted(source.value);
    if (!accepted.ok) return accepted;
    const { checkpoint, note } = source.value;
    const { shown } = this.#copy;
    if (shown !== undefined) {
      const agree = await this.#agree(shown, source.value);
      if (!agree.ok) return agree;
      const { root, size } = shown.checkpoint;
      if (checkpoint.size < size) return ok({ size, added: 0 });
      if (checkpoint.size === size && equalBytes(root, checkpoint.root) && equalBytes(note, shown.note))
        return ok({ size, added: 0 });
    }
    const before = this.#copy.size;
    const taken = await this.#take(source.value);
    const complete = taken.ok ? await this.#complete(source.value, before) : taken;
    if (!complete.ok) {
      const back = this.#copy.forget();
      return back.ok ? complete : back;
    }
    const showing = await this.#copy.show(checkpoint, note);
    return showing.ok ? ok({ size: checkpoint.size, added: checkpoint.size - before }) : showing;
  }

  close(): void {
    this.#release();
  }

  /** Under the key file in hand, or the one it leads to. */
  async #accepted({ note }: AuditSource): Promise<Result<unknown>> {
    const opened = open(note, this.keyFile);
    if (opened.ok && this.#hasChain) return opened;
    const chain = await readKeyChain(this.#options.from);
    const followed = chain.ok ? followKeyChain(chain.value, this.keyFile) : chain;
    if (!chain.ok || !followed.ok) return opened;
    const again = open(note, followed.value.policy);
    if (!again.ok) return opened;
    this.keyFile = followed.value.policy;
    const kept = await this.#keepChain(chain.value);
    return kept.ok ? again : kept;
  }

  /** As a node keeps it, so that the copy can go on as one. */
  async #keepChain(chain: Uint8Array): Promise<Result<unknown>> {
    const proofs = parseKeyChain(chain);
    if (!proofs.ok) return proofs;
    // The last one says what is in force now, and says it anew every time.
    const links = proofs.value.slice(0, -1).map((proof, i) => [this.#chain.name(i, proof), proof] as const);
    const kept = await this.#chain.put(new Map(links));
    this.#hasChain = kept.ok;
    return kept.ok ? this.#put("assembly.key", this.keyFile) : kept;
  }

  /** A file of the mirror's own. */
  #put(name: string, content: string): Promise<Result<void>> {
    return tryIoAsync(this.#options.folder, () =>
      this.#files.put([{ path: `mirror/${name}`, parts: [utf8(content)] }]),
    );
  }

  /** What the entries from `from` on name, once they are known to be signed. */
  async #complete(source: AuditSource, from: number): Promise<Result<unknown>> {
    const signed = this.#copy.fits(source.checkpoint);
    if (!signed.ok) return signed;
    const { size } = source.checkpoint;
    for (const entry of this.#copy.files.entries(from, size, size)) {
      const kept = entry.ok ? await this.#blobs.take(entry.value, source) : entry;
      if (!kept.ok) return kept;
    }
    return ok(undefined);
  }

  async #agree(shown: SignedCheckpoint, source: AuditSource): Promise<Result<unknown>> {
    // What is shown is a tree of its own: the smaller of two is read from where the larger one is.
    const larger = source.checkpoint.size >= shown.checkpoint.size ? source : undefined;
    const evidence = await forkEvidence(shown, source, larger ?? this.#own());
    if (!evidence.ok || evidence.value === undefined) return evidence;
    const name = `fork-${toHex(sha256(utf8(evidence.value))).slice(0, 16)}.evidence`;
    const kept = await this.#put(name, evidence.value);
    if (!kept.ok) return kept;
    const path = join(this.#options.folder, "mirror", name);
    return refuse("log-forked", `the log shows two histories: ${path} proves it (comity verify)`, "log");
  }

  #own(): Pick<AuditSource, "tile"> {
    const { files } = this.#copy;
    return { tile: async (tile) => files.tile(tile) };
  }

  async #take(source: AuditSource): Promise<Result<unknown>> {
    const { size } = source.checkpoint;
    let chunk: Uint8Array[] = [];
    let bytes = 0;
    let at = this.#copy.size;
    for await (const bundle of source.bundles(at, size)) {
      if (!bundle.ok) return bundle;
      for (const { entry } of bundle.value) {
        chunk.push(entry);
        bytes += entry.length;
        // Near the end every block has its partial tiles, as in the log itself: readers may be at an earlier one.
        const isEdge = ++at > size - EDGE && isBlockRecord(entry);
        const isFull = chunk.length === CHUNK || bytes > CHUNK_BYTES;
        if (!isEdge && !isFull) continue;
        const appended = await this.#copy.append(chunk);
        if (!appended.ok) return appended;
        // No more than this of what was not signed is ever written.
        const signed = isFull ? await beginsWith(source, this.#copy.frontier, source.checkpoint) : ok(true);
        if (!signed.ok) return signed;
        chunk = [];
        bytes = 0;
      }
    }
    return this.#copy.append(chunk);
  }
}

function open(note: Uint8Array, keyFile: string): Result<unknown> {
  const keys = keysOfPolicy(keyFile);
  return keys.ok ? openCheckpoint(note, keys.value) : keys;
}

/** Codes of key files, of `openLogCopy`, `folder-locked`, `mirror-of-own`. */
export function openMirror(given: MirrorOptions): Result<Mirror> {
  const options = { ...given, folder: resolve(given.folder) };
  const keys = keysOfPolicy(options.keyFile);
  if (!keys.ok) return keys;
  if (existsSync(join(options.folder, "store.db")))
    return refuse(
      "mirror-of-own",
      `${options.folder} is a node's own folder: mirror into another one`,
      "folder",
    );
  const lock = lockFolder(options.folder);
  if (!lock.ok) return lock;
  const copy = openLogCopy(join(options.folder, "log"));
  if (copy.ok) return ok(new Mirror(options, copy.value, () => lock.value.release()));
  lock.value.release();
  return copy;
}
