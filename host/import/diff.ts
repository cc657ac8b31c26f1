/** What changed between two datasets of one source. */
import type { DatasetRecord } from "@comity/resources";
import { compareRecords } from "./in-order.ts";

export type DatasetDiff = {
  readonly added: readonly DatasetRecord[];
  readonly removed: readonly DatasetRecord[];
  /** Same numbers, other facts. */
  readonly changed: readonly { readonly before: DatasetRecord; readonly after: DatasetRecord }[];
};

/** One walk over both lists, which are sorted as in a dataset. A record with other borders is removed and added. */
export function diffRecords(before: readonly DatasetRecord[], after: readonly DatasetRecord[]): DatasetDiff {
  const added: DatasetRecord[] = [];
  const removed: DatasetRecord[] = [];
  const changed: { before: DatasetRecord; after: DatasetRecord }[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const a = before[i];
    const b = after[j];
    const order = a === undefined ? 1 : b === undefined ? -1 : compareRecords(a, b);
    if (order < 0) removed.push(before[i++]!);
    else if (order > 0) added.push(after[j++]!);
    else {
      if (!sameFacts(a!, b!)) changed.push({ before: a!, after: b! });
      i++;
      j++;
    }
  }
  return { added, removed, changed };
}

export const sameFacts = (a: DatasetRecord, b: DatasetRecord): boolean =>
  a.status === b.status && a.cc === b.cc && a.date === b.date && a.holder === b.holder;
