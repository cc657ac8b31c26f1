/**
 * A Linux interface (veth, TAP, physical) through a raw `AF_PACKET` socket bound to the chosen EtherTypes, with batched
 * receive and send. Needs CAP_NET_RAW. Frames for other stations are not delivered.
 */
import { closeSync, openSync } from "node:fs";
import { ok, refuse, type Result } from "../refusal.ts";
import {
  ETHERNET,
  noCounts,
  type FrameHandler,
  type InterfaceCounters,
  type NetInterface,
} from "./interface.ts";
import { libc, type Libc } from "./libc.ts";
import { MessageRing } from "./message-ring.ts";

const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const SO_SNDBUFFORCE = 32;
const SOL_PACKET = 263;
const PACKET_STATISTICS = 6;
const MSG_DONTWAIT = 0x40;
const SIOCGIFMTU = 0x8921;
const SIOCGIFHWADDR = 0x8927;
const CLONE_NEWNET = 0x40000000;
const ETH_P_ALL = 3;

/** Most batches read before the event loop gets its turn. */
const BURST = 16;

export type PacketOptions = {
  /** Interface name, for instance `veth0`. */
  readonly name: string;
  /** The one EtherType to receive (the kernel filters); all types when left out. */
  readonly etherType?: number;
  /** File of a network namespace (`/run/netns/NAME`) to open the socket in. */
  readonly namespace?: string;
  /** Frames per system call; 128 by default. */
  readonly batch?: number;
  /** Socket buffer, bytes; 8 MiB by default. */
  readonly buffer?: number;
};

const u32 = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);

export class PacketInterface implements NetInterface {
  readonly name: string;
  readonly mac: Uint8Array;
  readonly mtu: number;
  readonly counters: InterfaceCounters = noCounts();
  readonly #calls: Libc;
  readonly #fd: number;
  readonly #in: MessageRing;
  readonly #out: MessageRing;
  readonly #poll: Uint8Array;
  #queued = 0;
  #handler: FrameHandler | undefined;
  #closed = false;
  #waiting = false;

