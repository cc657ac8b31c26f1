/**
 * Tree proofs made by hand. Each `root` is the one that the bytes compute, however wrong they are: only the rule that the
 * case names can refuse it (FORMATS 8.1, 8.2).
 */
import { concat, fromHex, must, sha256, uintBytes, utf8 } from "@comity/canon";
import { hashNode, hashValues } from "@comity/tree";

export const REGISTER = 0;
export const bytes = (text: string): Uint8Array => must(fromHex(text));
export const HASHES = ["1", "2", "3"].map((text) => sha256(utf8(text))) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const bit = (of: Uint8Array, at: number): number => ((of[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;

type Children = { readonly left?: Uint8Array; readonly right?: Uint8Array };
export type Step = Children & {
  readonly plen: number;
  readonly values?: readonly string[];
  /** Written instead of the bits that say what follows. */
  readonly presence?: number;
};
type End = Children & { readonly plen: number; readonly label: string; readonly value?: Uint8Array };
export type Key = { readonly bytes: Uint8Array; readonly bits: number };

const valuesOf = (values: readonly string[]): Uint8Array =>
  concat(uintBytes(values.length, 2), ...values.flatMap((v) => [uintBytes(v.length, 4), utf8(v)]));
const valueHash = (values: readonly string[] | undefined): Uint8Array | undefined =>
  values && hashValues(REGISTER, values.map(utf8));
const bitsOf = (value: unknown, left: unknown, right: unknown): number =>
  (value === undefined ? 0 : 1) | (left === undefined ? 0 : 2) | (right === undefined ? 0 : 4);
const present = (...parts: readonly (Uint8Array | undefined)[]): Uint8Array =>
  concat(...parts.filter((part) => part !== undefined));

const stepBytes = ({ plen, values, left, right, presence }: Step, more: number): Uint8Array =>
  present(
    uintBytes(plen, 2),
    Uint8Array.of(presence ?? bitsOf(values, left, right) | more),
    values && valuesOf(values),
    left,
    right,
  );

/** The root over steps, from what stands below the last one on the key's side. */
function rootOver(steps: readonly Step[], key: Key, below: Uint8Array | undefined): Uint8Array {
  let hash = below;
  for (const { plen, values, left, right } of steps.toReversed()) {
    const side = plen < key.bits ? bit(key.bytes, plen) : undefined;
    const l = side === 0 ? (hash ?? left) : left;
    const r = side === 1 ? (hash ?? right) : right;
    hash = hashNode(REGISTER, plen, key.bytes, valueHash(values), l, r);
  }
  return hash!;
}

export type Made = { readonly key: Key; readonly proof: Uint8Array; readonly root: Uint8Array };

export function path(key: Key, steps: readonly Step[], end?: End): Made {
  const parts = steps.map((step, i) => stepBytes(step, i < steps.length - 1 ? 0 : end ? 24 : 8));
  let below: Uint8Array | undefined;
  if (end) {
    const { plen, value, left, right } = end;
    const label = bytes(end.label);
    const presence = Uint8Array.of(bitsOf(value, left, right));
    parts.push(present(uintBytes(plen, 2), presence, label, value, left, right));
    below = hashNode(REGISTER, plen, label, value, left, right);
  }
  return { key, proof: concat(...parts), root: rootOver(steps, key, below) };
}

export type Node = {
  readonly plen: number;
  readonly label: string;
  readonly values?: readonly string[];
  readonly left?: Node;
  readonly right?: Node;
  readonly presence?: number;
};

const nodeHash = ({ plen, label, values, left, right }: Node): Uint8Array =>
  hashNode(
    REGISTER,
    plen,
    concat(bytes(label), new Uint8Array(4)),
    valueHash(values),
    left && nodeHash(left),
    right && nodeHash(right),
  );

function nodeBytes(node: Node, above: number): Uint8Array {
  const { plen, label, values, left, right } = node;
  return present(
    uintBytes(plen, 2),
    Uint8Array.of(node.presence ?? bitsOf(values, left, right)),
    bytes(label).subarray(above >> 3),
    values && valuesOf(values),
    left && nodeBytes(left, plen),
    right && nodeBytes(right, plen),
  );
}

export function below(key: Key, steps: readonly Step[], node: Node): Made {
  const head = concat(Uint8Array.of(1), uintBytes(steps.length, 2));
  const parts = steps.map((step) => stepBytes(step, 0));
  const proof = concat(head, ...parts, nodeBytes(node, steps.at(-1)?.plen ?? 0));
  return { key, proof, root: rootOver(steps, key, nodeHash(node)) };
}
export const nothing = (made: Made): Made => ({ ...made, proof: concat(Uint8Array.of(0), made.proof) });
export const raw = (key: Key, proof: string): Made => ({
  key,
  proof: bytes(proof),
  root: hashNode(REGISTER, 0, key.bytes, undefined, undefined, undefined),
});

export const K: Key = { bytes: bytes("c0000200"), bits: 24 };
export const WIDE: Key = { bytes: bytes("c0000000"), bits: 8 };
export const ALL: Key = { bytes: bytes("00000000"), bits: 0 };
export const root: Step = { plen: 0 };
export const leaf: Node = { plen: 24, label: "c00002", values: ["a"] };
