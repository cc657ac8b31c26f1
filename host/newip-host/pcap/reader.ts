/**
 * Reads pcap (both byte orders, micro- and nanoseconds; draft-ietf-opsawg-pcap) and pcapng
 * (draft-ietf-opsawg-pcapng) from chunks of any size. Nothing but the unfinished record is kept between chunks.
 */
import type { Refusal } from "../refusal.ts";
import { emptyFrame, MAX_FRAME, type CaptureFrame } from "./frame.ts";
import { Pcapng } from "./pcapng.ts";

const MAGIC_PCAPNG = 0x0a0d0d0a;

/** What a record parser answers: bytes consumed (0 = needs more), or a refusal. */
export type Step = number | Refusal;

export const bad = (code: string, detail: string, offset: number): Refusal => ({
  code,
  field: "capture",
  detail,
  offset,
});

/** Parses one record of a classic pcap file into `frame`. */
class Pcap {
  readonly #little: boolean;
  readonly #scale: number;
  #link = -1;

  constructor(little: boolean, nanoseconds: boolean) {
    this.#little = little;
    this.#scale = nanoseconds ? 1 : 1000;
  }

  step(bytes: Uint8Array, view: DataView, at: number, frame: CaptureFrame, base: number): Step {
    const left = bytes.length - at;
    if (this.#link < 0) {
      if (left < 24) return 0;
      const major = view.getUint16(at + 4, this.#little);
      if (major !== 2)
        return bad("pcap-version", `pcap version ${major} is unknown; version 2 expected`, base + 4);
      this.#link = view.getUint32(at + 20, this.#little) & 0xffff;
      return 24;
    }
    if (left < 16) return 0;
    const captured = view.getUint32(at + 8, this.#little);
    if (captured > MAX_FRAME) {
      return bad("pcap-frame-length", `frame of ${captured} bytes; at most ${MAX_FRAME} accepted`, base + 8);
    }
    if (left < 16 + captured) return 0;
    const fraction = view.getUint32(at + 4, this.#little) * this.#scale;
    if (fraction >= 1_000_000_000) {
      return bad("pcap-time", "the fraction of the time stamp is a second or more", base + 4);
    }
    frame.number++;
    frame.link = this.#link;
    frame.interface = 0;
    frame.seconds = view.getUint32(at, this.#little);
    frame.nanoseconds = fraction;
    frame.bytes = bytes;
    frame.start = at + 16;
    frame.end = at + 16 + captured;
    frame.length = view.getUint32(at + 12, this.#little);
    return 16 + captured;
  }
}

/** Push parser: `push` chunks, then `end`. A refusal is final; frames before it have been handed out. */
export class CaptureReader {
  readonly #onFrame: (frame: CaptureFrame) => void;
  readonly #frame: CaptureFrame = emptyFrame();
  #rest: Uint8Array = new Uint8Array(0);
  #base = 0;
  #format: Pcap | Pcapng | undefined;
  #failed: Refusal | undefined;

  constructor(onFrame: (frame: CaptureFrame) => void) {
    this.#onFrame = onFrame;
  }

  /** Frames handed out so far. */
  get frames(): number {
    return this.#frame.number;
  }

  #detect(bytes: Uint8Array, view: DataView): Refusal | undefined {
    const magic = view.getUint32(0);
    if (magic === MAGIC_PCAPNG) this.#format = new Pcapng();
    else if (magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1)
      this.#format = new Pcap(true, magic === 0x4d3cb2a1);
    else if (magic === 0xa1b2c3d4 || magic === 0xa1b23c4d)
      this.#format = new Pcap(false, magic === 0xa1b23c4d);
    else {
      const gz = bytes[0] === 0x1f && bytes[1] === 0x8b;
      const hint = gz ? "this is gzip: unpack it first" : "neither pcap nor pcapng";
      return bad("capture-format", hint, 0);
    }
    return undefined;
  }

  /** Takes the next bytes of the file. Codes `capture-format`, `pcap-…`, `pcapng-…`. */
  push(chunk: Uint8Array): Refusal | undefined {
    if (this.#failed !== undefined) return this.#failed;
    let bytes = chunk;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + chunk.length);
      bytes.set(this.#rest);
      bytes.set(chunk, this.#rest.length);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    if (this.#format === undefined && bytes.length >= 4) this.#failed = this.#detect(bytes, view);
    const format = this.#format;
    const frame = this.#frame;
    if (format === undefined) this.#rest = bytes.slice();
    if (format === undefined) return this.#failed;
    while (this.#failed === undefined) {
      const before = frame.number;
      const step = format.step(bytes, view, at, frame, this.#base + at);
      if (typeof step !== "number") {
        this.#failed = step;
        break;
      }
      if (step === 0) break;
      at += step;
      if (frame.number !== before) this.#onFrame(frame);
    }
    this.#base += at;
    this.#rest = bytes.slice(at);
    return this.#failed;
  }

  /** The file is over: a record that is not complete is refused (`capture-truncated`), as is an empty file. */
  end(): Refusal | undefined {
    if (this.#failed !== undefined) return this.#failed;
    if (this.#format === undefined || this.#rest.length > 0) {
      this.#failed = bad(
        "capture-truncated",
        "the file ends inside a record; frames before it were read",
        this.#base,
      );
    }
    return this.#failed;
  }
}
