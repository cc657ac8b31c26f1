/** Reading the state: the same questions for the fold, a snapshot in another thread, and the read models. */
import { fromUtf8, must, utf8 } from "@comity/canon";
import { textKey, type Key, type RegisterName } from "./registers.ts";
import type { RecordOf, RecordType, StateRecord } from "./records.ts";

/** One register at one version, as bytes (implemented by the trees of `@comity/tree`). */
export type RegisterReader = {
  get(key: Key): readonly Uint8Array[];
  covering(key: Key): readonly { readonly bits: number; readonly values: readonly Uint8Array[] }[];
  within(key: Key, after?: Key): Iterable<{ readonly key: Key; readonly values: readonly Uint8Array[] }>;
};

export type Found = { readonly key: Key; readonly records: readonly StateRecord[] };

export type StateReader = {
  /** The records stored at exactly this key. */
  at(register: RegisterName, key: Key): readonly StateRecord[];
  /** Records at this key and at every key that contains it, widest first. */
  covering(register: RegisterName, key: Key): readonly Found[];
  /** Records at this key and at every key inside it, in key order; `after` resumes behind a key. */
  within(register: RegisterName, key: Key, after?: Key): Iterable<Found>;
  /** As `within`, but only keys with a value that contains `text` (UTF-8): others are not decoded. For rare records. */
  mentioning(register: RegisterName, key: Key, text: string, after?: Key): Iterable<Found>;
  /** The one record of type `t` under a text key, if there is one. */
  text<T extends RecordType>(register: RegisterName, key: string, t: T): RecordOf<T> | undefined;
};

// The record was written by this fold from a typed value: the bytes are the type's own encoding.
export const decodeRecord = (bytes: Uint8Array): StateRecord => JSON.parse(must(fromUtf8(bytes)));

/** The first `bits` bits of a key's bytes as a key of its own. */
export function prefixOf(bytes: Uint8Array, bits: number): Key {
  const out = new Uint8Array(bytes.length);
  const whole = bits >> 3;
  out.set(bytes.subarray(0, whole));
  if (bits & 7) out[whole] = bytes[whole]! & (0xff << (8 - (bits & 7)));
  return { bytes: out, bits };
}

/** Whether `bytes` hold `sought`, at least one byte long. */
function contains(bytes: Uint8Array, sought: Uint8Array): boolean {
  const [first] = sought;
  for (let at = bytes.indexOf(first!); at >= 0; at = bytes.indexOf(first!, at + 1)) {
    let same = 1;
    while (same < sought.length && bytes[at + same] === sought[same]) same++;
    if (same === sought.length) return true;
  }
  return false;
}

/** The keys of one register within `key` with a value that contains `text`. */
export function* mentioningIn(
  register: RegisterReader,
  key: Key,
  text: string,
  after?: Key,
): Generator<Found, void, void> {
  const sought = utf8(text);
  for (const { key: at, values } of register.within(key, after)) {
    if (values.some((value) => contains(value, sought))) yield { key: at, records: values.map(decodeRecord) };
  }
}

/** A `StateReader` over register readers. */
export function readerOf(registers: (name: RegisterName) => RegisterReader): StateReader {
  const at = (register: RegisterName, key: Key): readonly StateRecord[] =>
    registers(register).get(key).map(decodeRecord);
  return {
    at,
    covering: (register, key) =>
      registers(register)
        .covering(key)
        .map(({ bits, values }) => ({ key: prefixOf(key.bytes, bits), records: values.map(decodeRecord) })),
    *within(register, key, after) {
      for (const found of registers(register).within(key, after)) {
        yield { key: found.key, records: found.values.map(decodeRecord) };
      }
    },
    mentioning: (register, key, text, after) => mentioningIn(registers(register), key, text, after),
    text: (register, key, t) => pick(at(register, textKey(key)), t),
  };
}

/** The record of type `t` among those of one key (a key holds at most one of each type, reports and routes excepted). */
export function pick<T extends RecordType>(records: readonly StateRecord[], t: T): RecordOf<T> | undefined {
  for (const record of records) if (record.t === t) return record as RecordOf<T>;
  return undefined;
}
