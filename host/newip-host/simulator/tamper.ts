/** Routers that misbehave: an interface between a node and its link that does to frames what bad routers do. */
import { acceptHeader, Header, readHeader } from "@comity/newip";
import {
  ETHERNET,
  type FrameHandler,
  type InterfaceCounters,
  type NetInterface,
} from "../interfaces/interface.ts";
import type { Random } from "./random.ts";

/**
 * `drop` loses a share of the packets it forwards; `corrupt` flips a bit of the payload; `immortal` undoes the TTL
 * decrement; `duplicate` sends twice; `forge` answers every neighbour question as if it were the target.
 */
export const MISBEHAVIOURS = ["drop", "corrupt", "immortal", "duplicate", "forge"] as const;
export type Misbehaviour = (typeof MISBEHAVIOURS)[number];

export class TamperPort implements NetInterface {
  readonly name: string;
  readonly mac: Uint8Array;
  readonly mtu: number;
  readonly counters: InterfaceCounters;
  readonly #inner: NetInterface;
  readonly #kind: Misbehaviour;
  readonly #share: number;
  readonly #random: Random;
  readonly #forge: (frame: Uint8Array) => Uint8Array | undefined;
  /** Frames it has tampered with. */
  tampered = 0;

  constructor(
    inner: NetInterface,
    kind: Misbehaviour,
    share: number,
    random: Random,
    forge: (frame: Uint8Array) => Uint8Array | undefined,
  ) {
    this.name = inner.name;
    this.mac = inner.mac;
    this.mtu = inner.mtu;
    this.counters = inner.counters;
    this.#inner = inner;
    this.#kind = kind;
    this.#share = share;
    this.#random = random;
    this.#forge = forge;
  }

  open(handler: FrameHandler): void {
    this.#inner.open({
      frame: (bytes, start, end) => {
        if (this.#kind === "forge") {
          const answer = this.#forge(bytes.subarray(start, end));
          if (answer !== undefined) {
            this.tampered++;
            this.#inner.send(answer, 0, answer.length);
          }
        }
        handler.frame(bytes, start, end);
      },
      idle: () => handler.idle(),
    });
  }

  send(bytes: Uint8Array, start: number, end: number): boolean {
    const h = new Header();
    const data =
      readHeader(bytes, start + ETHERNET, end, h) > 0 &&
      acceptHeader(h) === 0 &&
      (h.nextHeader === 17 || h.nextHeader === 6);
    if (!data || this.#kind === "forge" || this.#random.next() >= this.#share)
      return this.#inner.send(bytes, start, end);
    this.tampered++;
    if (this.#kind === "drop") return true;
    if (this.#kind === "duplicate") this.#inner.send(bytes, start, end);
    if (this.#kind === "immortal") bytes[h.start + h.bitmaps] = Math.min(255, h.ttl + 1);
    if (this.#kind === "corrupt" && end - h.payload > 8) {
      const at = h.payload + 8 + this.#random.below(end - h.payload - 8);
      bytes[at]! ^= 1 << this.#random.below(8);
    }
    return this.#inner.send(bytes, start, end);
  }

  flush(): void {
    this.#inner.flush();
  }
  close(): void {
    this.#inner.close();
  }
}
