/** The peer of the bench: the same tree and commitment with one object per node and one hash call per message. */
import { hashNode, hashValues } from "@comity/tree";

export type ObjectNode = {
  plen: number;
  label: Uint8Array;
  values: Uint8Array[] | undefined;
  left: ObjectNode | undefined;
  right: ObjectNode | undefined;
  hash: Uint8Array | undefined;
};

const bit = (bytes: Uint8Array, at: number): number => (bytes[at >> 3]! >> (7 - (at & 7))) & 1;

function shared(a: Uint8Array, b: Uint8Array, max: number): number {
  let n = 0;
  while (n < max && bit(a, n) === bit(b, n)) n++;
  return n;
}

export const objectNode = (plen: number, label: Uint8Array, values?: Uint8Array[]): ObjectNode => ({
  plen,
  label,
  values,
  left: undefined,
  right: undefined,
  hash: undefined,
});

export function insert(root: ObjectNode, label: Uint8Array, plen: number, values: Uint8Array[]): void {
  let node = root;
  for (;;) {
    node.hash = undefined;
    if (node.plen === plen) {
      node.values = values;
      return;
    }
    const side = bit(label, node.plen) === 0 ? "left" : "right";
    const child = node[side];
    if (!child) {
      node[side] = objectNode(plen, label, values);
      return;
    }
    const common = shared(label, child.label, Math.min(plen, child.plen));
    if (common < child.plen) {
      const fork = objectNode(common, label);
      node[side] = fork;
      fork[bit(child.label, common) === 0 ? "left" : "right"] = child;
      node = fork;
      continue;
    }
    node = child;
  }
}

export function hashTree(node: ObjectNode, register: number): Uint8Array {
  node.hash ??= hashNode(
    register,
    node.plen,
    node.label,
    node.values && hashValues(register, node.values),
    node.left && hashTree(node.left, register),
    node.right && hashTree(node.right, register),
  );
  return node.hash;
}
