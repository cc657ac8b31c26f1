/**
 * A point-to-point link over UDP/IPv4 or UDP/IPv6: each datagram is one Ethernet frame. Works anywhere and needs no
 * privilege. Datagrams from any other address than the peer's are dropped and counted.
 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { createHash } from "node:crypto";
import { canonicalIp } from "../gateway/ip-address.ts";
import { ok, refuse, type Result } from "../refusal.ts";
import {
  ETHERNET,
  noCounts,
  type FrameHandler,
  type InterfaceCounters,
  type NetInterface,
} from "./interface.ts";

export type UdpLinkOptions = {
  readonly name?: string;
  /** Local address and port; port 0 lets the system choose. */
  readonly local: { readonly address: string; readonly port: number };
  readonly remote: { readonly address: string; readonly port: number };
  /** Network packet; 1400 by default, which fits a 1500-byte path with IPv6, UDP and the frame header. */
  readonly mtu?: number;
};

type Remote = { readonly address: string; readonly port: number };
/** As sockets report who has sent. */
const spelled = ({ address, port }: Remote): Remote => ({ address: canonicalIp(address) ?? address, port });

/** The same after a restart, so that the peer's entry for us stays good; it tells the peer nothing it does not see. */
function station({ address, port }: Remote): Uint8Array {
  const mac = new Uint8Array(createHash("sha256").update(`${address} ${port}`).digest().subarray(0, 6));
  mac[0] = (mac[0]! & 0xfc) | 2;
  return mac;
}

export class UdpInterface implements NetInterface {
  readonly name: string;
  readonly mac: Uint8Array;
  readonly mtu: number;
  readonly counters: InterfaceCounters = noCounts();
  /** Datagrams from somebody else. */
  strangers = 0;
  readonly #socket: Socket;
  #remote: { readonly address: string; readonly port: number };
  #handler: FrameHandler | undefined;
  #idle = false;
  #closed = false;

  private constructor(socket: Socket, options: UdpLinkOptions) {
    this.#socket = socket;
    this.#remote = spelled(options.remote);
    this.name = options.name ?? `udp:${options.remote.address}:${options.remote.port}`;
    this.mtu = options.mtu ?? 1400;
    this.mac = station(socket.address());
    socket.on("error", () => this.counters.overruns++);
    socket.on("message", (data, from) => this.#take(data, from.address, from.port));
  }

  /** Code `interface-udp` when the local address cannot be bound. */
  static async create(options: UdpLinkOptions): Promise<Result<UdpInterface>> {
    const socket = createSocket({
      type: isIPv6(options.local.address) ? "udp6" : "udp4",
      recvBufferSize: 4 << 20,
      sendBufferSize: 4 << 20,
    });
    try {
      socket.bind(options.local.port, options.local.address);
      await once(socket, "listening");
    } catch (cause) {
      return refuse(
        "interface-udp",
        `cannot bind ${options.local.address}: ${(cause as Error).message}`,
        "local",
      );
    }
    return ok(new UdpInterface(socket, options));
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Names the peer, when its port was not known before. */
  setRemote(remote: { readonly address: string; readonly port: number }): void {
    this.#remote = spelled(remote);
  }

  open(handler: FrameHandler): void {
    this.#handler = handler;
  }

  send(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < ETHERNET || end - start > this.mtu + ETHERNET) {
      this.counters.malformed++;
      return false;
    }
    // Timers above may still run after the end.
    if (this.#closed) return false;
    this.counters.sent++;
    // Sent later by the event loop, so a copy.
    this.#socket.send(bytes.slice(start, end), this.#remote.port, this.#remote.address);
    return true;
  }

  flush(): void {}

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#handler = undefined;
    this.#socket.close();
  }

  #take(data: Buffer, address: string, port: number): void {
    if (port !== this.#remote.port || address !== this.#remote.address) {
      this.strangers++;
      return;
    }
    if (data.length < ETHERNET || data.length > this.mtu + ETHERNET) {
      this.counters.malformed++;
      return;
    }
    this.counters.received++;
    // As plain bytes: the `slice` of a Buffer is no copy, and what is copied here is kept.
    this.#handler?.frame(new Uint8Array(data.buffer, data.byteOffset, data.length), 0, data.length);
    if (this.#idle) return;
    this.#idle = true;
    setImmediate(() => {
      this.#idle = false;
      this.#handler?.idle();
    });
  }
}
