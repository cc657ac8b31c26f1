/**
 * Whose holdings are where: a projection of the newest state, kept up block by block, so that the page of a party costs what
 * it shows and not what the registers hold. Never a source of truth: records are read from the state.
 */
import { compareKeys, SPACES, type Key, type Space } from "@comity/resources";
import type { RegisterName } from "@comity/assembly";

/** Who holds a key now; nobody when left out. */
export type HolderChange = {
  readonly register: RegisterName;
  readonly bytes: Uint8Array;
  readonly bits: number;
  readonly holder?: string;
};

/** Every space that holdings are in; New IP blocks lie beside the texts of the register of networks. */
export const HELD: readonly Space[] = [...SPACES, "networks"];

type Place = { readonly space: Space; readonly key: Key };

export class HoldingsIndex {
  /** The tree size of the state that it describes. */
  size = 0;
  readonly #holders = new Map<string, string>();
  /** A list that changed is sorted when it is read next. */
  readonly #places = new Map<string, { sorted: boolean; all: Map<string, Place>; order: readonly Place[] }>();

  apply(size: number, changes: readonly HolderChange[]): void {
    this.size = size;
    for (const { bits, bytes, holder, register } of changes) {
      const key: Key = { bytes, bits };
      const space = register as Space;
      const id = `${space} ${bits} ${Buffer.from(bytes.buffer, bytes.byteOffset, (bits + 7) >>> 3).toString("latin1")}`;
      const before = this.#holders.get(id);
      if (before === holder) continue;
      if (before !== undefined) {
        const list = this.#of(before);
        list.all.delete(id);
        list.sorted = false;
      }
      if (holder === undefined) {
        this.#holders.delete(id);
        continue;
      }
      this.#holders.set(id, holder);
      const list = this.#of(holder);
      list.all.set(id, { space, key });
      list.sorted = false;
    }
  }

  /** A party's holdings in order of space and key, from behind `after` on. */
  *of(party: string, after?: Place): Generator<Place> {
    const list = this.#places.get(party);
    if (list === undefined) return;
    if (!list.sorted) {
      list.order = [...list.all.values()].sort(comparePlaces);
      list.sorted = true;
    }
    const { order } = list;
    for (let i = after === undefined ? 0 : behind(order, after); i < order.length; i++) yield order[i]!;
  }

  #of(party: string): { sorted: boolean; all: Map<string, Place>; order: readonly Place[] } {
    let list = this.#places.get(party);
    if (list === undefined) this.#places.set(party, (list = { sorted: true, all: new Map(), order: [] }));
    return list;
  }
}

/** The index of the first that lies behind a place. */
function behind(order: readonly Place[], place: Place): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comparePlaces(order[middle]!, place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const comparePlaces = (a: Place, b: Place): number =>
  a.space === b.space ? compareKeys(a.key, b.key) : HELD.indexOf(a.space) - HELD.indexOf(b.space);
