/** A connection of the stack's TCP as a Node stream. */
import { Duplex } from "node:stream";
import { formatAddress, type Address } from "@comity/newip";
import { NewIpError } from "./errors.ts";
import type { TcpConnection } from "./tcp-connection.ts";

/** A connection as a Node stream. Events as `net.Socket`: `connect`, `data`, `end`, `close`, `error`. */
export class TcpSocket extends Duplex {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  /** @internal set by the layer */
  connection: TcpConnection | undefined;
  #waiting: (() => void) | undefined;
  #final: ((error?: Error | null) => void) | undefined;
  #buffered: Uint8Array[] = [];
  #flowing = true;

  constructor(remote: Address, remotePort: number, local: Address, localPort: number) {
    super({ allowHalfOpen: true });
    this.remoteAddress = formatAddress(remote);
    this.remotePort = remotePort;
    this.localAddress = formatAddress(local);
    this.localPort = localPort;
  }

  /** @internal */
  deliver(data: Uint8Array): void {
    this.connection?.hold(data.length);
    if (this.#flowing) this.#pass(data);
    else this.#buffered.push(data);
  }
  #pass(data: Uint8Array): void {
    this.connection?.consumed(data.length);
    this.#flowing = this.push(data);
  }
  /** @internal */
  deliverEnd(): void {
    for (const data of this.#buffered.splice(0)) this.#pass(data);
    this.push(null);
  }
  /** @internal */
  drained(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }
  /** @internal */
  finished(code: string | undefined): void {
    this.#final?.();
    this.drained();
    if (code === undefined) this.destroy();
    else this.destroy(new NewIpError({ code, field: "tcp", detail: `the connection ended: ${code}` }));
  }

  override _read(): void {
    this.#flowing = true;
    while (this.#flowing && this.#buffered.length > 0) this.#pass(this.#buffered.shift()!);
  }
  override _write(chunk: Uint8Array, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.connection === undefined || this.connection.state === "closed") {
      done(new NewIpError({ code: "tcp-closed", field: "tcp", detail: "the connection is closed" }));
    } else if (this.connection.write(new Uint8Array(chunk))) done();
    else this.#waiting = () => done();
  }
  override _final(done: (error?: Error | null) => void): void {
    this.connection?.end();
    done();
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const state = this.connection?.state;
    if (state !== undefined && state !== "closed" && state !== "time-wait" && error !== null)
      this.connection?.abort();
    else if (
      state === "syn-sent" ||
      state === "syn-received" ||
      (state === "established" && !this.writableEnded)
    ) {
      this.connection?.abort();
    }
    done(error);
  }
}
