/** A slow second reading of the header, written from section 3.5 of the reference page alone: lists, no offsets kept. */
const classLength = (b: number): number =>
  b <= 0xdc
    ? 1
    : b <= 0xf0
      ? 2
      : b === 0xf1
        ? 3
        : b === 0xf2
          ? 5
          : b === 0xf3
            ? 7
            : b === 0xfe
              ? 8
              : b === 0xff
                ? 2
                : 0;

function address(rest: readonly number[]): readonly number[] | undefined {
  const [first] = rest;
  if (first === undefined) return undefined;
  const n = classLength(first);
  if (n === 0 || rest.length < n) return undefined;
  const tail = rest.slice(1, n).reduce((v, b) => v * 256n + BigInt(b), 0n);
  if (n === 2 && first !== 0xff && BigInt(256 * (first - 0xdd)) + tail < 221n) return undefined;
  if (n === 3 && tail < 5120n) return undefined;
  if (n === 5 && tail < 65_536n) return undefined;
  if (n === 7 && tail < 1n << 32n) return undefined;
  return rest.slice(0, n);
}

export type NaiveHeader = {
  readonly ret: number;
  readonly ttl?: number;
  readonly total?: number;
  readonly next?: number;
  readonly destination?: readonly number[];
  readonly source?: readonly number[];
};

export function naiveHeader(bytes: Uint8Array): NaiveHeader {
  const all = [...bytes];
  const rest = [...all];
  if (rest.length === 0) return { ret: -10 };
  if (rest[0]! >= 0x80) return { ret: -1 };
  const bitmap = [rest.shift()!];
  while (bitmap.at(-1)! % 2 === 1) {
    if (bitmap.length === 8) return { ret: -2 };
    if (rest.length === 0) return { ret: -10 };
    bitmap.push(rest.shift()!);
  }
  const has = (bit: number): boolean => (bitmap[0]! & bit) === bit;
  if (!has(0x40)) return { ret: -3 };
  if (rest.length === 0) return { ret: -10 };
  const ttl = rest.shift()!;
  let total: number | undefined;
  if (has(0x20)) {
    if (rest.length < 2) return { ret: -10, ttl };
    total = rest.shift()! * 256 + rest.shift()!;
  }
  const sofar = total === undefined ? { ttl } : { ttl, total };
  if (!has(0x10)) return { ret: -4, ...sofar };
  if (rest.length === 0) return { ret: -10, ...sofar };
  const next = rest.shift()!;
  if (!has(0x04)) return { ret: -5, ...sofar, next };
  const destination = address(rest);
  if (destination === undefined) return { ret: -6, ...sofar, next };
  rest.splice(0, destination.length);
  let known = { ...sofar, next, destination };
  if (has(0x02)) {
    const source = address(rest);
    if (source === undefined) return { ret: -8, ...known };
    rest.splice(0, source.length);
    known = Object.assign({ source }, known);
  }
  let length: number | undefined;
  if (bitmap.length > 1 && bitmap[1]! >= 0x80) {
    if (rest.length === 0) return { ret: -10, ...known };
    length = rest.shift()!;
  }
  const unknown = bitmap.length > 2 || (bitmap.length > 1 && (bitmap[1]! & 0x7e) !== 0);
  const real = all.length - rest.length;
  if (length !== undefined && total !== undefined && length >= all.length) return { ret: -13, ...known };
  if (unknown && length === undefined) return { ret: -11, ...known };
  if (length !== undefined && length < real) return { ret: -12, ...known };
  return { ret: Math.max(length ?? 0, real), ...known };
}
