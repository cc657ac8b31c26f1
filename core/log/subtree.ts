/** Subtrees of a log (draft-ietf-plants-merkle-tree-certs section 4.1). */
import { bitCeil, isSize } from "./arithmetic.ts";

/** Whether [start, end) is a subtree: `start` is a multiple of the smallest power of two that holds its length. */
export function isSubtree(start: number, end: number): boolean {
  return isSize(start) && isSize(end) && start <= end && start % bitCeil(end - start) === 0;
}
