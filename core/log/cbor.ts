/**
 * A small strict CBOR (RFC 8949) for COSE receipts: integers in their shortest form and at most 2^53-1, definite
 * lengths, no floats. Maps keep their order, so what is decoded encodes to the same bytes.
 */
import { concat, Defect, fromUtf8, ok, refuse, uintBytes, utf8, type Result } from "@comity/canon";

/** A map is a list of pairs: keys here are integers and texts, and order is part of the bytes. */
export type Cbor =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "bytes"; readonly value: Uint8Array }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "array"; readonly items: readonly Cbor[] }
  | { readonly kind: "map"; readonly pairs: readonly (readonly [Cbor, Cbor])[] }
  | { readonly kind: "tag"; readonly tag: number; readonly item: Cbor }
  | { readonly kind: "simple"; readonly value: boolean | null };

const MAX_DEPTH = 16;
const MAJOR = { uint: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6, simple: 7 } as const;

/** One item and nothing after it. Code `cbor`. */
export function decodeCbor(bytes: Uint8Array): Result<Cbor> {
  const reader = new Reader(bytes);
  const item = reader.item(0);
  if (item === undefined || reader.at !== bytes.length) {
    return refuse("cbor", "not one CBOR item in the shortest definite form (RFC 8949 section 4.2.1)");
  }
  return ok(item);
}

/** Cursor over the input; every method gives undefined for what is refused. */
class Reader {
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  item(depth: number): Cbor | undefined {
    const first = this.#bytes[this.at++];
    if (first === undefined || depth > MAX_DEPTH) return undefined;
    const major = first >> 5;
    if (major === MAJOR.simple) return simple(first & 31);
    const n = this.#argument(first & 31);
    if (n === undefined) return undefined;
    switch (major) {
      case MAJOR.uint:
        return { kind: "int", value: n };
      case MAJOR.negative:
        return Number.isSafeInteger(-1 - n) ? { kind: "int", value: -1 - n } : undefined;
      case MAJOR.bytes: {
        const value = this.#take(n);
        return value && { kind: "bytes", value };
      }
      case MAJOR.text:
        return this.#text(n);
      case MAJOR.array: {
        const items = this.#items(n, depth);
        return items && { kind: "array", items };
      }
      case MAJOR.map:
        return this.#map(n, depth);
      default: {
        const item = this.item(depth + 1);
        return item && { kind: "tag", tag: n, item };
      }
    }
  }

  #argument(info: number): number | undefined {
    if (info < 24) return info;
    if (info > 27) return undefined;
    const width = 2 ** (info - 24);
    const bytes = this.#take(width);
    if (!bytes) return undefined;
    let n = 0;
    for (const b of bytes) n = n * 256 + b;
    const least = width === 1 ? 24 : 2 ** (4 * width);
    return n >= least && Number.isSafeInteger(n) ? n : undefined;
  }

  #take(length: number): Uint8Array | undefined {
    if (this.at + length > this.#bytes.length) return undefined;
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  #text(length: number): Cbor | undefined {
    const bytes = this.#take(length);
    const text = bytes && fromUtf8(bytes);
    return text?.ok ? { kind: "text", value: text.value } : undefined;
  }

  #items(count: number, depth: number): Cbor[] | undefined {
    if (count > this.#bytes.length - this.at) return undefined;
    const items: Cbor[] = [];
    for (let i = 0; i < count; i++) {
      const item = this.item(depth + 1);
      if (!item) return undefined;
      items.push(item);
    }
    return items;
  }

  #map(count: number, depth: number): Cbor | undefined {
    const items = this.#items(2 * count, depth);
    if (!items) return undefined;
    const pairs: (readonly [Cbor, Cbor])[] = [];
    const keys = new Set<number | string>();
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i]!;
      if ((key.kind !== "int" && key.kind !== "text") || keys.has(key.value)) return undefined;
      keys.add(key.value);
      pairs.push([key, items[i + 1]!]);
    }
    return { kind: "map", pairs };
  }
}

function simple(info: number): Cbor | undefined {
  const value = info === 20 ? false : info === 21 ? true : info === 22 ? null : undefined;
  return value === undefined ? undefined : { kind: "simple", value };
}

export function encodeCbor(item: Cbor): Uint8Array {
  switch (item.kind) {
    case "int":
      return item.value < 0 ? head(MAJOR.negative, -1 - item.value) : head(MAJOR.uint, item.value);
    case "bytes":
      return concat(head(MAJOR.bytes, item.value.length), item.value);
    case "text": {
      const bytes = utf8(item.value);
      return concat(head(MAJOR.text, bytes.length), bytes);
    }
    case "array":
      return concat(head(MAJOR.array, item.items.length), ...item.items.map(encodeCbor));
    case "map":
      return concat(
        head(MAJOR.map, item.pairs.length),
        ...item.pairs.flatMap(([key, value]) => [encodeCbor(key), encodeCbor(value)]),
      );
    case "tag":
      return concat(head(MAJOR.tag, item.tag), encodeCbor(item.item));
    case "simple":
      return Uint8Array.of(item.value === null ? 0xf6 : item.value ? 0xf5 : 0xf4);
  }
}

function head(major: number, n: number): Uint8Array {
  if (!Number.isSafeInteger(n) || n < 0) throw new Defect("CBOR: integer out of range");
  const first = major << 5;
  if (n < 24) return Uint8Array.of(first | n);
  const power = n < 2 ** 8 ? 0 : n < 2 ** 16 ? 1 : n < 2 ** 32 ? 2 : 3;
  return concat(Uint8Array.of(first | (24 + power)), uintBytes(n, 2 ** power));
}

/** The value under an integer label of a map, or undefined. */
export function mapValue(map: Cbor, label: number): Cbor | undefined {
  if (map.kind !== "map") return undefined;
  return map.pairs.find(([key]) => key.kind === "int" && key.value === label)?.[1];
}