  private constructor(calls: Libc, fd: number, name: string, mac: Uint8Array, mtu: number, batch: number) {
    this.#calls = calls;
    this.#fd = fd;
    this.name = name;
    this.mac = mac;
    this.mtu = mtu;
    const size = (mtu + ETHERNET + 4 + 63) & ~63;
    this.#in = new MessageRing(calls, batch, size);
    this.#out = new MessageRing(calls, batch, size);
    this.#poll = new Uint8Array(8);
    new DataView(this.#poll.buffer).setInt32(0, fd, true);
    this.#poll[4] = 1;
  }

  /** Codes `interface-platform`, `interface-namespace`, `interface-unknown`, `interface-permission`. */
  static create(options: PacketOptions): Result<PacketInterface> {
    const calls = libc();
    if (calls === undefined) {
      return refuse(
        "interface-platform",
        "packet sockets need 64-bit Linux; use UDP encapsulation",
        "interface",
      );
    }
    if (options.namespace === undefined) return open(calls, options);
    let own: number | undefined;
    let other: number | undefined;
    try {
      own = openSync("/proc/thread-self/ns/net", "r");
      other = openSync(options.namespace, "r");
      if (calls.setns(other, CLONE_NEWNET) !== 0) throw new Error(`errno ${calls.errno()}`);
      // A socket stays in the namespace it was made in; the thread returns at once.
      const made = open(calls, options);
      if (calls.setns(own, CLONE_NEWNET) !== 0) throw new Error("cannot return to the own namespace");
      return made;
    } catch (cause) {
      const why = (cause as Error).message;
      return refuse("interface-namespace", `cannot enter ${options.namespace}: ${why}`, "interface");
    } finally {
      if (own !== undefined) closeSync(own);
      if (other !== undefined) closeSync(other);
    }
  }

  /** @internal */
  static make(
    calls: Libc,
    fd: number,
    name: string,
    mac: Uint8Array,
    mtu: number,
    batch: number,
  ): PacketInterface {
    return new PacketInterface(calls, fd, name, mac, mtu, batch);
  }

  open(handler: FrameHandler): void {
    this.#handler = handler;
    this.#wait();
  }

  /** Reads what is there now; answers the number of frames. Usable without `open` from a loop of one's own. */
  receive(handler: FrameHandler): number {
    const ring = this.#in;
    const count = this.#calls.recvmmsg(this.#fd, ring.headers, ring.slots, MSG_DONTWAIT, null);
    if (count <= 0) return 0;
    this.counters.received += count;
    for (let i = 0; i < count; i++) {
      const length = ring.received(i);
      if (length < ETHERNET || length > ring.size) this.counters.malformed++;
      else handler.frame(ring.bytes, i * ring.size, i * ring.size + length);
    }
    handler.idle();
    return count;
  }

  send(bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (length < ETHERNET || length > this.mtu + ETHERNET) {
      this.counters.malformed++;
      return false;
    }
    if (this.#queued === this.#out.slots) this.flush();
    const ring = this.#out;
    const slot = this.#queued++;
    const at = slot * ring.size;
    if (length <= 64) for (let i = 0; i < length; i++) ring.bytes[at + i] = bytes[start + i]!;
    else ring.bytes.set(bytes.subarray(start, end), at);
    ring.setLength(slot, length);
    return true;
  }

  flush(): void {
    const count = this.#queued;
    let sent = 0;
    while (sent < count) {
      const done = this.#calls.sendmmsg(this.#fd, this.#out.at(sent), count - sent, MSG_DONTWAIT);
      if (done <= 0) {
        // The device takes no more: these frames are lost, and counted.
        this.counters.overruns += count - sent;
        break;
      }
      sent += done;
    }
    this.counters.sent += sent;
    this.#queued = 0;
  }

  /** Blocks the thread until a frame arrives or `microseconds` have passed. */
  block(microseconds: number): void {
    const time = new BigInt64Array([
      BigInt(Math.floor(microseconds / 1e6)),
      BigInt(Math.floor((microseconds % 1e6) * 1000)),
    ]);
    this.#calls.ppoll(this.#poll, 1, new Uint8Array(time.buffer), null);
  }

  /** Adds the kernel's drop count since the last call to `counters.kernelDrops`. */
  readStatistics(): void {
    const value = new Uint8Array(8);
    if (this.#calls.getsockopt(this.#fd, SOL_PACKET, PACKET_STATISTICS, value, u32(8)) === 0) {
      this.counters.kernelDrops += new DataView(value.buffer).getUint32(4, true);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#handler = undefined;
    // A thread may be waiting in poll; its call ends within 200 ms and then closes the descriptor.
    if (!this.#waiting) this.#calls.close(this.#fd);
  }

  #wait(): void {
    if (this.#closed) return;
    this.#waiting = true;
    this.#calls.poll.async(this.#poll, 1, 200, (_error, ready) => {
      this.#waiting = false;
      if (this.#closed) this.#calls.close(this.#fd);
      else if (ready > 0) this.#drain();
      else this.#wait();
    });
  }

  #drain(): void {
    for (let i = 0; i < BURST; i++) {
      const handler = this.#handler;
      if (handler === undefined) return;
      // Less than a batch: more may come within microseconds, but waiting for them is the kernel's work.
      if (this.receive(handler) === 0) {
        this.#wait();
        return;
      }
    }
    setImmediate(() => this.#drain());
  }
}

function open(calls: Libc, options: PacketOptions): Result<PacketInterface> {
  const protocol = options.etherType ?? ETH_P_ALL;
  const swapped = ((protocol & 0xff) << 8) | (protocol >> 8);
  const index = calls.ifIndex(options.name);
  if (index === 0) {
    return refuse("interface-unknown", `there is no interface ${options.name}`, "interface");
  }
  // Protocol 0: nothing is received before the bind.
  const fd = calls.socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
  if (fd < 0) {
    return refuse("interface-permission", "raw sockets need CAP_NET_RAW; use UDP encapsulation", "interface");
  }
  const request = new Uint8Array(40);
  request.set(Buffer.from(options.name.slice(0, 15)));
  const answers = new DataView(request.buffer);
  calls.ioctl(fd, SIOCGIFMTU, request);
  const mtu = answers.getInt32(16, true);
  calls.ioctl(fd, SIOCGIFHWADDR, request);
  const mac = request.slice(18, 24);
  const buffer = u32(options.buffer ?? 8 << 20);
  calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, buffer, 4);
  calls.setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, buffer, 4);
  ignoreOutgoing(calls, fd);
  const address = new Uint8Array(20);
  const view = new DataView(address.buffer);
  view.setUint16(0, AF_PACKET, true);
  view.setUint16(2, swapped, true);
  view.setInt32(4, index, true);
  if (calls.bind(fd, address, 20) !== 0) {
    calls.close(fd);
    return refuse("interface-unknown", `cannot bind to ${options.name}: errno ${calls.errno()}`, "interface");
  }
  return ok(PacketInterface.make(calls, fd, options.name, mac, mtu, options.batch ?? 128));
}

/** PACKET_IGNORE_OUTGOING (Linux 4.20): our own frames do not come back when every EtherType is received. */
function ignoreOutgoing(calls: Libc, fd: number): void {
  calls.setsockopt(fd, SOL_PACKET, 23, u32(1), 4);
}
