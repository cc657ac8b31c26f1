/** Writes pcap (nanoseconds or microseconds, little-endian) and pcapng (one section, nanoseconds). */
import { LINK_ETHERNET } from "./frame.ts";

export type FrameTime = { readonly seconds: number; readonly nanoseconds: number };
export const EPOCH: FrameTime = { seconds: 0, nanoseconds: 0 };

/** Where written bytes go; they are not reused afterwards. */
export type Sink = (bytes: Uint8Array) => void;

const CHUNK = 262_144;

/** Collects small records into large chunks for the sink. */
class Chunks {
  readonly #sink: Sink;
  #buffer = new Uint8Array(CHUNK);
  #view = new DataView(this.#buffer.buffer);
  #used = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Room for `size` bytes: the view and where to write. */
  reserve(size: number): { bytes: Uint8Array; view: DataView; at: number } {
    if (this.#used + size > this.#buffer.length) {
      this.flush();
      this.#buffer = new Uint8Array(Math.max(CHUNK, size));
      this.#view = new DataView(this.#buffer.buffer);
    }
    const at = this.#used;
    this.#used += size;
    return { bytes: this.#buffer, view: this.#view, at };
  }

  flush(): void {
    if (this.#used > 0) this.#sink(this.#buffer.subarray(0, this.#used));
    this.#buffer = new Uint8Array(CHUNK);
    this.#view = new DataView(this.#buffer.buffer);
    this.#used = 0;
  }
}

export interface CaptureWriter {
  /** One frame, complete or cut to its first bytes (`length` = length on the wire). */
  write(frame: Uint8Array, time?: FrameTime, length?: number): void;
  /** Hands everything to the sink. */
  flush(): void;
}

/** Classic pcap with nanosecond stamps. */
export function pcapWriter(sink: Sink, link: number = LINK_ETHERNET): CaptureWriter {
  const chunks = new Chunks(sink);
  const head = chunks.reserve(24);
  head.view.setUint32(head.at, 0xa1b23c4d, true);
  head.view.setUint16(head.at + 4, 2, true);
  head.view.setUint16(head.at + 6, 4, true);
  head.view.setUint32(head.at + 16, 262_144, true);
  head.view.setUint32(head.at + 20, link, true);
  return {
    write: (frame, time = EPOCH, length = frame.length) => {
      const { bytes, view, at } = chunks.reserve(16 + frame.length);
      view.setUint32(at, time.seconds, true);
      view.setUint32(at + 4, time.nanoseconds, true);
      view.setUint32(at + 8, frame.length, true);
      view.setUint32(at + 12, length, true);
      bytes.set(frame, at + 16);
    },
    flush: () => chunks.flush(),
  };
}

/** pcapng: section header, one interface (if_tsresol 9), enhanced packet blocks. */
export function pcapngWriter(sink: Sink, link: number = LINK_ETHERNET): CaptureWriter {
  const chunks = new Chunks(sink);
  const head = chunks.reserve(28 + 32);
  const { view: v, at: h } = head;
  v.setUint32(h, 0x0a0d0d0a, true);
  v.setUint32(h + 4, 28, true);
  v.setUint32(h + 8, 0x1a2b3c4d, true);
  v.setUint16(h + 12, 1, true);
  v.setUint32(h + 16, 0xffffffff, true);
  v.setUint32(h + 20, 0xffffffff, true);
  v.setUint32(h + 24, 28, true);
  const i = h + 28;
  v.setUint32(i, 1, true);
  v.setUint32(i + 4, 32, true);
  v.setUint16(i + 8, link, true);
  v.setUint32(i + 12, 262_144, true);
  v.setUint16(i + 16, 9, true);
  v.setUint16(i + 18, 1, true);
  v.setUint8(i + 20, 9);
  v.setUint32(i + 28, 32, true);
  return {
    write: (frame, time = EPOCH, length = frame.length) => {
      const padded = (frame.length + 3) & ~3;
      const size = 32 + padded;
      const { bytes, view, at } = chunks.reserve(size);
      const stamp = BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanoseconds);
      view.setUint32(at, 6, true);
      view.setUint32(at + 4, size, true);
      view.setUint32(at + 12, Number(stamp >> 32n), true);
      view.setUint32(at + 16, Number(stamp & 0xffffffffn), true);
      view.setUint32(at + 20, frame.length, true);
      view.setUint32(at + 24, length, true);
      bytes.set(frame, at + 28);
      view.setUint32(at + size - 4, size, true);
    },
    flush: () => chunks.flush(),
  };
}
