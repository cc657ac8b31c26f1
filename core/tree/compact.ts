/**
 * Compaction: the nodes that some versions reach, copied to a fresh arena in pre-order. The old arena is not
 * touched, so readers that hold it stay correct; its memory goes when the last of them does.
 */
import { Arena } from "./arena.ts";

/** Copies what `roots` reach; nodes that several roots share stay shared. Returns the new roots in the same order. */
export function compact(from: Arena, roots: readonly number[]): { arena: Arena; roots: number[] } {
  const arena = new Arena(from.keyBytes);
  const moved = new Uint32Array(from.nodeEnd);
  const pending: number[] = [];
  const move = (node: number): number => {
    if (node === 0) return 0;
    const known = moved[node]!;
    if (known !== 0) return known;
    const copy = arena.adoptNode(from, node);
    moved[node] = copy;
    pending.push(copy);
    return copy;
  };
  const newRoots = roots.map((root) => {
    const copy = move(root);
    // Copied nodes still name their children by the old numbers until they are taken from the stack.
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      const right = arena.right(node);
      const left = arena.left(node);
      arena.setChild(node, 1, move(right));
      arena.setChild(node, 0, move(left));
    }
    return copy;
  });
  return { arena, roots: newRoots };
}
