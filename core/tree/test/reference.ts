/**
 * The naive tree the tests compare with: a map from bit strings to value sets, from which the canonical tree and its
 * root are computed anew each time, by recursion and string prefixes. Shares no code with the room but SHA-256.
 */
import { concat, sha256, toHex, uintBytes } from "@comity/canon";
import type { Key } from "@comity/tree";

export type Naive = Map<string, readonly Uint8Array[]>;

export const bitString = (key: Key): string =>
  [...key.bytes]
    .map((b) => b.toString(2).padStart(8, "0"))
    .join("")
    .slice(0, key.bits);

export const fromBits = (bits: string, bytes = Math.ceil(bits.length / 8)): Key => {
  const out = new Uint8Array(bytes);
  for (let i = 0; i < bits.length; i++) if (bits[i] === "1") out[i >> 3]! |= 0x80 >> (i & 7);
  return { bytes: out, bits: bits.length };
};

const order = (values: readonly Uint8Array[]): Uint8Array[] => {
  const byHex = new Map(values.map((v) => [toHex(v), v]));
  return [...byHex.keys()].sort().map((hex) => byHex.get(hex)!);
};

/** Longest common prefix of sorted bit strings. */
const shared = (keys: readonly string[]): string => {
  const a = keys[0]!;
  const b = keys.at(-1)!;
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return a.slice(0, n);
};

function node(register: number, label: string, keys: readonly string[], state: Naive): Uint8Array {
  const values = state.get(label);
  const below = (bit: string): Uint8Array | undefined => {
    const part = keys.filter((k) => k.startsWith(label + bit));
    return part.length === 0 ? undefined : node(register, shared(part), part, state);
  };
  const left = below("0");
  const right = below("1");
  const value =
    values &&
    sha256(concat(Uint8Array.of(3, register), ...order(values).flatMap((v) => [uintBytes(v.length, 4), v])));
  const flags = (value ? 1 : 0) + (left ? 2 : 0) + (right ? 4 : 0);
  const none = new Uint8Array(0);
  return sha256(
    concat(
      Uint8Array.of(2, register),
      uintBytes(label.length, 2),
      fromBits(label).bytes,
      Uint8Array.of(flags),
      value ?? none,
      left ?? none,
      right ?? none,
    ),
  );
}

/** The root of a state. */
export const naiveRoot = (register: number, state: Naive): Uint8Array =>
  node(register, "", [...state.keys()].sort(), state);

/** What covers a key, shortest first, as text to compare. */
export const naiveCovering = (state: Naive, key: string): string =>
  [...state.entries()]
    .filter(([k]) => key.startsWith(k))
    .sort(([a], [b]) => a.length - b.length)
    .map(([k, v]) => `${k.length}:${order(v).map(toHex).join(",")}`)
    .join(" ");

/** Entries at or below a key in pre-order, as text to compare. */
export const naiveWithin = (state: Naive, key: string): string[] =>
  [...state.keys()].filter((k) => k.startsWith(key)).sort();

export const coveringText = (
  found: readonly { readonly bits: number; readonly values: readonly Uint8Array[] }[],
): string => found.map(({ bits, values }) => `${bits}:${values.map(toHex).join(",")}`).join(" ");
