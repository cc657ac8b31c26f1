/**
 * Echo through the gateway: our echo requests become ICMP or ICMPv6 echo requests and back. Raw sockets through koffi
 * (CAP_NET_RAW); without them echo to IP hosts is not answered. Open questions are bounded and end after ten seconds.
 */
import { randomInt } from "node:crypto";
import { isIPv6 } from "node:net";
import type { Address } from "@comity/newip";
import { libc, type Libc } from "../interfaces/libc.ts";
import { MessageRing } from "../interfaces/message-ring.ts";
import type { EchoMessage } from "../stack/control.ts";
import type { Stack } from "../stack/stack.ts";
import { ipBytes } from "./ip-address.ts";
import type { Mapping } from "./mapping.ts";

const LIMIT = 1024;
const PATIENCE = 10_000_000;

type Question = {
  readonly message: EchoMessage;
  readonly own: Address;
  readonly source: Address;
  readonly ip: string;
  readonly family: 4 | 6;
};

class IcmpSocket {
  readonly #calls: Libc;
  readonly #fd: number;
  readonly #ring: MessageRing;
  readonly #poll = new Uint8Array(8);
  readonly #take: (bytes: Uint8Array, at: number, end: number) => void;
  #closed = false;
  #waiting = false;

  private constructor(calls: Libc, fd: number, take: (bytes: Uint8Array, at: number, end: number) => void) {
    this.#calls = calls;
    this.#fd = fd;
    this.#take = take;
    this.#ring = new MessageRing(calls, 32, 2048);
    new DataView(this.#poll.buffer).setInt32(0, fd, true);
    this.#poll[4] = 1;
    this.#wait();
  }

  static open(
    family: 4 | 6,
    take: (bytes: Uint8Array, at: number, end: number) => void,
  ): IcmpSocket | undefined {
    const calls = libc();
    // AF_INET or AF_INET6, SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMP or IPPROTO_ICMPV6.
    const fd = calls?.socket(family === 4 ? 2 : 10, 3 | 0o4000, family === 4 ? 1 : 58) ?? -1;
    return calls === undefined || fd < 0 ? undefined : new IcmpSocket(calls, fd, take);
  }

  send(packet: Uint8Array, ip: string): boolean {
    const v6 = isIPv6(ip);
    const address = new Uint8Array(v6 ? 28 : 16);
    new DataView(address.buffer).setUint16(0, v6 ? 10 : 2, true);
    address.set(ipBytes(ip)!, v6 ? 8 : 4);
    return this.#calls.sendto(this.#fd, packet, packet.length, 0x40, address, address.length) >= 0;
  }

  close(): void {
    this.#closed = true;
    if (!this.#waiting) this.#calls.close(this.#fd);
  }

  #wait(): void {
    this.#waiting = true;
    this.#calls.poll.async(this.#poll, 1, 200, (_error, ready) => {
      this.#waiting = false;
      if (this.#closed) {
        this.#calls.close(this.#fd);
        return;
      }
      const ring = this.#ring;
      const count = ready > 0 ? this.#calls.recvmmsg(this.#fd, ring.headers, ring.slots, 0x40, null) : 0;
      for (let i = 0; i < count; i++)
        this.#take(ring.bytes, i * ring.size, i * ring.size + Math.min(ring.size, ring.received(i)));
      this.#wait();
    });
  }
}

/** RFC 1071, for ICMP over IPv4; the kernel fills in that of ICMPv6. */
function internetSum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

export class EchoProxy {
  readonly #stack: Stack;
  readonly #mapping: Mapping;
  readonly #refused: (ip: string) => boolean;
  readonly #open = new Map<number, Question>();
  readonly #sockets: { readonly [family in 4 | 6]: IcmpSocket | undefined };
  /** Of this gateway's questions; says nothing about its process. */
  readonly #identifier = randomInt(0x1_0000);
  #number = 0;

  constructor(stack: Stack, mapping: Mapping, refused: (ip: string) => boolean) {
    this.#stack = stack;
    this.#mapping = mapping;
    this.#refused = refused;
    this.#sockets = {
      4: IcmpSocket.open(4, (b, at, end) => {
        // A raw IPv4 socket hands out the IP header as well: the source must be the host asked.
        const header = (b[at]! & 15) * 4;
        if (end - at >= header + 8)
          this.#reply(4, b, at + header, end, b.subarray(at + 12, at + 16).join("."));
      }),
      6: IcmpSocket.open(6, (b, at, end) => {
        if (end - at >= 8) this.#reply(6, b, at, end, undefined);
      }),
    };
    stack.echoFor = (message, destination, source, ttl) => this.#ask(message, destination, source, ttl);
  }

  #ask(message: EchoMessage, own: Address, source: Address, ttl: number): boolean {
    const ip = this.#mapping.toIp(own, 0, own.length);
    if (ip === undefined || ttl <= 1 || this.#open.size >= LIMIT) return false;
    if (this.#refused(ip)) return false;
    const family = isIPv6(ip) ? 6 : 4;
    const socket = this.#sockets[family];
    if (socket === undefined) return false;
    this.#number = (this.#number + 1) % 0x1_0000;
    const number = this.#number;
    const packet = new Uint8Array(8 + message.data.length);
    packet[0] = family === 6 ? 128 : 8;
    const view = new DataView(packet.buffer);
    view.setUint16(4, this.#identifier);
    view.setUint16(6, number);
    packet.set(message.data, 8);
    if (family === 4) view.setUint16(2, internetSum(packet));
    this.#open.set(number, { message, own, source, ip, family });
    const { clock, counters } = this.#stack;
    clock.at(clock.now() + PATIENCE, () => this.#open.delete(number));
    counters.add("gateway.echo.out");
    return socket.send(packet, ip);
  }

  #reply(family: 4 | 6, b: Uint8Array, at: number, end: number, from: string | undefined): void {
    if (b[at] !== (family === 6 ? 129 : 0)) return;
    const view = new DataView(b.buffer, b.byteOffset + at, end - at);
    if (view.getUint16(4) !== this.#identifier) return;
    const question = this.#open.get(view.getUint16(6));
    if (question === undefined || question.family !== family) return;
    if (from !== undefined && from !== question.ip) return;
    const { data } = question.message;
    if (end - at - 8 !== data.length || data.some((v, i) => b[at + 8 + i] !== v)) return;
    this.#open.delete(view.getUint16(6));
    this.#stack.counters.add("gateway.echo.in");
    this.#stack.answerEcho(question.message, question.own, question.source);
  }

  close(): void {
    this.#stack.echoFor = undefined;
    this.#sockets[4]?.close();
    this.#sockets[6]?.close();
  }
}
