/** The prover of "everything at or below this key", complete; checked by `verifySubtree`. README.md fixes the bytes. */
import type { Arena } from "./arena.ts";
import type { Key } from "./key.ts";
import { LEFT_HASH, NODES_BELOW, NOTHING_BELOW, RIGHT_HASH, VALUES } from "./proof.ts";
import { ProofWriter, proveKey, writeStep } from "./prove.ts";
import { subtreeAt } from "./read.ts";
import { descend, newDescent } from "./search.ts";

export function proveBelow(arena: Arena, register: number, root: number, key: Key): Uint8Array {
  const out = new ProofWriter();
  const top = subtreeAt(arena, root, key);
  if (top === 0) {
    const proof = proveKey(arena, register, root, key);
    out.u8(NOTHING_BELOW);
    out.bytes(proof, 0, proof.length);
    return out.finish();
  }
  const { path, depth } = descend(arena, root, key, newDescent());
  const steps = path[depth] === top ? depth : depth + 1;
  out.u8(NODES_BELOW);
  out.u16(steps);
  for (let i = 0; i < steps; i++) writeStep(out, arena, path[i]!, key);
  // Pairs of node and the depth of its parent, from which bytes of the label are known.
  const pending = [top, steps === 0 ? 0 : arena.plen(path[steps - 1]!)];
  while (pending.length > 0) {
    const above = pending.pop()!;
    const node = pending.pop()!;
    const plen = arena.plen(node);
    const left = arena.left(node);
    const right = arena.right(node);
    const hasValues = arena.values(node) !== 0;
    out.u16(plen);
    out.u8((hasValues ? VALUES : 0) | (left === 0 ? 0 : LEFT_HASH) | (right === 0 ? 0 : RIGHT_HASH));
    out.label(arena, node, above);
    if (hasValues) out.values(arena, node);
    if (right !== 0) pending.push(right, plen);
    if (left !== 0) pending.push(left, plen);
  }
  return out.finish();
}
