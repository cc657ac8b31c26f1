/** The states that can be read: the newest, and a few before it, over the fold's shared buffers (DESIGN section 5). */
import { ok, refuse, type Result } from "@comity/canon";
import { readerOf, registerNumber, type RegisterName } from "@comity/assembly";
import { TreeReader } from "@comity/tree";
import type { ReadState } from "@comity/view";
import type { Sealed } from "./fold-messages.ts";
import { KEPT_STATES } from "./limits.ts";

export type KeptState = ReadState &
  Pick<Sealed, "root" | "note" | "tallies" | "gap" | "skew" | "due"> & {
    readonly tree: (register: RegisterName) => TreeReader;
  };

/** A state on its own: `sealed` holds all registers. */
export const keptState = (sealed: Sealed): KeptState => over(sealed, readersOf(sealed, []));

const readersOf = ({ registers }: Sealed, before: readonly TreeReader[]): readonly TreeReader[] =>
  registers.map((shared, i) => (shared === undefined ? before[i]! : new TreeReader(shared)));

function over(sealed: Sealed, readers: readonly TreeReader[]): KeptState {
  const tree = (register: RegisterName): TreeReader => readers[registerNumber(register)]!;
  const { height, time, size, stateRoot, root, note, tallies, gap, skew, due } = sealed;
  const reader = readerOf(tree);
  return { height, time, size, stateRoot, root, note, tallies, gap, skew, due, tree, reader };
}

export class States {
  readonly #kept: KeptState[] = [];
  #readers: readonly TreeReader[] = [];
  #cosigned: KeptState | undefined;

  /** Takes over what the fold sealed. */
  add(sealed: Sealed): KeptState {
    this.#readers = readersOf(sealed, this.#readers);
    const state = over(sealed, this.#readers);
    this.#kept.push(state);
    if (this.#kept.length > KEPT_STATES) this.#kept.shift();
    return state;
  }

  /** The newest state whose checkpoint enough witnesses have signed, with that checkpoint. */
  get cosigned(): KeptState | undefined {
    return this.#cosigned;
  }

  /** The checkpoint of a kept state was cosigned. */
  cosign(size: number, note: Uint8Array): void {
    const state = this.#kept.find((kept) => kept.size === size) ?? this.#cosigned;
    if (state?.size === size) this.#cosigned = { ...state, note };
  }

  get newest(): KeptState {
    return this.#kept.at(-1)!;
  }

  /** The state after tree size `size` (between blocks: the one before). Codes `at-beyond`, `not-founded`, `state-not-kept`. */
  at(size: number | undefined): Result<KeptState> {
    if (size === undefined) return ok(this.newest);
    if (size > this.newest.size)
      return refuse("at-beyond", `the newest state is that of tree size ${this.newest.size}`, "at");
    const state = this.#kept.findLast((kept) => kept.size <= size);
    if (state?.size === 0) return refuse("not-founded", "before the first block there is no state", "at");
    if (state !== undefined) return ok(state);
    return refuse("state-not-kept", `states before tree size ${this.#kept[0]!.size} are replayed`, "at");
  }
}
