/** The TCP of one stack: listening ports, connections by their four-tuple, half-open connections bounded and timed. */
import { randomInt } from "node:crypto";
import {
  addressKey,
  encodeTcp,
  formatAddress,
  headerSize,
  NEXT_TCP,
  parseAddress,
  readMss,
  readTcp,
  REFUSALS,
  Tcp,
  TCP_FLAGS,
  TCP_HEADER,
  type Address,
  type Header,
  type RefusalNumber,
} from "@comity/newip";
import { ok, refuse, type Refusal, type Result } from "../refusal.ts";
import { TokenBucket } from "./counters.ts";
import type { Stack } from "./stack.ts";
import { TcpConnection } from "./tcp-connection.ts";
import type { SegmentIn, SegmentOut } from "./tcp-segment.ts";
import { TcpSocket } from "./tcp-socket.ts";

export const TCP_LIMITS = { connections: 4096, halfOpen: 256 } as const;
/** Resets per second: a flood from forged addresses is not sent on. */
const RESET_RATE = 1000;
const FIRST_PORT = 49_152;

export type TcpOptions = {
  /** Initial sequence numbers; cryptographically random when left out. */
  readonly sequence?: () => number;
  /** Own ports, 49152 to 65535; cryptographically random when left out, so that they say nothing about each other. */
  readonly port?: () => number;
};

type Accept = (socket: TcpSocket) => void;

export class TcpLayer {
  readonly stack: Stack;
  readonly #sockets = new Map<string, TcpSocket>();
  readonly #listeners = new Map<number, Accept>();
  readonly #tcp = new Tcp();
  readonly #sequence: () => number;
  /** Connections that a peer has begun and not finished, oldest first. */
  readonly #halfOpen = new Set<TcpSocket>();
  readonly #resets = new TokenBucket(RESET_RATE, RESET_RATE);
  readonly #port: () => number;
  /** Listeners for whole addresses (a gateway): asked before the ports. */
  intercept: ((local: Address, port: number) => Accept | undefined) | undefined;
  /** As `UdpLayer.seal`. */
  seal:
    | ((destination: Address, source: Address, packet: Uint8Array) => boolean | Refusal | undefined)
    | undefined;

  constructor(stack: Stack, options: TcpOptions = {}) {
    this.stack = stack;
    this.#sequence = options.sequence ?? (() => randomInt(0x1_0000_0000));
    this.#port = options.port ?? (() => randomInt(FIRST_PORT, 0x1_0000));
    stack.protocol(NEXT_TCP, (h) => this.receive(h));
    stack.onControl((message) => {
      if (message.type !== "too-big") return;
      for (const socket of this.#sockets.values()) {
        const [local, remote] = [parseAddress(socket.localAddress), parseAddress(socket.remoteAddress)];
        if (local.ok && remote.ok) socket.connection?.shrink(this.#mssFor(remote.value, local.value));
      }
    });
    stack.quotedChecks.push((about) => {
      if (about.nextHeader !== NEXT_TCP || about.end - about.payload < 4) return false;
      const view = new DataView(about.bytes.buffer, about.bytes.byteOffset);
      const ports = `${view.getUint16(about.payload)} ${view.getUint16(about.payload + 2)}`;
      const source = addressKey(about.bytes, about.sourceAt, about.sourceLength);
      const to = addressKey(about.bytes, about.destinationAt, about.destinationLength);
      return this.#sockets.has(`${source} ${to} ${ports}`);
    });
  }

  get connections(): number {
    return this.#sockets.size;
  }
  get halfOpen(): number {
    return this.#halfOpen.size;
  }

  /** Code `port-taken`. */
  listen(port: number, accept: Accept): Result<number> {
    if (this.#listeners.has(port)) return refuse("port-taken", `port ${port} is in use`, "port");
    this.#listeners.set(port, accept);
    return ok(port);
  }

  unlisten(port: number): void {
    this.#listeners.delete(port);
  }

  /** Opens a connection; the socket tells the rest by events. Codes `no-route`, `connections-full`. */
  connect(
    destination: Address,
    port: number,
    source: Address | undefined = this.stack.sourceFor(destination),
  ): Result<TcpSocket> {
    if (source === undefined)
      return refuse("no-route", `no route to ${formatAddress(destination)}`, "destination");
    if (this.#sockets.size >= TCP_LIMITS.connections)
      return refuse("connections-full", "too many connections", "tcp");
    let local = 0;
    for (let i = 0; i < 64; i++) {
      local = this.#port();
      if (!this.#sockets.has(this.#key(source, destination, local, port))) break;
      local = 0;
    }
    if (local === 0) return refuse("ports-exhausted", "no free port towards this peer", "tcp");
    const socket = new TcpSocket(destination, port, source, local);
    this.#start(socket, source, destination, undefined, () => {});
    return ok(socket);
  }

  /** A flood of openings displaces itself: the oldest that was never finished is given up without a word. */
  #makeRoom(): void {
    if (this.#halfOpen.size < TCP_LIMITS.halfOpen) return;
    const [oldest] = this.#halfOpen;
    oldest?.connection?.forget();
    this.stack.counters.add("drop.tcp-half-open-full");
  }

  #key(local: Address, remote: Address, localPort: number, remotePort: number): string {
    return `${addressKey(local)} ${addressKey(remote)} ${localPort} ${remotePort}`;
  }

  #mssFor(remote: Address, local: Address): number {
    const mtu = Math.min(1500, this.stack.mtuFor(remote));
    // Room for the sealing of `secure/`: a second UDP header, session, counter and tag.
    const sealing = this.seal === undefined ? 0 : 48;
    return mtu - headerSize(remote.length, local.length, true) - TCP_HEADER - sealing;
  }

  #start(
    socket: TcpSocket,
    local: Address,
    remote: Address,
    syn: SegmentIn | undefined,
    accepted: () => void,
  ): void {
    const key = this.#key(local, remote, socket.localPort, socket.remotePort);
    this.#sockets.set(key, socket);
    // Nobody has seen a connection that was never accepted: its end is counted, not thrown.
    let isAccepted = syn === undefined;
    if (syn !== undefined) this.#halfOpen.add(socket);
    const settled = (): void => void this.#halfOpen.delete(socket);
    const open = new TcpConnection(
      this.stack.clock,
      {
        send: (segment) => this.#send(segment, local, remote, socket.localPort, socket.remotePort),
        connected: () => {
          settled();
          this.stack.counters.add("tcp.established");
          // The connection may establish inside its constructor's caller; listeners are set by then.
          queueMicrotask(() => socket.emit("connect"));
          isAccepted = true;
          accepted();
        },
        data: (bytes) => socket.deliver(bytes),
        end: () => socket.deliverEnd(),
        drain: () => socket.drained(),
        closed: (code) => {
          settled();
          this.#sockets.delete(key);
          if (code !== undefined) this.stack.counters.add(`tcp.${code.replace("tcp-", "")}`);
          socket.finished(isAccepted ? code : undefined);
        },
      },
      this.#sequence(),
      this.#mssFor(remote, local),
      syn,
    );
    socket.connection = open;
  }

  #send(
    s: SegmentOut,
    source: Address,
    destination: Address,
    sourcePort: number,
    destinationPort: number,
  ): void {
    const packet = encodeTcp({ ...s, source, destination, sourcePort, destinationPort });
    if (!packet.ok) {
      this.stack.counters.add(`drop.${packet.error.code}`);
      return;
    }
    const sealed = this.seal?.(destination, source, packet.value);
    if (sealed === true) return;
    const sent =
      sealed === undefined || sealed === false ? this.stack.output(packet.value, destination) : undefined;
    if (sent === undefined) this.stack.counters.add("drop.seal-refused");
    else if (!sent.ok) this.stack.counters.add(`drop.${sent.error.code}`);
  }

