/**
 * Gzip (RFC 1952) around DEFLATE (RFC 1951): entry bundles may be stored compressed. Small and strict, for checking
 * files; a server uses its runtime's decoder.
 */
import { concat } from "@comity/canon";

/** Bound on the decoded size: 256 entries of 65,535 bytes and their lengths. */
const MAX_OUTPUT = 256 * 65_537;

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
];
LENGTH_BASE.push(163, 195, 227, 258);
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

export const isGzip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;

/** The decoded bytes of one gzip member, or undefined when it is damaged, too large or followed by anything. */
export function gunzip(bytes: Uint8Array): Uint8Array | undefined {
  const start = isGzip(bytes) ? headerLength(bytes) : undefined;
  if (start === undefined) return undefined;
  try {
    const inflater = new Inflater(bytes, start);
    const out = inflater.run();
    const end = inflater.at;
    const word = (at: number): number =>
      (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
    const sound = bytes.length === end + 8 && word(end) === crc32(out) && word(end + 4) === out.length;
    return sound ? out : undefined;
  } catch (error) {
    if (error instanceof Damaged) return undefined;
    throw error;
  }
}

class Damaged extends Error {}

function headerLength(bytes: Uint8Array): number | undefined {
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + bytes[at]! + 256 * bytes[at + 1]!;
  for (const flag of [8, 16]) if (flags & flag) at = bytes.indexOf(0, at) + 1;
  if (flags & 2) at += 2;
  return at >= 10 && at < bytes.length ? at : undefined;
}

/** A canonical Huffman code: how many codes of each length, and the symbols in order. */
type Huffman = { readonly counts: Uint16Array; readonly symbols: Uint16Array };

function huffman(lengths: readonly number[]): Huffman {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length]!++;
  counts[0] = 0;
  const offsets = new Uint16Array(16);
  for (let i = 1; i < 15; i++) offsets[i + 1] = offsets[i]! + counts[i]!;
  const symbols = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries()) if (length > 0) symbols[offsets[length]!++] = symbol;
  return { counts, symbols };
}

const FIXED_LITERALS = huffman(
  Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
);
const FIXED_DISTANCES = huffman(Array.from({ length: 30 }, () => 5));

class Inflater {
  at: number;
  readonly #bytes: Uint8Array;
  #bit = 0;
  #out: Uint8Array = new Uint8Array(1024);
  #length = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  run(): Uint8Array {
    for (let last = false; !last;) {
      last = this.#bits(1) === 1;
      const type = this.#bits(2);
      if (type === 0) this.#stored();
      else if (type === 1) this.#compressed(FIXED_LITERALS, FIXED_DISTANCES);
      else if (type === 2) this.#dynamic();
      else throw new Damaged();
    }
    this.#align();
    return this.#out.slice(0, this.#length);
  }

  #bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      if (this.at >= this.#bytes.length) throw new Damaged();
      value |= ((this.#bytes[this.at]! >> this.#bit) & 1) << i;
      if (++this.#bit === 8) {
        this.#bit = 0;
        this.at++;
      }
    }
    return value;
  }

  #align(): void {
    if (this.#bit > 0) this.at++;
    this.#bit = 0;
  }

  #put(byte: number): void {
    if (this.#length === this.#out.length) {
      if (this.#length >= MAX_OUTPUT) throw new Damaged();
      this.#out = concat(this.#out, new Uint8Array(this.#length));
    }
    this.#out[this.#length++] = byte;
  }

  #stored(): void {
    this.#align();
    const length = this.#bits(16);
    if ((this.#bits(16) ^ 0xffff) !== length) throw new Damaged();
    for (let i = 0; i < length; i++) this.#put(this.#bits(8));
  }

  #symbol(code: Huffman): number {
    let [value, first, index] = [0, 0, 0];
    for (let length = 1; length < 16; length++) {
      value |= this.#bits(1);
      const count = code.counts[length]!;
      if (value - count < first) return code.symbols[index + value - first]!;
      index += count;
      first = (first + count) << 1;
      value <<= 1;
    }
    throw new Damaged();
  }

  #dynamic(): void {
    const [literals, distances, codes] = [this.#bits(5) + 257, this.#bits(5) + 1, this.#bits(4) + 4];
    const codeLengths = Array.from({ length: 19 }, () => 0);
    for (let i = 0; i < codes; i++) codeLengths[CODE_ORDER[i]!] = this.#bits(3);
    const code = huffman(codeLengths);
    const lengths: number[] = [];
    while (lengths.length < literals + distances) {
      const symbol = this.#symbol(code);
      if (symbol < 16) lengths.push(symbol);
      else if (symbol === 16) this.#repeat(lengths, lengths.at(-1), 3 + this.#bits(2));
      else this.#repeat(lengths, 0, symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7));
    }
    if (lengths.length !== literals + distances) throw new Damaged();
    this.#compressed(huffman(lengths.slice(0, literals)), huffman(lengths.slice(literals)));
  }

  #repeat(lengths: number[], length: number | undefined, times: number): void {
    if (length === undefined) throw new Damaged();
    for (let i = 0; i < times; i++) lengths.push(length);
  }

  #compressed(literals: Huffman, distances: Huffman): void {
    for (;;) {
      const symbol = this.#symbol(literals);
      if (symbol === 256) return;
      if (symbol < 256) {
        this.#put(symbol);
        continue;
      }
      const base = LENGTH_BASE[symbol - 257];
      if (base === undefined) throw new Damaged();
      const length = base + this.#bits(LENGTH_EXTRA[symbol - 257]!);
      const d = this.#symbol(distances);
      const extra = d < 4 ? 0 : (d >> 1) - 1;
      const distance = (d < 2 ? d : (2 + (d & 1)) << extra) + 1 + this.#bits(extra);
      if (d > 29 || distance > this.#length) throw new Damaged();
      for (let i = 0; i < length; i++) this.#put(this.#out[this.#length - distance]!);
    }
  }
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
