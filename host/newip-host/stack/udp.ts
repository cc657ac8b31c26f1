/** The UDP of one stack: ports and datagrams. */
import { randomInt } from "node:crypto";
import {
  formatAddress,
  NEXT_UDP,
  readUdp,
  REFUSALS,
  TTL_DATA,
  Udp,
  udpPacketSize,
  writeUdp,
  type Address,
  type Header,
  type RefusalNumber,
} from "@comity/newip";
import { ok, refuse, type Refusal, type Result } from "../refusal.ts";
import type { Stack } from "./stack.ts";
import { UdpSocket } from "./udp-socket.ts";

export type UdpReceiver = (data: Uint8Array, address: Address, port: number, local: Address) => void;

/** The UDP of one stack. `seal` may take a datagram away to send it encrypted (see `secure/`). */
export class UdpLayer {
  readonly stack: Stack;
  readonly #sockets = new Map<number, UdpReceiver>();
  readonly #udp = new Udp();
  readonly #port: () => number;
  /** Answers true when it has taken the segment over, a refusal to stop it, undefined to let it pass in clear. */
  seal:
    | ((destination: Address, source: Address, packet: Uint8Array) => boolean | Refusal | undefined)
    | undefined;

  /** Receiver for whole addresses (a gateway): asked before the ports. */
  intercept: ((h: Header, u: Udp) => boolean) | undefined;

  /** `port`: own ports when nobody names one, 49152 to 65535; cryptographically random when left out. */
  constructor(stack: Stack, port: () => number = () => randomInt(49_152, 0x1_0000)) {
    this.stack = stack;
    this.#port = port;
    stack.protocol(NEXT_UDP, (h) => this.receive(h));
    stack.quotedChecks.push((about) => {
      if (about.nextHeader !== NEXT_UDP || about.end - about.payload < 2) return false;
      return this.#sockets.has((about.bytes[about.payload]! << 8) | about.bytes[about.payload + 1]!);
    });
  }

  /** A socket with the API of `node:dgram`. */
  socket(): UdpSocket {
    return new UdpSocket(this);
  }

  /** Codes `port-taken`, `ports-exhausted`. Port 0 chooses. */
  open(port: number, receiver: UdpReceiver): Result<number> {
    let chosen = port;
    if (port === 0) {
      for (let i = 0; i < 256 && (chosen === 0 || this.#sockets.has(chosen)); i++) chosen = this.#port();
    }
    if (this.#sockets.has(chosen)) return refuse("port-taken", `port ${chosen} is in use`, "port");
    this.#sockets.set(chosen, receiver);
    return ok(chosen);
  }

  release(port: number): void {
    this.#sockets.delete(port);
  }

  /** Codes `no-route`, `packet-too-big`, and those of the sealing layer. */
  send(
    data: Uint8Array,
    destination: Address,
    destinationPort: number,
    sourcePort: number,
    source: Address | undefined = this.stack.sourceFor(destination),
    ttl: number = TTL_DATA,
  ): Result<number> {
    if (source === undefined) {
      return refuse("no-route", `no route to ${formatAddress(destination)}`, "destination");
    }
    const packet = new Uint8Array(udpPacketSize(destination, source, data.length));
    writeUdp(packet, 0, destination, source, ttl, sourcePort, destinationPort, data);
    const sealed = this.seal?.(destination, source, packet);
    if (sealed === true) return ok(data.length);
    if (sealed !== undefined && sealed !== false) return { ok: false, error: sealed };
    return this.stack.output(packet, destination);
  }

  /** A datagram of an accepted header, from the link or out of a sealed packet. */
  receive(h: Header): void {
    const u = this.#udp;
    const number = readUdp(h, u);
    if (number !== 0) {
      this.stack.counters.add(`drop.${REFUSALS[number as RefusalNumber].code}`);
      return;
    }
    if (this.intercept?.(h, u) === true) return;
    const receiver = this.#sockets.get(u.destinationPort);
    if (receiver === undefined) {
      this.stack.portUnreachable(h);
      return;
    }
    if (h.sourceLength === 0) {
      this.stack.counters.add("drop.source-missing");
      return;
    }
    this.stack.counters.add("udp.delivered");
    receiver(h.bytes.slice(u.dataAt, u.dataEnd), h.source!.slice(), u.sourcePort, h.destination.slice());
  }
}
