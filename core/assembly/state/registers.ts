/** The fifteen registers in their fixed order, their keys, and the state root (`docs/FORMATS.md` sections 7 and 9). */
import { concat, fromUtf8, uintBytes, utf8 } from "@comity/canon";
import { leafHash, rootOf } from "@comity/log";

export const REGISTERS = [
  "ipv4",
  "ipv6",
  "asn",
  "names",
  "routes4",
  "routes6",
  "providers",
  "parties",
  "decisions",
  "instruments",
  "contacts",
  "requests",
  "restrictions",
  "programmes",
  "networks",
] as const;

export type RegisterName = (typeof REGISTERS)[number];

/** A raw key: the first `bits` bits of `bytes`, zero padded. */
export type Key = { readonly bytes: Uint8Array; readonly bits: number };

/** The number of a register, 0 to 14. */
export const registerNumber = (name: RegisterName): number => REGISTERS.indexOf(name);

export const isRegister = (name: string): name is RegisterName =>
  (REGISTERS as readonly string[]).includes(name);

/** Bytes of a full key in the arena: fixed width for numbers, `text` for the rest. */
export function keyWidth(name: RegisterName): 4 | 16 | "text" {
  if (name === "ipv4" || name === "asn" || name === "routes4") return 4;
  return name === "ipv6" || name === "routes6" ? 16 : "text";
}

/** Key of a text register: UTF-8 and a terminating zero byte, so that no key is an ancestor of another. */
export function textKey(text: string): Key {
  const bytes = utf8(text + "\0");
  return { bytes, bits: bytes.length * 8 };
}

/** The text of a text key. */
export const textOfKey = ({ bits, bytes }: Key): string => {
  const text = fromUtf8(bytes.subarray(0, Math.max(0, (bits >>> 3) - 1)));
  return text.ok ? text.value : "";
};

/** The range of all keys that start with `prefix` (no terminator). */
export function textPrefix(prefix: string): Key {
  const bytes = utf8(prefix);
  return { bytes, bits: bytes.length * 8 };
}

/** Leaf hash of one register in the state root. */
export function registerLeaf(name: RegisterName, root: Uint8Array): Uint8Array {
  const text = utf8(name);
  return leafHash(concat(uintBytes(text.length, 1), text, root));
}

/** State root of the registers' tree roots, given in register order. */
export function stateRoot(roots: readonly Uint8Array[]): Uint8Array {
  return rootOf(REGISTERS.map((name, i) => registerLeaf(name, roots[i]!)));
}
