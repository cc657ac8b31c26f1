/**
 * Where a state-verifying witness stands, kept in its own folder: the state, the right edge of the log's tree, the block
 * record that has the state's root, and roots that later blocks refer to. Only a shortcut: a damaged one is skipped.
 */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { concat, readUint, uintBytes, type Result } from "@comity/canon";
import { parseBlockRecord, State } from "@comity/assembly";
import { KeysSeen } from "../keys-seen.ts";
import type { LogReplay, ReplayStart } from "../replay.ts";
import { Frontier, HASH_LENGTH } from "@comity/log";
import { diskLayer, Snapshots } from "@comity/store";
import { builtFrom, snapshotSections, snapshotSize } from "../state-sections.ts";

const RECORD = "block-record";
const EDGE = "edge";
/** Each u64 size ‖ root. */
const ROOTS = "roots";
const ROOT_ENTRY = 8 + HASH_LENGTH;

export class ReplaySnapshots {
  readonly #files: Snapshots;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#files = new Snapshots(diskLayer(), resolve(folder));
    this.#files.clean();
  }

  /** At the end of a block. Codes of writing. */
  write({ assembly, frontier, record, roots }: LogReplay): Promise<Result<void>> {
    const sections = snapshotSections(assembly);
    sections.set(RECORD, record ?? new Uint8Array());
    sections.set(EDGE, concat(...frontier.hashes()));
    sections.set(ROOTS, concat(...[...roots].flatMap(([size, root]) => [uintBytes(size, 8), root])));
    return this.#files.write(assembly.height - 1, sections);
  }

  newest(): ReplayStart | undefined {
    for (const height of this.#files.heights().toReversed()) {
      const read = this.#files.read(height);
      const start = read.ok ? startFrom(read.value.sections) : undefined;
      if (start !== undefined) return start;
    }
    return undefined;
  }
}

function startFrom(sections: ReadonlyMap<string, Uint8Array>): ReplayStart | undefined {
  const size = snapshotSize(sections);
  const [record, edge, kept] = [RECORD, EDGE, ROOTS].map((name) => sections.get(name));
  const parsed = record === undefined ? undefined : parseBlockRecord(record);
  if (size === undefined || parsed?.ok !== true || edge === undefined || kept === undefined) return undefined;
  try {
    const assembly = builtFrom(sections, parsed.value, size, new State());
    if (!assembly.ok) return undefined;
    const roots = new Map<number, Uint8Array>();
    for (let at = 0; at < kept.length; at += ROOT_ENTRY)
      roots.set(readUint(kept, at, 8), kept.slice(at + 8, at + ROOT_ENTRY));
    const frontier = Frontier.resume(size, inHashes(edge));
    return { assembly: assembly.value, frontier, keys: new KeysSeen(), roots };
  } catch {
    return undefined;
  }
}

const inHashes = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: bytes.length / HASH_LENGTH }, (_, i) =>
    bytes.slice(i * HASH_LENGTH, (i + 1) * HASH_LENGTH),
  );
