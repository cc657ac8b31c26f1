/**
 * Records as they were decoded last. Every act asks for the same few parties and lanes, and its conditions and its
 * effect ask for the same block several times: text keys are kept by name, of each number register the newest key.
 */
import type { StateRecord } from "./records.ts";
import { keyWidth, REGISTERS, textOfKey, type Key, type RegisterName } from "./registers.ts";

/** Text keys that are kept at most, over all registers. */
const MAX_KEPT = 100_000;

type Newest = { readonly key: Key; readonly records: readonly StateRecord[] };

export class RecentRecords {
  readonly #texts = new Map<RegisterName, Map<string, readonly StateRecord[]>>(
    REGISTERS.map((name) => [name, new Map<string, readonly StateRecord[]>()]),
  );
  readonly #newest = new Map<RegisterName, Newest>();
  #kept = 0;

  text(register: RegisterName, key: string): readonly StateRecord[] | undefined {
    return this.#texts.get(register)!.get(key);
  }

  /** In the place of what was kept of this key. */
  keepText(register: RegisterName, key: string, records: readonly StateRecord[]): void {
    const texts = this.#texts.get(register)!;
    if (!texts.has(key)) {
      if (this.#kept >= MAX_KEPT) this.clear();
      this.#kept++;
    }
    texts.set(key, records);
    this.#newest.delete(register);
  }

  at(register: RegisterName, key: Key): readonly StateRecord[] | undefined {
    const newest = this.#newest.get(register);
    return newest !== undefined && sameKey(newest.key, key) ? newest.records : undefined;
  }

  keep(register: RegisterName, key: Key, records: readonly StateRecord[]): void {
    this.#newest.set(register, { key, records });
  }

  /** What was read of this key counts no longer. */
  forget(register: RegisterName, key: Key): void {
    if (keyWidth(register) === "text" && this.#texts.get(register)!.delete(textOfKey(key))) this.#kept--;
    const newest = this.#newest.get(register);
    if (newest !== undefined && sameKey(newest.key, key)) this.#newest.delete(register);
  }

  clear(): void {
    for (const kept of this.#texts.values()) kept.clear();
    this.#newest.clear();
    this.#kept = 0;
  }
}

function sameKey(a: Key, b: Key): boolean {
  if (a.bits !== b.bits || a.bytes.length !== b.bytes.length) return false;
  for (let i = 0; i < a.bytes.length; i++) if (a.bytes[i] !== b.bytes[i]) return false;
  return true;
}
