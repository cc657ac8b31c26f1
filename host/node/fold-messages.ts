/** What the main thread and the fold's thread say to each other. Shared buffers of trees travel without a copy. */
import type { Refusal } from "@comity/canon";
import type { SharedTree } from "@comity/tree";
import type { HolderChange } from "@comity/view";
import type { Tallies } from "./watched-state.ts";

export type OpenFold = {
  readonly folder: string;
  readonly origin: string;
  /** Private key files of the log (`comity/key/v1`); the first one founds. */
  readonly logKeys: readonly string[];
  /** Make the folder when there is none. */
  readonly create: boolean;
  readonly snapshotEntries: number;
};
export type Submitted = { readonly hash: Uint8Array; readonly entry: Uint8Array };
/** Many acts as three buffers that change hands: hashes of 32 bytes, lengths of entries, entries. */
export type Packed = {
  readonly hashes: Uint8Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly entries: Uint8Array<ArrayBuffer>;
};

export function pack(acts: readonly Submitted[]): Packed {
  const hashes = new Uint8Array(32 * acts.length);
  const lengths = Uint32Array.from(acts, ({ entry }) => entry.length);
  const entries = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const [i, { hash, entry }] of acts.entries()) {
    hashes.set(hash, 32 * i);
    entries.set(entry, at);
    at += entry.length;
  }
  return { hashes, lengths, entries };
}

export function unpack({ hashes, lengths, entries }: Packed): readonly Submitted[] {
  let at = 0;
  return Array.from(lengths, (length, i) => {
    const entry = entries.subarray(at, (at += length));
    return { hash: hashes.subarray(32 * i, 32 * i + 32), entry };
  });
}

export type ToFold =
  | { readonly t: "submit"; readonly id: number; readonly now: number; readonly acts: Packed }
  | { readonly t: "tick"; readonly id: number; readonly now: number }
  | {
      readonly t: "witness";
      readonly id: number;
      readonly size: number;
      /** None where the key file asks for no witnesses. */
      readonly time: number | undefined;
      readonly note: Uint8Array;
      readonly policy: string;
    }
  | {
      readonly t: "blob";
      readonly id: number;
      readonly kind: "datasets" | "documents";
      readonly bytes: Uint8Array;
    }
  | { readonly t: "find"; readonly id: number; readonly hash: Uint8Array }
  | { readonly t: "snapshot"; readonly id: number }
  | { readonly t: "close"; readonly id: number };

/** What became of a submitted act: it waits for a block, stands in the log already, or is refused without a trace. */
export type Placed =
  | { readonly state: "queued" }
  | { readonly state: "logged"; readonly index: number }
  | { readonly state: "refused"; readonly refusal: Refusal };

export type Touched = { readonly register: string; readonly bytes: Uint8Array; readonly bits: number };

/** A sealed and published state. `registers` holds those that changed (all of them in the first message). */
export type Sealed = {
  readonly height: number;
  readonly time: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly stateRoot: string;
  /** The checkpoint as published. */
  readonly note: Uint8Array;
  readonly registers: readonly (SharedTree | undefined)[];
  readonly tallies: Tallies;
  /** When something falls due next, and when a block is closed at the latest. */
  readonly due: number | undefined;
  readonly gap: number;
  /** How far block time may be from the newest witness time, seconds. */
  readonly skew: number;
};
export type NewBlock = Sealed & {
  /** Index of the first act. */
  readonly first: number;
  /** Their hashes, 32 bytes each. */
  readonly hashes: Uint8Array;
  readonly voids: readonly { readonly index: number; readonly code: string; readonly detail: string }[];
  /** At most `MAX_TOUCHED`. */
  readonly touched: readonly Touched[];
  /** Whose holdings changed hands, began or ended. */
  readonly holders: readonly HolderChange[];
};
export type Opened = Sealed & {
  readonly created: boolean;
  /** Blocks applied again from the log, and the height of the snapshot they were applied to (-1: none). */
  readonly replayed: number;
  readonly snapshot: number;
  readonly skipped: readonly string[];
  readonly crashed: boolean;
  readonly engines: object;
  /** Everything that is held. */
  readonly holders: readonly HolderChange[];
};

export type FromFold =
  | { readonly t: "opened"; readonly opened: Opened }
  | { readonly t: "refused"; readonly refusal: Refusal }
  | { readonly t: "placed"; readonly id: number; readonly placed: readonly Placed[] }
  | { readonly t: "done"; readonly id: number; readonly value: unknown }
  | { readonly t: "undone"; readonly id: number; readonly refusal: Refusal }
  | { readonly t: "block"; readonly block: NewBlock }
  /** Writing fails and is tried again, or works again. */
  | { readonly t: "health"; readonly refusal: Refusal | undefined };
