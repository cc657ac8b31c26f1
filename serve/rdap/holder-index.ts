/**
 * Which blocks a holder has, for entities and searches by name. It is made by walking the registers when somebody asks,
 * in slices that let other requests pass; what it lists is checked against the state when it is shown.
 */
import type { StateReader } from "@comity/assembly";
import type { Key } from "@comity/resources";
import { unclaimedHandle } from "./entity-object.ts";
import { INDEX_AGE_MS, INDEX_SLICE_MS } from "./limits.ts";
import type { NumberSpace } from "./network-at.ts";
import type { RdapSource } from "./source.ts";

export type Place = { readonly space: NumberSpace; readonly key: Key };
type Places = ReadonlyMap<string, readonly Place[]>;

const SPACES: readonly NumberSpace[] = ["asn", "ipv4", "ipv6"];
const top = (space: NumberSpace): Key => ({ bytes: new Uint8Array(space === "ipv6" ? 16 : 4), bits: 0 });

export class HolderIndex {
  readonly #source: RdapSource;
  #places: Places | undefined;
  #size = -1;
  #made = 0;
  #running = false;

  constructor(source: RdapSource) {
    this.#source = source;
  }

  /** The blocks by handle, and whether they are those of the newest state; `undefined` while the first is made. */
  read(): { readonly places: Places; readonly current: boolean } | undefined {
    const { size } = this.#source.state();
    const old = this.#places === undefined || performance.now() - this.#made > INDEX_AGE_MS;
    if (size !== this.#size && old && !this.#running) this.#start();
    return this.#places === undefined ? undefined : { places: this.#places, current: size === this.#size };
  }

  #start(): void {
    this.#running = true;
    const { size } = this.#source.state();
    const places = new Map<string, Place[]>();
    const walk = this.#walk(places);
    const slice = (): void => {
      if (walk.next().done !== true) {
        setImmediate(slice);
        return;
      }
      this.#places = places;
      this.#size = size;
      this.#made = performance.now();
      this.#running = false;
    };
    slice();
  }

  /** Each slice reads the newest state and goes on behind the last key: no old state is held. */
  *#walk(places: Map<string, Place[]>): Generator<void, void, void> {
    for (const space of SPACES) {
      let after: Key | undefined;
      for (let more = true; more;) {
        more = false;
        const until = performance.now() + INDEX_SLICE_MS;
        let seen = 0;
        for (const { key, records } of this.#source.state().reader.within(space, top(space), after)) {
          for (const handle of handlesOf(records)) {
            const list = places.get(handle);
            if (list === undefined) places.set(handle, [{ space, key }]);
            else list.push({ space, key });
          }
          if ((++seen & 63) === 0 && performance.now() > until) {
            after = key;
            more = true;
            break;
          }
        }
        if (more) yield;
      }
    }
  }
}

type Records = ReturnType<StateReader["at"]>;

/** Handles of the entities that the records of one key name as holders. */
export function handlesOf(records: Records): ReadonlySet<string> {
  const handles = new Set<string>();
  for (const record of records) {
    if (record.t === "holding") handles.add(record.holder);
    else if (record.t === "report" && record.holder !== undefined && record.begins === undefined) {
      if (record.status === "allocated" || record.status === "assigned") handles.add(unclaimedHandle(record));
    }
  }
  return handles;
}
