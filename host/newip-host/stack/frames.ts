/** Frames of a node: its interfaces, the stations of their neighbours, and what goes out to them. */
import { ETHERTYPE_FLEXIBLE, type Address } from "@comity/newip";
import { ETHERNET, type FrameHandler, type NetInterface } from "../interfaces/interface.ts";
import type { Clock } from "../simulator/clock.ts";
import { TokenBucket, type Counters } from "./counters.ts";
import { BROADCAST_MAC } from "./neighbour-protocol.ts";
import { Neighbours } from "./neighbours.ts";
import type { Port } from "./port.ts";

/** Answers to solicitations per second and interface. */
const REPLY_RATE = 1000;
/** Frames that come in: ours alone, sent to all, or somebody else's. */
export type Station = "own" | "all" | "foreign";

export type FrameActions = {
  readonly solicit: (port: Port, target: Address, mac: Uint8Array | undefined) => void;
  /** A frame that waited for a station nobody told. */
  readonly unreachable: (frame: Uint8Array) => void;
};

export class Frames {
  readonly ports: Port[] = [];
  readonly #clock: Clock;
  readonly #counters: Counters;
  readonly #actions: FrameActions;

  constructor(clock: Clock, counters: Counters, actions: FrameActions) {
    this.#clock = clock;
    this.#counters = counters;
    this.#actions = actions;
  }

  add(link: NetInterface): Port {
    const neighbours = new Neighbours(this.#clock, this.#counters, {
      ask: (target, mac) => this.#actions.solicit(port, target, mac),
      release: (frame, mac) => {
        frame.set(mac, 0);
        this.put(port, frame, 0, frame.length);
        this.flush();
      },
      unreachable: (frame) => this.#actions.unreachable(frame),
    });
    const replies = new TokenBucket(REPLY_RATE, REPLY_RATE);
    const port: Port = { index: this.ports.length, link, addresses: [], neighbours, replies, dirty: false };
    this.ports.push(port);
    return port;
  }

  open(port: Port, frame: FrameHandler["frame"]): void {
    port.link.open({ frame, idle: () => this.flush() });
  }

  /** Whom a frame is for. */
  station(port: Port, bytes: Uint8Array, start: number): Station {
    const { mac } = port.link;
    let [own, all] = [true, true];
    for (let i = 0; i < 6; i++) {
      if (bytes[start + i] !== mac[i]) own = false;
      if (bytes[start + i] !== 255) all = false;
    }
    return own ? "own" : all ? "all" : "foreign";
  }

  /** Writes the Ethernet header before a packet. */
  head(port: Port, bytes: Uint8Array, at: number, mac: Uint8Array): void {
    const own = port.link.mac;
    for (let i = 0; i < 6; i++) {
      bytes[at + i] = mac[i]!;
      bytes[at + 6 + i] = own[i]!;
    }
    bytes[at + 12] = ETHERTYPE_FLEXIBLE >> 8;
    bytes[at + 13] = ETHERTYPE_FLEXIBLE & 0xff;
  }

  put(port: Port, bytes: Uint8Array, start: number, end: number): void {
    port.dirty = true;
    if (!port.link.send(bytes, start, end)) this.#counters.add("drop.link-queue-full");
  }

  /** To the station of `hop`, or into its waiting room until it is known. */
  transmit(port: Port, bytes: Uint8Array, start: number, end: number, hop: Address): void {
    const mac = port.neighbours.find(hop, 0, hop.length);
    this.head(port, bytes, start, mac ?? BROADCAST_MAC);
    if (mac !== undefined) this.put(port, bytes, start, end);
    else port.neighbours.wait(hop, bytes.slice(start, end));
  }

  /** A packet for a station of the link, at once. */
  local(port: Port, packet: Uint8Array, mac: Uint8Array): void {
    const frame = new Uint8Array(ETHERNET + packet.length);
    frame.set(packet, ETHERNET);
    this.head(port, frame, 0, mac);
    this.put(port, frame, 0, frame.length);
    this.flush();
  }

  /** Hands queued frames of every interface to its link. */
  flush(): void {
    for (const port of this.ports) {
      if (!port.dirty) continue;
      port.dirty = false;
      port.link.flush();
    }
  }

  close(): void {
    for (const port of this.ports) port.link.close();
  }
}
