/** Random keys and trees for the tests: nested, clustered, from a seed that a failing test prints. */
import { fromBits } from "./reference.ts";
import type { Key, KeyBytes } from "@comity/tree";

/** A generator of integers in [0, below) (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

export type Kind = { readonly name: string; readonly register: number; readonly keyBytes: KeyBytes };

export const KINDS: readonly Kind[] = [
  { name: "ipv4", register: 0, keyBytes: 4 },
  { name: "ipv6", register: 1, keyBytes: 16 },
  { name: "asn", register: 2, keyBytes: 4 },
  { name: "names", register: 3, keyBytes: "text" },
  { name: "text", register: 10, keyBytes: "text" },
];

const bits = (random: (n: number) => number, n: number): string => {
  let out = "";
  for (let i = 0; i < n; i++) out += random(2);
  return out;
};

const byte = (n: number): string => n.toString(2).padStart(8, "0");
const ascii = (text: string): string => Array.from(text, (c) => byte(c.charCodeAt(0))).join("");

/** Key bits of a kind; likely to nest with the `known` ones. */
export function randomBits(kind: Kind, random: (n: number) => number, known: readonly string[]): string {
  if (kind.name === "text" || kind.name === "names") {
    // names: length-prefixed labels, so a delegation is an ancestor; text: terminated, so nothing is.
    const labels = ["a", "b", "ab", "abc", "zone", ""].slice(0, 2 + random(4));
    const label = (): string => labels[random(labels.length)]!;
    if (kind.name === "text") return ascii(label() + label()) + byte(0);
    let out = "";
    for (let i = random(5); i >= 0; i--) {
      const l = label();
      out += byte(l.length) + ascii(l);
    }
    return out;
  }
  const width = kind.keyBytes === 16 ? 128 : 32;
  const base = known.length > 0 && random(3) > 0 ? known[random(known.length)]! : bits(random, random(8));
  switch (random(6)) {
    case 0:
      return base.slice(0, random(base.length + 1));
    case 1: {
      const at = random(base.length + 1);
      return (base.slice(0, at) + bits(random, random(width - at + 1))).slice(0, width);
    }
    case 2:
      return base;
    default:
      return (base + bits(random, random(10))).slice(0, width);
  }
}

export const keyOf = (kind: Kind, text: string): Key =>
  fromBits(text, kind.keyBytes === "text" ? Math.ceil(text.length / 8) : kind.keyBytes);

export function randomValues(random: (n: number) => number): Uint8Array[] {
  const count = random(8) === 0 ? 1 + random(6) : 1;
  return Array.from({ length: count }, () =>
    Uint8Array.from({ length: random(20) === 0 ? random(500) : random(12) }, () => random(256)),
  );
}
