/** What `fsck` says. */
import type { Refusal } from "@comity/canon";

/** Something that is not what its name promises: where, what, and what to do. */
export type Damage = { readonly path: string; readonly code: string; readonly detail: string };

export type FsckReport = {
  readonly origin: string | undefined;
  /** The tree that was derived again from the entries: its size in entries and its root. */
  readonly size: number;
  readonly root: Uint8Array;
  /** How much was read and compared. */
  readonly checked: Readonly<
    Record<"entries" | "tiles" | "roots" | "blobs" | "snapshots" | "queued", number>
  >;
  /** Empty when everything is sound. */
  readonly damage: readonly Damage[];
  /** No damage, and worth knowing: files beyond the checkpoint, what a crash left. */
  readonly notes: readonly Damage[];
};

/** Collects findings. */
export class Findings {
  readonly damage: Damage[] = [];
  readonly notes: Damage[] = [];
  readonly checked = { entries: 0, tiles: 0, roots: 0, blobs: 0, snapshots: 0, queued: 0 };

  bad(path: string, code: string, detail: string): void {
    this.damage.push({ path, code, detail });
  }

  refusal(path: string, refusal: Refusal): void {
    this.bad(path, refusal.code, refusal.detail);
  }

  note(path: string, code: string, detail: string): void {
    this.notes.push({ path, code, detail });
  }
}
