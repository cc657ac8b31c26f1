/**
 * SHA-256 (FIPS 180-4 section 6.2) as a WebAssembly module, generated here instruction by instruction: `one` hashes
 * one padded message, `four` hashes four of equal block count in the four lanes of 128-bit vectors (WebAssembly SIMD).
 * Both are fully unrolled, one block per loop. Signatures: (blocks, input, output); message i of `four` starts at
 * `input + 64 * i * blocks`, its digest goes to `output + 32 * i`.
 */

// First 32 bits of the fractional parts of the cube (K) and square (H) roots of the first primes.
const PRIMES = ((): readonly number[] => {
  const found: number[] = [];
  for (let n = 2; found.length < 64; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
})();
const ROUND = PRIMES.map((p) => fraction(BigInt(p), 3n));
const INITIAL = PRIMES.slice(0, 8).map((p) => fraction(BigInt(p), 2n));

/** floor(p^(1/root) * 2^32) mod 2^32, exactly, by bisection over integers. */
function fraction(p: bigint, root: bigint): number {
  const target = p << (32n * root);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** root <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

/** Where the round constants lie in the module's memory, for the vector code. */
export const CONSTANTS_AT = 65_280;

const I32 = 0x7f;
const V128 = 0x7b;

function leb(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    out.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return out;
}

function signedLeb(value: number): number[] {
  const out: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const done = (rest >> 6 === 0 || rest >> 6 === -1) && ((rest & 0x40) !== 0) === rest < 0;
    out.push((rest & 0x7f) | (done ? 0 : 0x80));
    if (done) return out;
  }
}

type Code = readonly number[];
const get = (local: number): Code => [0x20, ...leb(local)];
const set = (local: number): Code => [0x21, ...leb(local)];
const int = (value: number): Code => [0x41, ...signedLeb(value)];
const simd = (op: number, ...immediates: number[]): Code => [0xfd, ...leb(op), ...immediates];

/** The same round function over 32-bit integers or vectors of four. */
type Words = {
  readonly type: number;
  readonly lanes: number;
  readonly add: Code;
  readonly xor: Code;
  readonly rotr: (word: Code, by: number) => Code;
  readonly shr: (word: Code, by: number) => Code;
  readonly choose: (e: Code, f: Code, g: Code) => Code;
  readonly majority: (a: Code, b: Code, c: Code) => Code;
  readonly initial: (value: number) => Code;
  readonly round: (index: number) => Code;
  /** Word `index` of the block at the lane pointers. */
  readonly load: (pointers: readonly number[], index: number) => Code;
  readonly store: (output: number, index: number, local: number) => Code;
};

const scalar: Words = {
  type: I32,
  lanes: 1,
  add: [0x6a],
  xor: [0x73],
  rotr: (word, by) => [...word, ...int(by), 0x78],
  shr: (word, by) => [...word, ...int(by), 0x76],
  choose: (e, f, g) => [...f, ...g, 0x73, ...e, 0x71, ...g, 0x73],
  majority: (a, b, c) => [...a, ...b, 0x72, ...c, 0x71, ...a, ...b, 0x71, 0x72],
  initial: int,
  round: (index) => int(ROUND[index]!),
  load: (pointers, index) => swapped([...get(pointers[0]!), 0x28, 2, ...leb(4 * index)]),
  store: (output, index, local) => [...get(output), ...swapped(get(local)), 0x36, 2, ...leb(4 * index)],
};

/** Byte order reversed: rotations by 8 under two masks. `word` is evaluated twice. */
function swapped(word: Code): Code {
  const part = (by: number, mask: number): Code => [...word, ...int(by), 0x78, ...int(mask), 0x71];
  return [...part(24, 0x00ff00ff), ...part(8, 0xff00ff00 | 0), 0x72];
}

// A shuffle takes two vectors; this one uses the first only, so the second is zero.
const ZERO = simd(0x0c, ...Array.from({ length: 16 }, () => 0));
const SHUFFLE = simd(0x0d, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
const SWAP: Code = [...ZERO, ...SHUFFLE];
const vector: Words = {
  type: V128,
  lanes: 4,
  add: simd(0xae),
  xor: simd(0x51),
  rotr: (word, by) => [
    ...word,
    ...int(by),
    ...simd(0xad),
    ...word,
    ...int(32 - by),
    ...simd(0xab),
    ...simd(0x50),
  ],
  shr: (word, by) => [...word, ...int(by), ...simd(0xad)],
  choose: (e, f, g) => [...f, ...g, ...e, ...simd(0x52)],
  majority: (a, b, c) => [...c, ...a, ...a, ...b, ...simd(0x51), ...simd(0x52)],
  initial: (value) => [...int(value), ...simd(0x11)],
  round: (index) => [...int(CONSTANTS_AT), ...simd(0x09, 2, ...leb(4 * index))],
  load: (pointers, index) => {
    // Addresses lie below the vector on the stack: those of lanes 3, 2, 1, then lane 0 with a zeroing load.
    const code: number[] = [];
    for (let lane = 3; lane >= 0; lane--) code.push(...get(pointers[lane]!));
    code.push(...simd(0x5c, 2, ...leb(4 * index)));
    for (let lane = 1; lane < 4; lane++) code.push(...simd(0x56, 2, ...leb(4 * index), lane));
    return [...code, ...SWAP];
  },
  store: (output, index, local) => {
    const code: number[] = [...get(local), ...SWAP, ...set(local)];
    for (let lane = 0; lane < 4; lane++) {
      code.push(...get(output), ...get(local), ...simd(0x5a, 2, ...leb(32 * lane + 4 * index), lane));
    }
    return code;
  },
};

/** The body of one function, with its locals. Parameters: 0 blocks, 1 input, 2 output. */
function body(words: Words): Code {
  const pointers = [1, 3, 4, 5].slice(0, words.lanes);
  const extra = words.lanes - 1;
  let next = 3 + extra;
  const locals = (count: number): number[] => Array.from({ length: count }, () => next++);
  const hash = locals(8);
  const w = locals(16);
  const state = locals(8);
  const code: number[] = [];
  const emit = (...parts: readonly Code[]): void => {
    for (const part of parts) for (const b of part) code.push(b);
  };
  for (let lane = 1; lane < words.lanes; lane++) {
    emit(get(pointers[lane - 1]!), get(0), int(6), [0x74, 0x6a], set(pointers[lane]!));
  }
  for (let i = 0; i < 8; i++) emit(words.initial(INITIAL[i]!), set(hash[i]!));
  emit([0x03, 0x40]); // loop
  for (let i = 0; i < 16; i++) emit(words.load(pointers, i), set(w[i]!));
  for (let i = 0; i < 8; i++) emit(get(hash[i]!), set(state[i]!));
  const { add, xor, rotr, shr } = words;
  for (let i = 0; i < 64; i++) {
    // Names move instead of values: after each round the eight locals are one position further.
    const [a, b, c, d, e, f, g, h] = state.map((_, j) => get(state[(j + 64 - i) & 7]!));
    const hLocal = state[(7 + 64 - i) & 7]!;
    const dLocal = state[(3 + 64 - i) & 7]!;
    if (i >= 16) {
      const w2 = get(w[(i + 14) & 15]!);
      const w15 = get(w[(i + 1) & 15]!);
      emit(get(w[i & 15]!), get(w[(i + 9) & 15]!), add);
      emit(rotr(w15, 7), rotr(w15, 18), xor, shr(w15, 3), xor, add);
      emit(rotr(w2, 17), rotr(w2, 19), xor, shr(w2, 10), xor, add, set(w[i & 15]!));
    }
    emit(h!, words.round(i), add, get(w[i & 15]!), add, words.choose(e!, f!, g!), add);
    emit(rotr(e!, 6), rotr(e!, 11), xor, rotr(e!, 25), xor, add, set(hLocal));
    emit(d!, h!, add, set(dLocal));
    emit(h!, rotr(a!, 2), rotr(a!, 13), xor, rotr(a!, 22), xor, add);
    emit(words.majority(a!, b!, c!), add, set(hLocal));
  }
  for (let i = 0; i < 8; i++) emit(get(hash[i]!), get(state[i]!), add, set(hash[i]!));
  for (const pointer of pointers) emit(get(pointer), int(64), [0x6a], set(pointer));
  emit(get(0), int(1), [0x6b, 0x22, 0x00], [0x0d, 0x00], [0x0b]); // blocks -= 1; repeat while not 0
  for (let i = 0; i < 8; i++) emit(words.store(2, i, hash[i]!));
  emit([0x0b]);
  // The further lane pointers, then the words.
  return [2, ...leb(extra), I32, ...leb(32), words.type, ...code];
}

const section = (id: number, content: Code): Code => [id, ...leb(content.length), ...content];
const name = (text: string): number[] => [text.length, ...Array.from(text, (c) => c.charCodeAt(0))];

// "\0asm", version 1.
const HEADER: Code = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** The module: exports `memory` (one page, constants in its last 256 bytes), `one` and `four`. */
export function sha256Module(): Uint8Array<ArrayBuffer> {
  const bodies = [scalar, vector].map((words) => {
    const code = body(words);
    return leb(code.length).concat(code);
  });
  const constants = new Uint8Array(256);
  const view = new DataView(constants.buffer);
  for (let i = 0; i < 64; i++) view.setUint32(4 * i, ROUND[i]!, true);
  return Uint8Array.from([
    ...HEADER,
    ...section(1, [1, 0x60, 3, I32, I32, I32, 0]),
    ...section(3, [2, 0, 0]),
    ...section(5, [1, 0x01, 1, 1]),
    ...section(7, [3, ...name("memory"), 2, 0, ...name("one"), 0, 0, ...name("four"), 0, 1]),
    ...section(10, [2, ...bodies.flat()]),
    ...section(11, [1, 0, ...int(CONSTANTS_AT), 0x0b, ...leb(constants.length), ...constants]),
  ]);
}
