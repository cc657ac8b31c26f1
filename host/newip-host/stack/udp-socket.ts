/** UDP sockets of a stack, with the API of Node's `dgram`: `bind`, `connect`, `send`, `close`, event `message`. */
import { EventEmitter } from "node:events";
import { addressKey, formatAddress, parseAddress, TTL_DATA, type Address } from "@comity/newip";
import { ok, refuse, type Result } from "../refusal.ts";
import { NewIpError } from "./errors.ts";
import type { Stack } from "./stack.ts";

export type RemoteInfo = { readonly address: string; readonly port: number; readonly size: number };

/** What a socket needs of the UDP of its stack. */
export type UdpPorts = {
  readonly stack: Stack;
  open(
    port: number,
    receiver: (data: Uint8Array, address: Address, port: number, local: Address) => void,
  ): Result<number>;
  release(port: number): void;
  send(
    data: Uint8Array,
    destination: Address,
    destinationPort: number,
    sourcePort: number,
    source: Address | undefined,
    ttl: number,
  ): Result<number>;
};

type Events = {
  message: [data: Uint8Array, from: RemoteInfo];
  listening: [];
  error: [error: NewIpError];
  close: [];
};

export class UdpSocket extends EventEmitter<Events> {
  readonly #layer: UdpPorts;
  #port = 0;
  #ttl = TTL_DATA;
  #source: Address | undefined;
  #peer: { readonly address: Address; readonly port: number } | undefined;

  constructor(layer: UdpPorts) {
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
