/** The states that can be read: the newest, and a few before it, over the fold's shared buffers (DESIGN section 5). */
import { ok, refuse, type Result } from "@comity/canon";
import { readerOf, registerNumber, type RegisterName } from "@comity/assembly";
import { TreeReader } from "@comity/tree";
import type { ReadState } from "@comity/view";
import type { Sealed } from "./fold-messages.ts";
import { KEPT_STATES } from "./limits.ts";

export type KeptState = ReadState &
  Pick<Sealed, "root" | "note" | "tallies" | "gap" | "due"> & {
    readonly tree: (register: RegisterName) => TreeReader;
  };

export class States {
  readonly #kept: KeptState[] = [];
  #readers: TreeReader[] = [];

  /** Takes over what the fold sealed. */
  add(sealed: Sealed): KeptState {
    this.#readers = sealed.registers.map((shared, i) =>
      shared === undefined ? this.#readers[i]! : new TreeReader(shared),
    );
    const readers = this.#readers;
    const tree = (register: RegisterName): TreeReader => readers[registerNumber(register)]!;
    const { height, time, size, stateRoot, root, note, tallies, gap, due } = sealed;
    const state: KeptState = {
      height,
      time,
      size,
      stateRoot,
      root,
      note,
      tallies,
      gap,
      due,
      tree,
      reader: readerOf(tree),
    };
    this.#kept.push(state);
    if (this.#kept.length > KEPT_STATES) this.#kept.shift();
    return state;
  }

  get newest(): KeptState {
    return this.#kept.at(-1)!;
  }

  /** The state after tree size `size` (between blocks: the one before). Code `state-not-kept`. */
  at(size: number | undefined): Result<KeptState> {
    if (size === undefined) return ok(this.newest);
    const state = this.#kept.findLast((kept) => kept.size <= size);
    if (state !== undefined && size <= this.newest.size) return ok(state);
    const [oldest] = this.#kept;
    return refuse(
      "state-not-kept",
      `readable here are the states of tree sizes ${oldest!.size} to ${this.newest.size}; others: \`comity --at\` replays them from the log`,
      "at",
    );
  }
}
