/**
 * The difference between a file and the reports of its source that the register holds, as writes (SEMANTICS F1, F5, F6).
 * Only reports of this source are touched. What takes something from a reported holder is published first and takes
 * effect when notice is over; what replaces it is shown from then. A holder is recognised by its opaque identifier where
 * the source gives one, else by the record itself (F2).
 */
import { compareKeys, covers, type Key } from "@comity/resources";
import type { ReportRecord } from "../state/records.ts";
import type { Content } from "./report-text.ts";
import type { Facts, Wanted } from "./file-records.ts";

/** What the register holds of the source at one key: the report shown, and one that is published and waits. */
export type Present = {
  readonly key: Key;
  readonly shown?: ReportRecord;
  readonly pending?: ReportRecord;
};

/** The new reports of the source at one key; `keep` is one already there, unchanged. */
export type Write = {
  readonly key: Key;
  readonly shown?: { readonly content: Content } | { readonly keep: ReportRecord };
  readonly pending?: { readonly content: Content; readonly begins: number };
};

export type Rules = {
  /** When a withdrawal published now takes effect. */
  readonly noticeEnds: number;
  /** Whether the file speaks of holders at all: files of countries change at once. */
  readonly holders: boolean;
  readonly isSame: (report: ReportRecord, content: Content) => boolean;
};

const used = (status: string): boolean => status === "allocated" || status === "assigned";

/** Whether the holder that the report shows is still the one the file shows. */
function sameHolder(report: ReportRecord, facts: Facts): boolean {
  if (!used(facts.status)) return false;
  if (report.holder !== undefined && facts.holder !== undefined) return report.holder === facts.holder;
  return report.date === facts.date && report.range === facts.range;
}

export function changesOf(
  wanted: readonly Wanted[],
  present: readonly Present[],
  rules: Rules,
): readonly Write[] {
  const writes: Write[] = [];
  const fresh: Wanted[] = [];
  /** Shown reports that end, in key order. */
  const ending: { readonly key: Key; readonly report: ReportRecord; readonly ends: number }[] = [];
  let i = 0;
  let j = 0;
  while (i < wanted.length || j < present.length) {
    const want = wanted[i];
    const here = present[j];
    const order = want === undefined ? 1 : here === undefined ? -1 : compareKeys(want.key, here.key);
    if (order < 0) fresh.push(want!);
    else if (order > 0) gone(here!);
    else changed(want!, here!);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  for (const [n, begins] of delays(fresh, ending).entries()) {
    const { content, key } = fresh[n]!;
    writes.push(begins === 0 ? { key, shown: { content } } : { key, pending: { content, begins } });
  }
  return writes;

  function gone({ key, pending, shown }: Present): void {
    if (shown === undefined || !rules.holders || !used(shown.status) || isRecut(wanted, key, shown)) {
      writes.push({ key });
      return;
    }
    const ends = shown.ends ?? rules.noticeEnds;
    ending.push({ key, report: shown, ends });
    if (shown.ends === undefined || pending !== undefined)
      writes.push({ key, shown: { keep: { ...shown, ends } } });
  }

  function changed({ content, facts, key }: Wanted, { pending, shown }: Present): void {
    if (shown === undefined) {
      // Never shown so far: it goes on waiting, as a new one would.
      if (pending !== undefined && rules.isSame(pending, content)) return;
      fresh.push({ content, facts, key });
      return;
    }
    if (rules.isSame(shown, content)) {
      if (shown.ends !== undefined || pending !== undefined) writes.push({ key, shown: { content } });
      return;
    }
    if (!rules.holders || !used(shown.status) || sameHolder(shown, facts)) {
      writes.push({ key, shown: { content } });
      return;
    }
    const ends = shown.ends ?? rules.noticeEnds;
    if (shown.ends !== undefined && pending !== undefined && rules.isSame(pending, content)) return;
    writes.push({ key, shown: { keep: { ...shown, ends } }, pending: { content, begins: ends } });
  }
}

/** Whether the file shows the same holder on every number of the block, only cut into other blocks. */
function isRecut(wanted: readonly Wanted[], key: Key, shown: ReportRecord): boolean {
  let low = 0;
  let high = wanted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(wanted[middle]!.key, key) < 0) low = middle + 1;
    else high = middle;
  }
  const same = ({ facts }: Wanted): boolean =>
    used(facts.status) && facts.holder !== undefined && facts.holder === shown.holder;
  const before = wanted[low - 1];
  if (before !== undefined && covers(before.key, key)) return same(before);
  let share = 0;
  for (let n = low; n < wanted.length && covers(key, wanted[n]!.key); n++) {
    if (!same(wanted[n]!)) return false;
    share += 2 ** (key.bits - wanted[n]!.key.bits);
  }
  return share === 1;
}

/**
 * For each new block when it may be shown: 0 for now, else when the last report of another holder that overlaps it has
 * ended. Both lists are in key order, so one walk with a stack of covering reports finds all overlaps.
 */
function delays(
  fresh: readonly Wanted[],
  ending: readonly { readonly key: Key; readonly report: ReportRecord; readonly ends: number }[],
): readonly number[] {
  const stack: (typeof ending)[number][] = [];
  let next = 0;
  const order = fresh.map((want, n) => ({ want, n })).sort((a, b) => compareKeys(a.want.key, b.want.key));
  const out: number[] = Array.from({ length: fresh.length }, () => 0);
  if (ending.length === 0) return out;
  for (const { n, want } of order) {
    while (next < ending.length && compareKeys(ending[next]!.key, want.key) <= 0) {
      while (stack.length > 0 && !covers(stack.at(-1)!.key, ending[next]!.key)) stack.pop();
      stack.push(ending[next++]!);
    }
    while (stack.length > 0 && !covers(stack.at(-1)!.key, want.key)) stack.pop();
    const overlapping = [...stack];
    for (let k = next; k < ending.length && covers(want.key, ending[k]!.key); k++)
      overlapping.push(ending[k]!);
    for (const { ends, report } of overlapping) {
      if (!sameHolder(report, want.facts)) out[n] = Math.max(out[n]!, ends);
    }
  }
  return out;
}
