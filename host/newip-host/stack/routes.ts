/**
 * Routes by longest prefix of the wire bytes; an exact route is a prefix as long as its address. A binary trie in typed
 * arrays: one step per bit, no allocation on look-up. (The reference has exact routes and a default route only.)
 */
import { addressLength, checkAddress, fromHex, toHex, type Address } from "@comity/newip";
import { ok, refuse, type Result } from "../refusal.ts";

export type Prefix = { readonly bytes: Uint8Array; readonly bits: number };

export type Route = {
  readonly prefix: Prefix;
  /** Index of the interface to leave by. */
  readonly port: number;
  /** Next hop; the destination itself is on the link when left out. */
  readonly via?: Address;
};

/** Most routes of a table. */
export const MAX_ROUTES = 65_536;

/**
 * `HEX/BITS`, an address for an exact route, or `default`. The bits count wire bytes from the left; bits after them
 * must be zero. Code `prefix`.
 */
export function parsePrefix(text: string): Result<Prefix> {
  if (text === "default") return ok({ bytes: new Uint8Array(0), bits: 0 });
  const [hex = "", length, more] = text.split("/");
  const bytes = fromHex(hex);
  const bad = (why: string): Result<Prefix> => refuse("prefix", `${JSON.stringify(text)}: ${why}`, "prefix");
  if (!bytes.ok || more !== undefined || hex === "") return bad("write HEX/BITS, an address, or default");
  const value = bytes.value;
  if (length === undefined) {
    if (checkAddress(value) !== undefined) return bad("not a valid address");
    return ok({ bytes: value, bits: value.length * 8 });
  }
  const bits = /^\d{1,2}$/.test(length) ? Number(length) : 99;
  if (bits > value.length * 8 || bits <= (value.length - 1) * 8) return bad("bits and digits do not agree");
  if (bits % 8 !== 0 && (value.at(-1)! & (0xff >> (bits % 8))) !== 0)
    return bad("bits after the prefix are set");
  // A prefix longer than any address it could cover routes nothing.
  if (bits >= 8 && bits > 8 * addressLength(value[0]!)) return bad("longer than addresses of its class");
  return ok({ bytes: value, bits });
}

export const formatPrefix = (p: Prefix): string => (p.bits === 0 ? "default" : `${toHex(p.bytes)}/${p.bits}`);

export class RouteTable {
  #next = new Int32Array(2 * 1024);
  #route = new Int32Array(1024).fill(-1);
  #nodes = 1;
  #free: number[] = [];
  readonly #routes: (Route | undefined)[] = [];

  get size(): number {
    return this.#routes.length - this.#free.length;
  }

  /** Adds or replaces. Code `routes-full`. */
  add(route: Route): Result<Route> {
    const at = this.#walk(route.prefix, true);
    const old = this.#route[at]!;
    if (old >= 0) {
      this.#routes[old] = route;
      return ok(route);
    }
    if (this.size >= MAX_ROUTES) return refuse("routes-full", `more than ${MAX_ROUTES} routes`, "route");
    const slot = this.#free.pop() ?? this.#routes.length;
    this.#routes[slot] = route;
    this.#route[at] = slot;
    return ok(route);
  }

  /** False when there was none. */
  remove(prefix: Prefix): boolean {
    const at = this.#walk(prefix, false);
    const slot = at < 0 ? -1 : this.#route[at]!;
    if (slot < 0) return false;
    this.#routes[slot] = undefined;
    this.#free.push(slot);
    this.#route[at] = -1;
    return true;
  }

  /** The longest prefix that covers the address `bytes[at..at+length)`. */
  lookup(bytes: Uint8Array, at: number, length: number): Route | undefined {
    const next = this.#next;
    const route = this.#route;
    let node = 0;
    let best = route[0]!;
    for (let i = at; i < at + length; i++) {
      const byte = bytes[i]!;
      for (let bit = 7; bit >= 0; bit--) {
        node = next[2 * node + ((byte >> bit) & 1)]!;
        if (node === 0) return best < 0 ? undefined : this.#routes[best];
        const here = route[node]!;
        if (here >= 0) best = here;
      }
    }
    return best < 0 ? undefined : this.#routes[best];
  }

  *[Symbol.iterator](): Generator<Route> {
    for (const route of this.#routes) if (route !== undefined) yield route;
  }

  #walk(prefix: Prefix, grow: boolean): number {
    let node = 0;
    for (let bit = 0; bit < prefix.bits; bit++) {
      const side = (prefix.bytes[bit >> 3]! >> (7 - (bit & 7))) & 1;
      const following = this.#next[2 * node + side]!;
      if (following !== 0) node = following;
      else if (!grow) return -1;
      else {
        if (this.#nodes === this.#route.length) this.#enlarge();
        this.#next[2 * node + side] = this.#nodes;
        node = this.#nodes++;
      }
    }
    return node;
  }

  #enlarge(): void {
    const next = new Int32Array(this.#next.length * 2);
    next.set(this.#next);
    const route = new Int32Array(this.#route.length * 2).fill(-1);
    route.set(this.#route);
    this.#next = next;
    this.#route = route;
  }
}
