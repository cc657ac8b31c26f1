/** The state with two things that readers want and the fold does not: which keys a block touched, and running counts. */
import type { HolderChange } from "@comity/view";
import {
  decodeRecord,
  REGISTERS,
  State,
  type Key,
  type RegisterName,
  type StateRecord,
} from "@comity/assembly";
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

/** Who holds a key now; nobody when left out. */
type HolderAt = { readonly register: RegisterName; readonly key: Key; readonly holder?: string };

export class WatchedState extends State {
  /** What changed since it was taken, by key, and how to take it back. */
  #holders = new Map<string, HolderAt>();
  #undo: { readonly id: string; readonly before: HolderAt | undefined }[] | undefined;
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

  /** Who holds what has another holder, or none, since the last call; after loading, everything that is held. */
  takeHolders(): readonly HolderChange[] {
    const taken = [...this.#holders.values()].map(({ holder, key, register }) => ({
      register,
      bytes: key.bytes,
      bits: key.bits,
      ...(holder === undefined ? {} : { holder }),
    }));
    this.#holders.clear();
    return taken;
  }

  #held(register: RegisterName, key: Key, before: boolean, holder: string | undefined): void {
    if (!before && holder === undefined) return;
    const id = keyId(register, key);
    this.#undo?.push({ id, before: this.#holders.get(id) });
    this.#holders.set(id, { register, key, ...(holder === undefined ? {} : { holder }) });
  }

  override set(register: RegisterName, key: Key, records: readonly StateRecord[]): void {
    const before = this.#count(this.tree(register).get(key), -1);
    super.set(register, key, records);
    let holder: string | undefined;
    for (const record of records) {
      const { t } = record;
      if (t in this.#tallies) this.#tallies[t as Counted]++;
      if (t === "holding") ({ holder } = record);
    }
    this.#held(register, key, before !== undefined, holder);
    this.#touch(register, key);
  }

  override setEncoded(
    register: RegisterName,
    key: Key,
    values: readonly Uint8Array[],
    waiting?: readonly StateRecord[],
  ): void {
    const before = this.#count(this.tree(register).get(key), -1);
    super.setEncoded(register, key, values, waiting);
    this.#held(register, key, before !== undefined, holderIn(this.#count(values, 1)));
    this.#touch(register, key);
  }

  #touch(register: RegisterName, key: Key): void {
    if (this.#touched.size >= MAX_TOUCHED) return;
    this.#touched.set(keyId(register, key), { register, key });
  }

  override begin(): void {
    this.#before = this.tallies;
    this.#undo = [];
    super.begin();
  }

  override commit(): void {
    this.#before = undefined;
    this.#undo = undefined;
    super.commit();
  }

  override rollback(): void {
    if (this.#before !== undefined) this.#tallies = { ...this.#before };
    this.#before = undefined;
    for (const { before, id } of this.#undo?.toReversed() ?? []) {
      if (before === undefined) this.#holders.delete(id);
      else this.#holders.set(id, before);
    }
    this.#undo = undefined;
    super.rollback();
  }

  /** Counts values that a snapshot brought in below the state. */
  countLoaded(register: RegisterName, key: Key, values: readonly Uint8Array[]): void {
    this.#held(register, key, false, holderIn(this.#count(values, 1)));
  }

  /** Answers the value that is a holding, if there is one. */
  #count(values: readonly Uint8Array[], by: 1 | -1): Uint8Array | undefined {
    let holding: Uint8Array | undefined;
    for (const value of values) {
      const t = typeOf(value);
      if (t !== undefined) this.#tallies[t] += by;
      if (t === "holding") holding = value;
    }
    return holding;
  }
}

/** Without the padding that fixed widths have. */
const keyId = (register: RegisterName, { bits, bytes }: Key): string =>
  `${REGISTERS.indexOf(register)} ${bits} ${Buffer.from(bytes.buffer, bytes.byteOffset, (bits + 7) >>> 3).toString("latin1")}`;

function holderIn(holding: Uint8Array | undefined): string | undefined {
  const record = holding && decodeRecord(holding);
  return record?.t === "holding" ? record.holder : undefined;
}
