/**
 * The state of an assembly: fifteen versioned trees of records, the index of what falls due, and a journal so that an
 * act that turns out void leaves nothing behind.
 */
import { jcsBytes, toHex } from "@comity/canon";
import { RadixTree, type Version } from "@comity/tree";
import { DueIndex } from "./due.ts";
import { RecentRecords } from "./recent.ts";
import { decodeRecord, pick, prefixOf, type Found, type StateReader, mentioningIn } from "./reader.ts";
import { dueOf } from "./periods.ts";
import type { RecordOf, RecordType, StateRecord } from "./records.ts";
import { keyWidth, REGISTERS, stateRoot, textKey, type Key, type RegisterName } from "./registers.ts";

type Undo = { readonly register: RegisterName; readonly key: Key; readonly values: readonly Uint8Array[] };

/** A sealed state: one tree version a register, and the root over them. */
export type SealedState = { readonly versions: readonly Version[]; readonly root: Uint8Array };

export class State implements StateReader {
  readonly #trees: readonly RadixTree[];
  readonly #byName: ReadonlyMap<RegisterName, RadixTree>;
  readonly #recent = new RecentRecords();
  readonly #due = new DueIndex();
  #journal: Undo[] | undefined;
  /** Added to the end of a lease before the clock acts on it (SEMANTICS C4); set from the constitution. */
  grace = 0;
  /** The same where acts can be countersigned by witnesses, else 0. */
  wait = 0;

  constructor() {
    this.#trees = REGISTERS.map((name, register) => new RadixTree({ register, keyBytes: keyWidth(name) }));
    this.#byName = new Map(REGISTERS.map((name, i) => [name, this.#trees[i]!]));
  }

  tree(register: RegisterName): RadixTree {
    return this.#byName.get(register)!;
  }

  at(register: RegisterName, key: Key): readonly StateRecord[] {
    const kept = this.#recent.at(register, key);
    if (kept !== undefined) return kept;
    const records = this.tree(register).get(key).map(decodeRecord);
    this.#recent.keep(register, key, records);
    return records;
  }

  covering(register: RegisterName, key: Key): readonly Found[] {
    return this.tree(register)
      .covering(key)
      .map(({ bits, values }) => ({ key: prefixOf(key.bytes, bits), records: values.map(decodeRecord) }));
  }

  *within(register: RegisterName, key: Key, after?: Key): Generator<Found> {
    for (const { key: at, values } of this.tree(register).within(key, after)) {
      yield { key: at, records: values.map(decodeRecord) };
    }
  }

  mentioning(register: RegisterName, key: Key, text: string, after?: Key): Generator<Found> {
    return mentioningIn(this.tree(register), key, text, after);
  }

  text<T extends RecordType>(register: RegisterName, key: string, t: T): RecordOf<T> | undefined {
    let records = this.#recent.text(register, key);
    if (records === undefined) {
      records = this.tree(register).get(textKey(key)).map(decodeRecord);
      this.#recent.keepText(register, key, records);
    }
    return pick(records, t);
  }

  /** Replace the records of one key; none deletes it. */
  set(register: RegisterName, key: Key, records: readonly StateRecord[]): void {
    const tree = this.tree(register);
    this.#journal?.push({ register, key, values: tree.get(key) });
    tree.set(key, records.map(encodeRecord));
    this.#recent.forget(register, key);
    for (const record of records) this.#watch(register, key, record);
  }

  /** For bulk writers of records in their own encoding; `waiting` are those among them that the clock will look at. */
  setEncoded(
    register: RegisterName,
    key: Key,
    values: readonly Uint8Array[],
    waiting: readonly StateRecord[] = [],
  ): void {
    const tree = this.tree(register);
    this.#journal?.push({ register, key, values: tree.get(key) });
    tree.set(key, values);
    this.#recent.forget(register, key);
    for (const record of waiting) this.#watch(register, key, record);
  }

  setText(register: RegisterName, key: string, record: StateRecord | undefined): void {
    const records = record === undefined ? [] : [record];
    this.set(register, textKey(key), records);
    this.#recent.keepText(register, key, records);
  }

  /** Put `record` in the place of the record `old` of the same key (or beside the others when `old` is undefined). */
  replace(register: RegisterName, key: Key, old: StateRecord | undefined, record?: StateRecord): void {
    const kept = this.at(register, key).filter((r) => old === undefined || !sameRecord(r, old));
    this.set(register, key, record === undefined ? kept : [...kept, record]);
  }

  #watch(register: RegisterName, key: Key, record: StateRecord): void {
    const time = dueOf(record, this.grace, this.wait);
    if (time !== undefined) this.#due.push({ time, t: record.t, register, key });
  }

  /** From here on changes can be taken back. */
  begin(): void {
    this.#journal = [];
  }

  commit(): void {
    this.#journal = undefined;
  }

  rollback(): void {
    const journal = this.#journal ?? [];
    this.#journal = undefined;
    for (const { register, key, values } of journal.reverse()) {
      this.tree(register).set(key, values);
      this.#recent.forget(register, key);
    }
  }

  /** The next record that is due at or before `time`, or undefined. */
  nextDue(time: number): { register: RegisterName; key: Key; record: StateRecord; time: number } | undefined {
    for (;;) {
      const due = this.#due.peek();
      if (due === undefined || due.time > time) return undefined;
      this.#due.pop();
      const record = this.at(due.register, due.key).find(
        (r) => r.t === due.t && dueOf(r, this.grace, this.wait) === due.time,
      );
      if (record !== undefined) return { register: due.register, key: due.key, record, time: due.time };
    }
  }

  /** When something falls due next (an entry may turn out stale: then nothing happens at that time). */
  dueAt(): number | undefined {
    return this.#due.peek()?.time;
  }

  /** Every record that waits for the clock, each once. */
  pending(): { register: RegisterName; key: Key }[] {
    const seen = new Set<string>();
    return this.#due
      .entries()
      .filter(({ register, key }) => {
        const id = `${register} ${toHex(key.bytes)}/${key.bits}`;
        return seen.has(id) ? false : seen.add(id) !== undefined;
      })
      .map(({ register, key }) => ({ register, key }));
  }

  /** Rebuild the due index from the records, after loading a snapshot. */
  rebuildDue(): void {
    this.#due.clear();
    this.#recent.clear();
    for (const register of REGISTERS) {
      const everything: Key = { bytes: new Uint8Array(keyWidth(register) === 16 ? 16 : 4), bits: 0 };
      for (const { key, records } of this.within(register, everything)) {
        for (const record of records) this.#watch(register, key, record);
      }
    }
  }

  /** Hash what changed since the last seal. */
  seal(): SealedState {
    const versions = this.#trees.map((tree) => tree.seal());
    return { versions, root: stateRoot(versions.map((v) => v.hash)) };
  }
}

export const encodeRecord = (record: StateRecord): Uint8Array => jcsBytes(record);

function sameRecord(a: StateRecord, b: StateRecord): boolean {
  if (a.t !== b.t) return false;
  if (a.t === "route" && b.t === "route") return a.asn === b.asn && a.maxLength === b.maxLength;
  return a.t !== "report" || b.t !== "report" || (a.source === b.source && a.kind === b.kind);
}
