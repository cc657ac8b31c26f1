/** The number objects of a state: which records make one, how far it extends, which is the most specific. */
import {
  holderOf,
  type Answer,
  type Found,
  type ReportRecord,
  type StateReader,
  type StateRecord,
} from "@comity/assembly";
import { compareBytes } from "@comity/canon";
import { equalKeys, parseKeys, rangeOf, rangeText, textOf, type Key, type Range } from "@comity/resources";

export type NumberSpace = "ipv4" | "ipv6" | "asn";
export type NetworkAt = {
  readonly space: NumberSpace;
  /** Canonical text of the extent: `192.0.2.0/24`, `192.0.2.0-192.0.4.255`, `AS64496`. */
  readonly handle: string;
  readonly key: Key;
  readonly range: Range;
  /** The minimal blocks of the extent, ascending. */
  readonly keys: readonly Key[];
  readonly records: readonly StateRecord[];
  /** Levels around and at the key, widest first. */
  readonly around: readonly Found[];
};

const shown = (record: StateRecord): boolean =>
  record.t === "report" ? record.begins === undefined : record.t !== "settled" && record.t !== "servers";

/** Whether this level of the register is an object of its own. */
export const isNetwork = ({ records }: Found): boolean => records.some(shown);

/** What contains `key` or equals it, widest first: one object per level that has records. */
export function networksOver(reader: StateReader, space: NumberSpace, key: Key): readonly NetworkAt[] {
  const levels = reader.covering(space, key);
  return levels.flatMap((level, i) =>
    isNetwork(level) ? [networkAt(space, level, levels.slice(0, i + 1))] : [],
  );
}

/** The most specific object that contains the whole of `key`. */
export function networkOver(reader: StateReader, space: NumberSpace, key: Key): NetworkAt | undefined {
  const levels = reader.covering(space, key);
  for (let i = levels.length - 1; i >= 0; i--) {
    const level = levels[i]!;
    if (isNetwork(level)) return networkAt(space, level, levels.slice(0, i + 1));
  }
  return undefined;
}

export function networkAt(space: NumberSpace, { key, records }: Found, around: readonly Found[]): NetworkAt {
  const wide = extentOf(space, key, records);
  if (wide !== undefined) return { space, key, records, around, ...wide };
  const range = rangeOf(key);
  const one = key.bits === key.bytes.length * 8;
  const handle = one && space !== "asn" ? `${rangeText(space, range)}/${key.bits}` : textOf(space, key);
  return { space, key, records, around, range, keys: [key], handle };
}

type Extent = Pick<NetworkAt, "range" | "keys" | "handle">;

/** A file's record that is no single block stands at each of its blocks; the object is the record (RFC 9083 5.4). */
function extentOf(space: NumberSpace, key: Key, records: readonly StateRecord[]): Extent | undefined {
  // Whatever else stands here is about this block alone.
  if (records.some((record) => record.t !== "report" && shown(record))) return undefined;
  const reports = records.filter((record): record is ReportRecord => record.t === "report" && shown(record));
  const text = reports[0]?.range;
  if (text === undefined || reports.some(({ range }) => range !== text)) return undefined;
  const keys = parseKeys(space, text);
  if (!keys.ok || !keys.value.some((k) => equalKeys(k, key))) return undefined;
  const range = { first: keys.value[0]!.bytes, last: rangeOf(keys.value.at(-1)!).last };
  return { range, keys: keys.value, handle: rangeText(space, range) };
}

/** Whether the object contains all of `range` and more. */
export const isWider = (network: NetworkAt, range: Range): boolean => {
  const first = compareBytes(network.range.first, range.first);
  const last = compareBytes(network.range.last, range.last);
  return first <= 0 && last >= 0 && (first < 0 || last > 0);
};

/** Who holds it, from the levels already read: conflicts further inside belong to other objects. */
export function answerAt(
  reader: StateReader,
  { space, key, around }: Pick<NetworkAt, "key" | "around"> & { readonly space: NumberSpace | "names" },
): Answer {
  const known: StateReader = {
    at: (register, asked) => reader.at(register, asked),
    text: (register, asked, t) => reader.text(register, asked, t),
    covering: (register, asked) => (register === space ? around : reader.covering(register, asked)),
    mentioning: () => [],
    within: (_register, asked) => around.filter((level) => equalKeys(level.key, asked)),
  };
  return holderOf(known, { space, key });
}
