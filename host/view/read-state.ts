/** What every read model is given: one sealed state, and which one it is. */
import type { StateReader } from "@comity/assembly";

export type ReadState = {
  readonly reader: StateReader;
  /** Tree size that ends in the block record whose state this is; 0 before the founding. */
  readonly size: number;
  readonly height: number;
  readonly time: number;
  /** base64. */
  readonly stateRoot: string;
};

export const asOf = ({
  size,
  height,
  time,
  stateRoot,
}: ReadState): {
  readonly size: number;
  readonly height: number;
  readonly time: number;
  readonly stateRoot: string;
} => ({ size, height, time, stateRoot });
