/**
 * The user-space stack for flexible-address packets: interfaces, neighbours, routes, forwarding with the TTL enforced,
 * echo and errors, and the ports of UDP and TCP above it. Every drop has a reason in `counters` (`drop.CODE`); none
 * changes state. Nothing a peer sends can stop a node, configure it or make it report.
 */
import {
  acceptHeader,
  ETHERTYPE_FLEXIBLE,
  formatAddress,
  Header,
  headerSize,
  isReservedAt,
  NEXT_NEIGHBOUR,
  NEXT_TCP,
  NEXT_UDP,
  readHeader,
  REFUSALS,
  TTL_DATA,
  writeHeader,
  type Address,
  type RefusalNumber,
} from "@comity/newip";
import { ETHERNET, type NetInterface } from "../interfaces/interface.ts";
import type { Clock } from "../simulator/clock.ts";
import { ok, refuse, type Result } from "../refusal.ts";
import { CONTROL, NEXT_CONTROL, UNREACHABLE, writeControl } from "./control.ts";
import { ControlPlane } from "./control-plane.ts";
import type { ControlMessage, EchoMessage } from "./control.ts";
import { Counters } from "./counters.ts";
import { Frames } from "./frames.ts";
import { NeighbourProtocol } from "./neighbour-protocol.ts";
import { OwnAddresses } from "./own-addresses.ts";
import { PathMtus } from "./path-mtu.ts";
import type { Port } from "./port.ts";
import { parsePrefix, RouteTable, type Route } from "./routes.ts";

export type StackOptions = {
  readonly clock: Clock;
  /** Forward packets of others; false when left out. */
  readonly forwarding?: boolean;
  /**
   * Echo and error messages. `learnt` (default): errors go only to sources that have shown they speak the extension;
   * `all`: to everybody; `off`: the extension is not spoken at all.
   */
  readonly extension?: "off" | "learnt" | "all";
};

/** Takes packets for this node of one next header; the header is reused, so it holds during the call only. */
export type Protocol = (header: Header, port: Port | undefined) => void;

const FORWARDED = new Set([NEXT_TCP, NEXT_UDP, NEXT_CONTROL]);

export class Stack {
  readonly clock: Clock;
  readonly counters: Counters = new Counters();
  readonly routes: RouteTable = new RouteTable();
  readonly pathMtus: PathMtus;
  readonly #forwarding: boolean;
  readonly #own = new OwnAddresses();
  readonly #frames: Frames;
  readonly #protocols = new Map<number, Protocol>();
  readonly #header = new Header();
  readonly #control: ControlPlane;
  readonly #neighbours: NeighbourProtocol;

