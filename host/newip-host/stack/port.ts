import type { Address } from "@comity/newip";
import type { NetInterface } from "../interfaces/interface.ts";
import type { TokenBucket } from "./counters.ts";
import type { Neighbours } from "./neighbours.ts";

/** A port of the stack: an interface with its addresses and neighbours. */
export type Port = {
  readonly index: number;
  readonly link: NetInterface;
  readonly addresses: Address[];
  readonly neighbours: Neighbours;
  readonly replies: TokenBucket;
  dirty: boolean;
};
