/**
 * A TAP interface that this process makes (TUNSETIFF): what it sends arrives at the kernel's interface of that name, and
 * what leaves there arrives here, so that a bridge, a virtual machine or a capture program can be on the link. Needs
 * CAP_NET_ADMIN and `/dev/net/tun`; the interface goes when the process goes.
 */
import { randomBytes } from "node:crypto";
import { ok, refuse, type Result } from "../refusal.ts";
import {
  ETHERNET,
  noCounts,
  type FrameHandler,
  type InterfaceCounters,
  type NetInterface,
} from "./interface.ts";
import { libc, type Libc } from "./libc.ts";

const DEVICE = "/dev/net/tun";
/** O_RDWR | O_NONBLOCK | O_CLOEXEC of x86-64 and arm64. */
const OPEN = 2 | 0o4000 | 0o2000000;
const TUNSETIFF = 0x400454ca;
const IFF_TAP_NO_PI = 0x0002 | 0x1000;
const SIOCGIFFLAGS = 0x8913;
const SIOCSIFFLAGS = 0x8914;
const SIOCGIFMTU = 0x8921;
const IFF_UP = 1;
/** Most frames read before the event loop gets its turn. */
const BURST = 256;

/** `struct ifreq`: a name, and what is asked or told about it. */
function request(name: string): { readonly bytes: Uint8Array; readonly view: DataView } {
  const bytes = new Uint8Array(40);
  bytes.set(Buffer.from(name));
  return { bytes, view: new DataView(bytes.buffer) };
}

export class TapInterface implements NetInterface {
  readonly name: string;
  readonly mac: Uint8Array;
  readonly mtu: number;
  readonly counters: InterfaceCounters = noCounts();
  readonly #calls: Libc;
  readonly #fd: number;
  readonly #poll = new Uint8Array(8);
  readonly #in: Uint8Array;
  #handler: FrameHandler | undefined;
  #closed = false;
  #waiting = false;

  private constructor(calls: Libc, fd: number, name: string, mtu: number) {
    this.#calls = calls;
    this.#fd = fd;
    this.name = name;
    this.mtu = mtu;
    // The kernel's side has an address of its own; ours is another station on the link.
    const mac = new Uint8Array(randomBytes(6));
    mac[0] = (mac[0]! & 0xfc) | 2;
    this.mac = mac;
    this.#in = new Uint8Array(mtu + ETHERNET + 4);
    new DataView(this.#poll.buffer).setInt32(0, fd, true);
    this.#poll[4] = 1;
  }

  /** Codes `interface-name`, `interface-platform`, `interface-permission`, `interface-busy`. */
  static create(name: string): Result<TapInterface> {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/.test(name)) {
      return refuse("interface-name", `${JSON.stringify(name)}: 1 to 15 letters, digits, - _ .`, "tap");
    }
    const calls = libc();
    if (calls === undefined)
      return refuse("interface-platform", "TAP needs 64-bit Linux; use UDP encapsulation", "tap");
    const fd = calls.open(DEVICE, OPEN);
    if (fd < 0) {
      const why = calls.errno() === 13 ? "may not be opened" : "is not there (modprobe tun)";
      return refuse("interface-permission", `${DEVICE} ${why}; use UDP encapsulation`, "tap");
    }
    const set = request(name);
    set.view.setInt16(16, IFF_TAP_NO_PI, true);
    if (calls.ioctl(fd, TUNSETIFF, set.bytes) !== 0) {
      const errno = calls.errno();
      calls.close(fd);
      if (errno === 1)
        return refuse("interface-permission", "making a TAP interface needs CAP_NET_ADMIN", "tap");
      return refuse(
        "interface-busy",
        `cannot make ${name} (errno ${errno}): is there an interface of this name?`,
        "tap",
      );
    }
    return ok(new TapInterface(calls, fd, name, up(calls, name)));
  }

  open(handler: FrameHandler): void {
    this.#handler = handler;
    this.#wait();
  }

  send(bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (length < ETHERNET || length > this.mtu + ETHERNET) {
      this.counters.malformed++;
      return false;
    }
    if (this.#calls.write(this.#fd, bytes.subarray(start, end), length) !== length) {
      this.counters.overruns++;
      return false;
    }
    this.counters.sent++;
    return true;
  }

  flush(): void {}

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
      const length = this.#calls.read(this.#fd, this.#in, this.#in.length);
      const handler = this.#handler;
      if (handler === undefined) return;
      if (length < 0) {
        handler.idle();
        this.#wait();
        return;
      }
      this.counters.received++;
      if (length < ETHERNET) this.counters.malformed++;
      else handler.frame(this.#in, 0, length);
    }
    this.#handler?.idle();
    setImmediate(() => this.#drain());
  }
}

/** Brings the interface up; answers its MTU. */
function up(calls: Libc, name: string): number {
  const socket = calls.socket(2, 2, 0);
  const ask = request(name);
  calls.ioctl(socket, SIOCGIFFLAGS, ask.bytes);
  ask.view.setInt16(16, ask.view.getInt16(16, true) | IFF_UP, true);
  calls.ioctl(socket, SIOCSIFFLAGS, ask.bytes);
  calls.ioctl(socket, SIOCGIFMTU, ask.bytes);
  calls.close(socket);
  return ask.view.getInt32(16, true);
}