  /** A segment of an accepted header, from the link or out of a sealed packet. */
  receive(h: Header): void {
    const t = this.#tcp;
    const drop = (code: string): void => this.stack.counters.add(`drop.${code}`);
    const number = readTcp(h, t);
    if (number !== 0) {
      drop(REFUSALS[number as RefusalNumber].code);
      return;
    }
    const mss = readMss(h.bytes, t.optionsAt, t.dataAt);
    if (!mss.ok) {
      drop(mss.error.code);
      return;
    }
    const remote = h.source?.slice();
    if (remote === undefined) {
      drop("source-missing");
      return;
    }
    const local = h.destination.slice();
    const segment: SegmentIn = {
      sequence: t.sequence,
      acknowledgement: t.acknowledgement,
      flags: t.flags,
      window: t.window,
      mss: mss.value,
      data: h.bytes.slice(t.dataAt, t.dataEnd),
    };
    const known = this.#sockets.get(this.#key(local, remote, t.destinationPort, t.sourcePort));
    if (known !== undefined) {
      const code = known.connection?.receive(segment);
      if (code !== undefined) drop(code);
      return;
    }
    const { syn, ack, rst } = TCP_FLAGS;
    const listener = this.intercept?.(local, t.destinationPort) ?? this.#listeners.get(t.destinationPort);
    if ((t.flags & (syn | ack | rst)) === syn && listener !== undefined) {
      this.#makeRoom();
      if (this.#sockets.size >= TCP_LIMITS.connections) drop("connections-full");
      else {
        const socket = new TcpSocket(remote, t.sourcePort, local, t.destinationPort);
        this.#start(socket, local, remote, segment, () => listener(socket));
      }
      return;
    }
    drop("tcp-no-connection");
    if ((t.flags & rst) !== 0 || !this.#resets.take(this.stack.clock.now())) return;
    const length = segment.data.length + (t.flags & syn ? 1 : 0) + (t.flags & TCP_FLAGS.fin ? 1 : 0);
    const answer =
      t.flags & ack
        ? { sequence: t.acknowledgement, acknowledgement: 0, flags: rst, window: 0 }
        : { sequence: 0, acknowledgement: (t.sequence + length) >>> 0, flags: rst | ack, window: 0 };
    this.#send(answer, local, remote, t.destinationPort, t.sourcePort);
  }
}
