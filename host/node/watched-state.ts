/** The state with two things that readers want and the fold does not: which keys a block touched, and running counts. */
import { REGISTERS, State, type Key, type RegisterName, type StateRecord } from "@comity/assembly";
import { MAX_TOUCHED } from "./limits.ts";

const COUNTED = ["holding", "report", "claim", "party", "proposal"] as const;
export type Counted = (typeof COUNTED)[number];
export type Tallies = { readonly [type in Counted]: number };

// JCS escapes quotes inside strings, so the first such mark is the record's own type (or a nested object's, of none).
const MARK = Buffer.from('"t":"');

function typeOf(value: Uint8Array): Counted | undefined {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  const at = bytes.indexOf(MARK) + MARK.length;
  const name = bytes.toString("latin1", at, bytes.indexOf(0x22, at));
  return COUNTED.find((t) => t === name);
}

export class WatchedState extends State {
  #touched = new Map<string, { readonly register: RegisterName; readonly key: Key }>();
  #tallies: { [type in Counted]: number } = { holding: 0, report: 0, claim: 0, party: 0, proposal: 0 };
  #before: Tallies | undefined;

  get tallies(): Tallies {
    return { ...this.#tallies };
  }

  /** The first keys set since the last call, at most `MAX_TOUCHED`; a void act may have left some that did not change. */
  takeTouched(): readonly { readonly register: RegisterName; readonly key: Key }[] {
    const touched = [...this.#touched.values()];
    this.#touched.clear();
    return touched;
  }

  override set(register: RegisterName, key: Key, records: readonly StateRecord[]): void {
    this.#count(this.tree(register).get(key), -1);
    super.set(register, key, records);
    for (const { t } of records) if (t in this.#tallies) this.#tallies[t as Counted]++;
    this.#touch(register, key);
  }

  override setEncoded(
    register: RegisterName,
    key: Key,
    values: readonly Uint8Array[],
    waiting?: readonly StateRecord[],
  ): void {
    this.#count(this.tree(register).get(key), -1);
    super.setEncoded(register, key, values, waiting);
    this.#count(values, 1);
    this.#touch(register, key);
  }

  #touch(register: RegisterName, key: Key): void {
    if (this.#touched.size >= MAX_TOUCHED) return;
    const id = `${REGISTERS.indexOf(register)} ${key.bits} ${Buffer.from(key.bytes).toString("latin1")}`;
    this.#touched.set(id, { register, key });
  }

  override begin(): void {
    this.#before = this.tallies;
    super.begin();
  }

  override commit(): void {
    this.#before = undefined;
    super.commit();
  }

  override rollback(): void {
    if (this.#before !== undefined) this.#tallies = { ...this.#before };
    this.#before = undefined;
    super.rollback();
  }

  /** Counts values that a snapshot brought in below the state. */
  countLoaded(values: readonly Uint8Array[]): void {
    this.#count(values, 1);
  }

  #count(values: readonly Uint8Array[], by: 1 | -1): void {
    for (const value of values) {
      const t = typeOf(value);
      if (t !== undefined) this.#tallies[t] += by;
    }
  }
}
