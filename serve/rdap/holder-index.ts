/**
 * Which blocks a holder has, which delegations name a name server, and what the register is about as a whole: for
 * entities, name servers, searches and our bootstrap files. It is made by walking the registers when somebody asks,
 * in slices that let other requests pass; what it lists is checked against the state when it is shown.
 */
import { pick, type StateReader } from "@comity/assembly";
import { covers, type Key } from "@comity/resources";
import { unclaimedHandle } from "./entity-object.ts";
import { INDEX_AGE_MS, INDEX_SLICE_MS } from "./limits.ts";
import type { NumberSpace } from "./network-at.ts";
import type { RdapSource } from "./source.ts";

export type IndexedSpace = NumberSpace | "names";
export type Place = { readonly space: IndexedSpace; readonly key: Key };
export type Places = ReadonlyMap<string, readonly Place[]>;
export type RegisterIndex = {
  /** Blocks by the handle of their holder. */
  readonly places: Places;
  /** Delegations by the name of a server. */
  readonly servers: Places;
  /** Every delegation. */
  readonly delegations: readonly Place[];
  /** The widest held or reported blocks of each space, in key order. */
  readonly widest: ReadonlyMap<IndexedSpace, readonly Key[]>;
  /** Whether it is that of the newest state. */
  readonly current: boolean;
};
type Making = {
  readonly places: Map<string, Place[]>;
  readonly servers: Map<string, Place[]>;
  readonly delegations: Place[];
  readonly widest: Map<IndexedSpace, Key[]>;
};

const SPACES: readonly IndexedSpace[] = ["names", "asn", "ipv4", "ipv6"];
const WIDTHS = { names: 0, asn: 4, ipv4: 4, ipv6: 16 } as const;
const top = (space: IndexedSpace): Key => ({ bytes: new Uint8Array(WIDTHS[space]), bits: 0 });

export class HolderIndex {
  readonly #source: RdapSource;
  #made: Omit<RegisterIndex, "current"> | undefined;
  #size = -1;
  #madeAt = 0;
  #running = false;

  constructor(source: RdapSource) {
    this.#source = source;
  }

  /** `undefined` while the first is made. */
  read(): RegisterIndex | undefined {
    const { size } = this.#source.state();
    const old = this.#made === undefined || performance.now() - this.#madeAt > INDEX_AGE_MS;
    if (size !== this.#size && old && !this.#running) this.#start();
    return this.#made === undefined ? undefined : { ...this.#made, current: size === this.#size };
  }

  #start(): void {
    this.#running = true;
    const { size } = this.#source.state();
    const making: Making = { places: new Map(), servers: new Map(), delegations: [], widest: new Map() };
    const walk = this.#walk(making);
    const slice = (): void => {
      if (walk.next().done !== true) {
        setImmediate(slice);
        return;
      }
      this.#made = making;
      this.#size = size;
      this.#madeAt = performance.now();
      this.#running = false;
    };
    slice();
  }

  /** Each slice reads the newest state and goes on behind the last key: no old state is held. */
  *#walk(making: Making): Generator<void, void, void> {
    for (const space of SPACES) {
      let after: Key | undefined;
      for (let more = true; more;) {
        more = false;
        const until = performance.now() + INDEX_SLICE_MS;
        let seen = 0;
        for (const { key, records } of this.#source.state().reader.within(space, top(space), after)) {
          enter(making, { space, key }, records);
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

function enter({ delegations, places, servers, widest }: Making, place: Place, records: Records): void {
  const put = (map: Map<string, Place[]>, name: string): void => {
    const list = map.get(name);
    if (list === undefined) map.set(name, [place]);
    else list.push(place);
  };
  const handles = handlesOf(records);
  for (const handle of handles) put(places, handle);
  const delegation = pick(records, "servers");
  if (delegation !== undefined) {
    delegations.push(place);
    for (const { name } of delegation.servers) put(servers, name);
  }
  if (handles.size === 0) return;
  const list = widest.get(place.space);
  if (list === undefined) widest.set(place.space, [place.key]);
  else if (!covers(list.at(-1)!, place.key)) list.push(place.key);
}

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
