/** Route objects by prefix: exact, covering and covered, and by origin. */
import { covers, parseKey, textOf, type Key } from "@comity/resources";

export type RouteEntry = {
  readonly family: 4 | 6;
  readonly key: Key;
  /** Canonical text of the prefix. */
  readonly prefix: string;
  readonly origin: number;
  readonly source: string;
  /** RPKI maximum length, when the route comes from an authorisation. */
  readonly maxLength?: number;
};

const spaceOf = (family: 4 | 6): "ipv4" | "ipv6" => (family === 4 ? "ipv4" : "ipv6");
const idOf = (family: number, { bytes, bits }: Key): string =>
  `${family}/${bits}/${Buffer.from(bytes).toString("latin1")}`;

/** The prefix of a text, host bits cleared is not done: such a text names no route object. */
export function prefixKey(text: string): { readonly family: 4 | 6; readonly key: Key } | undefined {
  const family = text.includes(":") ? 6 : 4;
  const full = text.includes("/") ? text : `${text}/${family === 4 ? 32 : 128}`;
  const key = parseKey(spaceOf(family), full, "prefix");
  return key.ok ? { family, key: key.value } : undefined;
}

export class RouteIndex {
  readonly #exact = new Map<string, RouteEntry[]>();
  readonly #byOrigin = new Map<number, RouteEntry[]>();
  readonly #sorted: { 4: RouteEntry[]; 6: RouteEntry[] } = { 4: [], 6: [] };

  constructor(entries: Iterable<RouteEntry>) {
    for (const entry of entries) {
      const id = idOf(entry.family, entry.key);
      const same = this.#exact.get(id);
      if (same === undefined) this.#exact.set(id, [entry]);
      else same.push(entry);
      const own = this.#byOrigin.get(entry.origin);
      if (own === undefined) this.#byOrigin.set(entry.origin, [entry]);
      else own.push(entry);
      this.#sorted[entry.family].push(entry);
    }
    for (const family of [4, 6] as const) this.#sorted[family].sort(byKey);
  }

  exact(family: 4 | 6, key: Key): readonly RouteEntry[] {
    return this.#exact.get(idOf(family, key)) ?? [];
  }

  ofOrigin(asn: number): readonly RouteEntry[] {
    return this.#byOrigin.get(asn) ?? [];
  }

  /** Routes for shorter prefixes around a key, most specific first. */
  around(family: 4 | 6, key: Key): RouteEntry[] {
    const found: RouteEntry[] = [];
    for (let bits = key.bits - 1; bits >= 0; bits--) {
      const bytes = key.bytes.slice();
      for (let bit = bits; bit < 8 * bytes.length; bit++) bytes[bit >> 3]! &= ~(0x80 >> (bit & 7));
      found.push(...this.exact(family, { bytes, bits }));
    }
    return found;
  }

  /** Routes for longer prefixes inside a key, in order of address. */
  *inside(family: 4 | 6, key: Key): Generator<RouteEntry, void, void> {
    const sorted = this.#sorted[family];
    let low = 0;
    for (let high = sorted.length; low < high;) {
      const middle = (low + high) >>> 1;
      const { bits, bytes } = sorted[middle]!.key;
      const order = Buffer.compare(bytes, key.bytes);
      // A wider prefix of the same address comes before, and is not inside.
      if (order < 0 || (order === 0 && bits <= key.bits)) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < sorted.length && covers(key, sorted[at]!.key); at++) yield sorted[at]!;
  }

  get size(): number {
    return this.#sorted[4].length + this.#sorted[6].length;
  }

  *all(): Generator<RouteEntry, void, void> {
    yield* this.#sorted[4];
    yield* this.#sorted[6];
  }
}

const byKey = (a: RouteEntry, b: RouteEntry): number =>
  Buffer.compare(a.key.bytes, b.key.bytes) || a.key.bits - b.key.bits || a.origin - b.origin;

export const prefixTextOf = (family: 4 | 6, key: Key): string => textOf(spaceOf(family), key);
