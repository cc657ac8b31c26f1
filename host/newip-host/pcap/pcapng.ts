/**
 * pcapng blocks: section header, interface description, enhanced, simple and (obsolete) packet blocks; every other
 * block is skipped. Byte order is that of each section.
 */
import type { Refusal } from "../refusal.ts";
import { MAX_BLOCK, MAX_FRAME, MAX_INTERFACES, type CaptureFrame } from "./frame.ts";

type Interface = {
  readonly link: number;
  readonly snap: number;
  readonly unitsPerSecond: bigint;
  readonly offset: bigint;
};

const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const PACKET = 2;
const SIMPLE = 3;
const ENHANCED = 6;

const bad = (code: string, detail: string, offset: number): Refusal => ({
  code,
  field: "capture",
  detail,
  offset,
});

export class Pcapng {
  #little = true;
  #started = false;
  #interfaces: Interface[] = [];

  /** One block at `at`: bytes consumed, 0 when more are needed, or a refusal. A packet block fills `frame`. */
  step(bytes: Uint8Array, view: DataView, at: number, frame: CaptureFrame, base: number): number | Refusal {
    const left = bytes.length - at;
    if (left < 12) return 0;
    const section = view.getUint32(at) === SECTION;
    if (section) {
      const order = view.getUint32(at + 8);
      if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) {
        return bad("pcapng-byte-order", "section header without the byte-order magic", base + 8);
      }
      this.#little = order === 0x4d3c2b1a;
    } else if (!this.#started) {
      return bad("pcapng-section", "the file does not begin with a section header block", base);
    }
    const little = this.#little;
    const type = section ? SECTION : view.getUint32(at, little);
    const length = view.getUint32(at + 4, little);
    if (length < 12 || length % 4 !== 0 || length > MAX_BLOCK) {
      return bad("pcapng-block-length", `block length ${length} is not possible`, base + 4);
    }
    if (left < length) return 0;
    if (view.getUint32(at + length - 4, little) !== length) {
      return bad("pcapng-block-length", "the two lengths of a block differ", base + length - 4);
    }
    const body = at + 8;
    const end = at + length - 4;
    const problem =
      type === SECTION
        ? this.#section(view, body, end, base)
        : type === INTERFACE
          ? this.#interface(view, body, end, base)
          : type === ENHANCED || type === PACKET
            ? this.#packet(bytes, view, body, end, base, frame, type === PACKET)
            : type === SIMPLE
              ? this.#simple(bytes, view, body, end, base, frame)
              : undefined;
    return problem ?? length;
  }

  #section(view: DataView, body: number, end: number, base: number): Refusal | undefined {
    if (end - body < 16) return bad("pcapng-block-length", "section header is too short", base);
    const major = view.getUint16(body + 4, this.#little);
    if (major !== 1) return bad("pcapng-version", `pcapng version ${major} is unknown`, base + 12);
    this.#started = true;
    this.#interfaces = [];
    return undefined;
  }

  #interface(view: DataView, body: number, end: number, base: number): Refusal | undefined {
    const little = this.#little;
    if (end - body < 8) return bad("pcapng-block-length", "interface block is too short", base);
    if (this.#interfaces.length >= MAX_INTERFACES) {
      return bad("pcapng-interfaces", `more than ${MAX_INTERFACES} interfaces`, base);
    }
    let unitsPerSecond = 1_000_000n;
    let offset = 0n;
    for (let at = body + 8; at + 4 <= end;) {
      const code = view.getUint16(at, little);
      const size = view.getUint16(at + 2, little);
      if (code === 0) break;
      if (at + 4 + size > end) return bad("pcapng-option", "an option is longer than its block", base);
      if (code === 9 && size === 1) {
        const value = view.getUint8(at + 4);
        const power = value & 0x7f;
        if (power > 63) return bad("pcapng-time", "time resolution is not possible", base);
        unitsPerSecond = value & 0x80 ? 1n << BigInt(power) : 10n ** BigInt(power);
      }
      if (code === 14 && size === 8) offset = view.getBigInt64(at + 4, little);
      at += 4 + ((size + 3) & ~3);
    }
    const link = view.getUint16(body, little);
    this.#interfaces.push({ link, snap: view.getUint32(body + 4, little), unitsPerSecond, offset });
    return undefined;
  }

  #packet(
    bytes: Uint8Array,
    view: DataView,
    body: number,
    end: number,
    base: number,
    frame: CaptureFrame,
    obsolete: boolean,
  ): Refusal | undefined {
    const little = this.#little;
    if (end - body < 20) return bad("pcapng-block-length", "packet block is too short", base);
    const index = obsolete ? view.getUint16(body, little) : view.getUint32(body, little);
    const from = this.#interfaces[index];
    if (from === undefined) return bad("pcapng-interface", `interface ${index} was not described`, base + 8);
    const captured = view.getUint32(body + 12, little);
    if (captured > MAX_FRAME || body + 20 + captured > end) {
      return bad("pcap-frame-length", `a frame of ${captured} bytes does not fit its block`, base + 20);
    }
    const high = view.getUint32(body + 4, little);
    const low = view.getUint32(body + 8, little);
    this.#time(frame, from, high, low);
    this.#fill(frame, from, index, bytes, body + 20, captured, view.getUint32(body + 16, little));
    return undefined;
  }

  #simple(
    bytes: Uint8Array,
    view: DataView,
    body: number,
    end: number,
    base: number,
    frame: CaptureFrame,
  ): Refusal | undefined {
    const from = this.#interfaces[0];
    if (from === undefined) return bad("pcapng-interface", "interface 0 was not described", base);
    if (end - body < 4) return bad("pcapng-block-length", "packet block is too short", base);
    const length = view.getUint32(body, this.#little);
    const captured = Math.min(length, end - body - 4, from.snap === 0 ? MAX_FRAME : from.snap);
    if (captured > MAX_FRAME) return bad("pcap-frame-length", "frame is too long", base + 8);
    frame.seconds = 0;
    frame.nanoseconds = 0;
    this.#fill(frame, from, 0, bytes, body + 4, captured, length);
    return undefined;
  }

  #fill(
    frame: CaptureFrame,
    from: Interface,
    index: number,
    bytes: Uint8Array,
    start: number,
    captured: number,
    length: number,
  ): void {
    frame.number++;
    frame.link = from.link;
    frame.interface = index;
    frame.bytes = bytes;
    frame.start = start;
    frame.end = start + captured;
    frame.length = length;
  }

  #time(frame: CaptureFrame, from: Interface, high: number, low: number): void {
    if (from.unitsPerSecond === 1_000_000n && from.offset === 0n && high < 0x20_0000) {
      const units = high * 4_294_967_296 + low;
      frame.seconds = Math.floor(units / 1_000_000);
      frame.nanoseconds = (units % 1_000_000) * 1000;
      return;
    }
    const units = (BigInt(high) << 32n) | BigInt(low);
    frame.seconds = Number(units / from.unitsPerSecond + from.offset);
    frame.nanoseconds = Number(((units % from.unitsPerSecond) * 1_000_000_000n) / from.unitsPerSecond);
  }
}