  constructor(options: StackOptions) {
    this.clock = options.clock;
    this.#forwarding = options.forwarding === true;
    this.pathMtus = new PathMtus(options.clock);
    const { clock, counters, pathMtus } = this;
    this.#control = new ControlPlane(
      {
        clock,
        counters,
        pathMtus,
        isOwn: (address) => this.isOwn(address),
        sourceFor: (destination) => this.sourceFor(destination),
        send: (nextHeader, destination, source, payload) =>
          this.send(nextHeader, destination, source, payload),
        echoFor: (message, destination, source, ttl) =>
          this.echoFor?.(message, destination, source, ttl) === true,
      },
      options.extension ?? "learnt",
    );
    this.#neighbours = new NeighbourProtocol({
      clock,
      counters,
      portOf: (bytes, at, length) => this.#own.portOf(bytes, at, length),
      local: (port, packet, mac) => this.#frames.local(port, packet, mac),
    });
    this.#frames = new Frames(clock, counters, {
      solicit: (port, target, mac) => this.#neighbours.solicit(port, target, mac),
      unreachable: (frame) => {
        counters.add("drop.neighbour-unreachable");
        const code = UNREACHABLE.neighbour;
        this.#control.errorAbout(frame, ETHERNET, frame.length, CONTROL.unreachable, code, 0);
      },
    });
  }

  /** Adds an interface with its addresses and starts it. Code `address-public` for FFxx. */
  addInterface(link: NetInterface, addresses: readonly Address[]): Result<Port> {
    const port = this.#frames.add(link);
    for (const address of addresses) {
      const added = this.addAddress(port, address);
      if (!added.ok) return added;
    }
    this.#frames.open(port, (bytes, start, end) => this.receive(port, bytes, start, end));
    return ok(port);
  }

  /** Gives an interface one more address. */
  addAddress(port: Port, address: Address): Result<Address> {
    return this.#own.add(port, address);
  }

  removeAddress(port: Port, address: Address): void {
    this.#own.remove(port, address);
  }

  /** Adds a route by text: prefix as `parsePrefix`. */
  addRoute(prefix: string, port: Port, via?: Address): Result<Route> {
    const parsed = parsePrefix(prefix);
    if (!parsed.ok) return parsed;
    const route = { prefix: parsed.value, port: port.index };
    return this.routes.add(via === undefined ? route : { ...route, via });
  }

  /** The interfaces, in the order they were added. */
  get ports(): readonly Port[] {
    return this.#frames.ports;
  }

  isOwn(address: Address): boolean {
    return this.#own.portOf(address) !== undefined;
  }

  /** Registers the receiver of a next header. */
  protocol(nextHeader: number, handler: Protocol): void {
    this.#protocols.set(nextHeader, handler);
  }

  /** The address to send from towards `destination`: the newest of the interface it leaves by. */
  sourceFor(destination: Address): Address | undefined {
    if (this.isOwn(destination)) return destination;
    const route = this.routes.lookup(destination, 0, destination.length);
    return route === undefined ? undefined : this.ports[route.port]!.addresses.at(-1);
  }

  /** Longest packet that the first link (or a learnt path MTU) takes towards a destination. */
  mtuFor(destination: Address): number {
    const route = this.routes.lookup(destination, 0, destination.length);
    const link = route === undefined ? 65_535 : this.ports[route.port]!.link.mtu;
    return Math.min(link, this.pathMtus.get(destination));
  }

  /**
   * Sends a packet of this node. Codes `no-route`, `packet-too-big` (longer than the MTU: nothing is split). Packets for
   * an own address come back by the event queue.
   */
  output(packet: Uint8Array, destination: Address): Result<number> {
    if (this.isOwn(destination)) {
      const copy = packet.slice();
      this.clock.at(this.clock.now(), () => this.#input(undefined, copy, 0, copy.length, true));
      return ok(packet.length);
    }
    const route = this.routes.lookup(destination, 0, destination.length);
    if (route === undefined)
      return refuse("no-route", `no route to ${formatAddress(destination)}`, "destination");
    const port = this.ports[route.port]!;
    const mtu = Math.min(port.link.mtu, this.pathMtus.get(destination));
    if (packet.length > mtu) {
      return refuse("packet-too-big", `${packet.length} bytes; the path takes ${mtu}`, "packet");
    }
    const frame = new Uint8Array(ETHERNET + packet.length);
    frame.set(packet, ETHERNET);
    this.#frames.transmit(port, frame, 0, frame.length, route.via ?? destination);
    this.flush();
    return ok(packet.length);
  }

  /** Sends `payload` under a header of ours, with total length (control messages, sealed packets). */
  send(
    nextHeader: number,
    destination: Address,
    source: Address,
    payload: Uint8Array,
    ttl: number = TTL_DATA,
  ): Result<number> {
    const head = headerSize(destination.length, source.length, true);
    const packet = new Uint8Array(head + payload.length);
    writeHeader(packet, 0, destination, source, ttl, nextHeader, packet.length);
    packet.set(payload, head);
    return this.output(packet, destination);
  }

  /** Listens to echo replies and errors. */
  onControl(listener: (message: ControlMessage, source: Address) => void): () => void {
    return this.#control.listen(listener);
  }

  /** Sends an echo request. Codes of `output`, `extension-off`. */
  echo(
    destination: Address,
    id: number,
    sequence: number,
    data: Uint8Array,
    ttl: number = TTL_DATA,
  ): Result<number> {
    if (!this.#control.on) return refuse("extension-off", "echo needs the extension", "extension");
    const source = this.sourceFor(destination);
    if (source === undefined) return refuse("no-route", "no route or no address to send from", "destination");
    const word = ((id << 16) | sequence) >>> 0;
    const message = writeControl(CONTROL.echoRequest, 0, word, data, destination, source);
    return this.send(NEXT_CONTROL, destination, source, message, ttl);
  }

  /** Asks whether anybody on the link has an address; true when nobody answered within two seconds. */
  isFree(port: Port, address: Address): Promise<boolean> {
    return this.#neighbours.isFree(port, address);
  }

  /** Whether a port that an error quotes is one of ours: transports add theirs. */
  get quotedChecks(): ((header: Header) => boolean)[] {
    return this.#control.quotedChecks;
  }

  /** Answers an echo request from `own` to `source`. */
  answerEcho(message: EchoMessage, own: Address, source: Address): void {
    this.#control.answerEcho(message, own, source);
  }

  /** Hands queued frames of every interface to its link. */
  flush(): void {
    this.#frames.flush();
  }

  close(): void {
    this.#frames.close();
  }

  #drop(code: string): void {
    this.counters.add(`drop.${code}`);
  }

  /** A frame from a link. */
  receive(port: Port, bytes: Uint8Array, start: number, end: number): void {
    if (bytes[start + 12] !== ETHERTYPE_FLEXIBLE >> 8 || bytes[start + 13] !== (ETHERTYPE_FLEXIBLE & 0xff)) {
      this.#drop("ethertype");
      return;
    }
    const station = this.#frames.station(port, bytes, start);
    if (station === "foreign") {
      this.#drop("foreign-station");
      return;
    }
    this.#input(port, bytes, start + ETHERNET, end, station === "own");
  }

  #input(port: Port | undefined, bytes: Uint8Array, start: number, end: number, unicast: boolean): void {
    const h = this.#header;
    const number = readHeader(bytes, start, end, h);
    const problem = number < 0 ? number : acceptHeader(h);
    if (problem < 0) {
      this.#drop(REFUSALS[problem as RefusalNumber].code);
      return;
    }
    if (h.ttl === 0) {
      this.#drop("ttl-expired");
      return;
    }
    if (
      isReservedAt(bytes, h.destinationAt, h.destinationLength) ||
      isReservedAt(bytes, h.sourceAt, h.sourceLength)
    ) {
      this.#drop("address-reserved");
      return;
    }
    if (h.nextHeader === NEXT_NEIGHBOUR) {
      if (port === undefined) this.#drop("neighbour-loopback");
      else this.#neighbours.receive(port, h);
      return;
    }
    // FFxx has meaning in neighbour discovery alone; loopback never comes from a link.
    if (bytes[h.destinationAt] === 0xff || (h.sourceLength === 2 && bytes[h.sourceAt] === 0xff)) {
      this.#drop("address-public");
      return;
    }
    if (!unicast) {
      this.#drop("broadcast");
      return;
    }
    const own = this.#own.portOf(bytes, h.destinationAt, h.destinationLength) !== undefined;
    if (own || this.claims?.(bytes, h.destinationAt, h.destinationLength) === true) this.#deliver(h, port);
    else if (port !== undefined) this.#forward(port, h);
  }

  #deliver(h: Header, port: Port | undefined): void {
    if (h.nextHeader === NEXT_CONTROL && this.#control.on) {
      this.#control.receive(h);
      return;
    }
    const handler = this.#protocols.get(h.nextHeader);
    if (handler === undefined) this.#drop("next-header-unknown");
    else handler(h, port);
  }

  #forward(from: Port, h: Header): void {
    if (!this.#forwarding) {
      this.#drop("not-a-router");
      return;
    }
    if (!FORWARDED.has(h.nextHeader)) {
      this.#drop("next-header-unknown");
      return;
    }
    if (h.nextHeader === NEXT_CONTROL) this.#control.heard(h);
    if (h.ttl === 1) {
      this.#drop("ttl-expired");
      this.#control.error(h, CONTROL.expired, 0, 0);
      return;
    }
    const { bytes } = h;
    const route = this.routes.lookup(bytes, h.destinationAt, h.destinationLength);
    if (route === undefined) {
      this.#drop("no-route");
      this.#control.error(h, CONTROL.unreachable, UNREACHABLE.route, 0);
      return;
    }
    const port = this.ports[route.port]!;
    const refused = this.admit?.(h, from, port);
    if (refused !== undefined) {
      this.#drop(refused);
      this.#control.error(h, CONTROL.unreachable, UNREACHABLE.refused, 0);
      return;
    }
    if (h.end - h.start > port.link.mtu) {
      this.#drop("packet-too-big");
      this.#control.error(h, CONTROL.tooBig, 0, port.link.mtu);
      return;
    }
    // No checksum covers the TTL; it lies behind the bitmap bytes.
    bytes[h.start + h.bitmaps] = h.ttl - 1;
    const via = route.via;
    const mac =
      via === undefined
        ? port.neighbours.find(bytes, h.destinationAt, h.destinationLength)
        : port.neighbours.find(via, 0, via.length);
    this.forwarded++;
    if (mac === undefined) {
      this.#frames.transmit(port, bytes, h.start - ETHERNET, h.end, via ?? h.destination);
      return;
    }
    if (port === from) this.counters.add("forward.hairpin");
    this.#frames.head(port, bytes, h.start - ETHERNET, mac);
    this.#frames.put(port, bytes, h.start - ETHERNET, h.end);
  }

  /** Destinations beyond the node's addresses that it answers for (a gateway's mapped addresses). */
  claims: ((bytes: Uint8Array, at: number, length: number) => boolean) | undefined;
  /** The rule of a border: a code when a packet may not go from one interface to the other. */
  admit: ((h: Header, from: Port, to: Port) => string | undefined) | undefined;
  /** Takes echo requests to such addresses; true when it will answer by `answerEcho`. */
  echoFor:
    | ((message: EchoMessage, destination: Address, source: Address, ttl: number) => boolean)
    | undefined;

  /** Packets sent on for others. */
  forwarded = 0;

  /** A gateway cannot send this packet on: its TTL is used up. */
  expired(h: Header): void {
    this.#drop("ttl-expired");
    this.#control.error(h, CONTROL.expired, 0, 0);
  }

  /** A transport has no receiver for this packet. */
  portUnreachable(h: Header): void {
    this.#drop("port-unreachable");
    this.#control.error(h, CONTROL.unreachable, UNREACHABLE.port, 0);
  }
}
