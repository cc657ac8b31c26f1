/** UDP sockets of a stack, with the API of Node's `dgram`: `bind`, `connect`, `send`, `close`, event `message`. */
import { EventEmitter } from "node:events";
import {
  addressKey,
  formatAddress,
  NEXT_UDP,
  parseAddress,
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

export type RemoteInfo = { readonly address: string; readonly port: number; readonly size: number };

/** Carries a refusal to callbacks that Node's API gives an `Error`. */
export class NewIpError extends Error {
  readonly code: string;
  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.code = refusal.code;
  }
}

type Receiver = (data: Uint8Array, address: Address, port: number, local: Address) => void;

/** The UDP of one stack. `seal` may take a datagram away to send it encrypted (see `secure/`). */
export class UdpLayer {
  readonly stack: Stack;
  readonly #sockets = new Map<number, Receiver>();
  readonly #udp = new Udp();
  #ephemeral: number;
  /** Answers true when it has taken the segment over, a refusal to stop it, undefined to let it pass in clear. */
  seal:
    | ((destination: Address, source: Address, packet: Uint8Array) => boolean | Refusal | undefined)
    | undefined;

  /** Receiver for whole addresses (a gateway): asked before the ports. */
  intercept: ((h: Header, u: Udp) => boolean) | undefined;

  constructor(stack: Stack, firstPort = 49_152) {
    this.stack = stack;
    this.#ephemeral = firstPort;
    stack.protocol(NEXT_UDP, (h) => this.receive(h));
    stack.quotedChecks.push((about) => {
      if (about.nextHeader !== NEXT_UDP || about.end - about.payload < 2) return false;
      return this.#sockets.has((about.bytes[about.payload]! << 8) | about.bytes[about.payload + 1]!);
    });
  }

  socket(): UdpSocket {
    return new UdpSocket(this);
  }

  /** Codes `port-taken`, `ports-exhausted`. Port 0 chooses. */
  open(port: number, receiver: Receiver): Result<number> {
    let chosen = port;
    if (port === 0) {
      for (let i = 0; i < 16_384 && (chosen === 0 || this.#sockets.has(chosen)); i++) {
        chosen = this.#ephemeral++;
        if (this.#ephemeral > 65_535) this.#ephemeral = 49_152;
      }
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

type Events = {
  message: [data: Uint8Array, from: RemoteInfo];
  listening: [];
  error: [error: NewIpError];
  close: [];
};

export class UdpSocket extends EventEmitter<Events> {
  readonly #layer: UdpLayer;
  #port = 0;
  #ttl = TTL_DATA;
  #source: Address | undefined;
  #peer: { readonly address: Address; readonly port: number } | undefined;

  constructor(layer: UdpLayer) {
    super();
    this.#layer = layer;
  }

  /** Opens the port (0 or nothing: any free one); `address` fixes the sender's address. */
  bind(port = 0, address?: string): Result<number> {
    if (this.#port !== 0) return refuse("socket-bound", "the socket is bound already", "socket");
    if (address !== undefined) {
      const parsed = parseAddress(address);
      if (!parsed.ok) return parsed;
      if (!this.#layer.stack.isOwn(parsed.value)) {
        return refuse("address-foreign", `${address} is not an address of this node`, "address");
      }
      this.#source = parsed.value;
    }
    const opened = this.#layer.open(port, (data, from, fromPort, local) => {
      const peer = this.#peer;
      if (peer !== undefined && (peer.port !== fromPort || addressKey(peer.address) !== addressKey(from)))
        return;
      if (this.#source !== undefined && addressKey(this.#source) !== addressKey(local)) return;
      this.emit("message", data, { address: formatAddress(from), port: fromPort, size: data.length });
    });
    if (!opened.ok) return opened;
    this.#port = opened.value;
    queueMicrotask(() => this.emit("listening"));
    return opened;
  }

  address(): { readonly port: number; readonly address: string | undefined } {
    return {
      port: this.#port,
      address: this.#source === undefined ? undefined : formatAddress(this.#source),
    };
  }

  /** Only this peer from now on. */
  connect(port: number, address: string): Result<number> {
    const parsed = parseAddress(address);
    if (!parsed.ok) return parsed;
    this.#peer = { address: parsed.value, port };
    return this.#port === 0 ? this.bind() : ok(this.#port);
  }

  setTTL(ttl: number): number {
    if (!Number.isInteger(ttl) || ttl < 1 || ttl > 255) throw new RangeError("TTL is 1 to 255");
    this.#ttl = ttl;
    return ttl;
  }

  /** Sends to the peer given, or the connected one. The callback gets a `NewIpError` with the refusal's code. */
  send(
    data: Uint8Array | string,
    port?: number,
    address?: string,
    done?: (error: NewIpError | null, bytes?: number) => void,
  ): Result<number> {
    const sent = this.#send(typeof data === "string" ? new TextEncoder().encode(data) : data, port, address);
    if (done !== undefined) {
      queueMicrotask(() => (sent.ok ? done(null, sent.value) : done(new NewIpError(sent.error))));
    } else if (!sent.ok && this.listenerCount("error") > 0) this.emit("error", new NewIpError(sent.error));
    return sent;
  }

  #send(data: Uint8Array, port: number | undefined, address: string | undefined): Result<number> {
    let to = this.#peer;
    if (address !== undefined && port !== undefined) {
      const parsed = parseAddress(address);
      if (!parsed.ok) return parsed;
      to = { address: parsed.value, port };
    }
    if (to === undefined)
      return refuse("destination-missing", "give port and address, or connect", "destination");
    if (to.port < 1 || to.port > 65_535) return refuse("field-range", "a port is 1 to 65535", "port");
    const bound = this.#port === 0 ? this.bind() : ok(this.#port);
    if (!bound.ok) return bound;
    return this.#layer.send(data, to.address, to.port, this.#port, this.#source, this.#ttl);
  }

  close(): void {
    if (this.#port !== 0) this.#layer.release(this.#port);
    this.#port = 0;
    this.emit("close");
  }
}
