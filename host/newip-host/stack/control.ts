/**
 * Echo and error messages, next header 253 (our extension, `SPEC.md`; the number is from the space for experiments,
 * RFC 3692). Layout: type 1, code 1, checksum 2 (as neighbour discovery, over the whole message), body.
 */
import { addressKey, checksum, fold, pseudoSum, sumWords, type Address, type Header } from "@comity/newip";

export const NEXT_CONTROL = 253;

export const CONTROL = {
  unreachable: 1,
  tooBig: 2,
  expired: 3,
  echoRequest: 128,
  echoReply: 129,
} as const;

/** Codes of `unreachable`. */
export const UNREACHABLE = { route: 0, neighbour: 1, port: 2, scope: 3, refused: 4 } as const;

/** Bytes of the packet that is quoted after its header: enough for ports, not for content. */
const QUOTED = 8;
export const CONTROL_HEADER = 4;

export type EchoMessage = {
  readonly type: "echo-request" | "echo-reply";
  readonly id: number;
  readonly sequence: number;
  readonly data: Uint8Array;
};

export type ControlMessage =
  | EchoMessage
  | {
      readonly type: "unreachable" | "too-big" | "expired";
      readonly code: number;
      /** For `too-big`: the MTU; otherwise 0. */
      readonly mtu: number;
      /** Header and first bytes of the packet in question. */
      readonly quoted: Uint8Array;
    };

/** Reads and verifies the message of an accepted header; undefined when it is not one (`control-…` is counted). */
export function readControl(
  h: Header,
): ControlMessage | "control-truncated" | "control-checksum" | "control-type" {
  const { bytes: b, payload: at, end } = h;
  if (end - at < CONTROL_HEADER + 4) return "control-truncated";
  const pseudo = pseudoSum(
    b,
    h.sourceAt,
    h.sourceLength,
    h.destinationAt,
    h.destinationLength,
    end - at,
    NEXT_CONTROL,
  );
  if (fold(sumWords(b, at, end, pseudo)) !== 0xffff) return "control-checksum";
  const type = b[at]!;
  const code = b[at + 1]!;
  const view = new DataView(b.buffer, b.byteOffset + at, end - at);
  if (type === CONTROL.echoRequest || type === CONTROL.echoReply) {
    return {
      type: type === CONTROL.echoRequest ? "echo-request" : "echo-reply",
      id: view.getUint16(4),
      sequence: view.getUint16(6),
      data: b.slice(at + 8, end),
    };
  }
  const name =
    type === CONTROL.unreachable
      ? "unreachable"
      : type === CONTROL.tooBig
        ? "too-big"
        : type === CONTROL.expired
          ? "expired"
          : undefined;
  if (name === undefined) return "control-type";
  return {
    type: name,
    code,
    mtu: type === CONTROL.tooBig ? view.getUint32(4) : 0,
    quoted: b.slice(at + 8, end),
  };
}

/** The message's bytes, without the New IP header. */
export function writeControl(
  type: number,
  code: number,
  word: number,
  body: Uint8Array,
  destination: Address,
  source: Address,
): Uint8Array {
  const out = new Uint8Array(8 + body.length);
  const view = new DataView(out.buffer);
  out[0] = type;
  out[1] = code;
  view.setUint32(4, word);
  out.set(body, 8);
  view.setUint16(2, checksum(source, destination, NEXT_CONTROL, out));
  return out;
}

/** What an error quotes: the whole header and the first bytes after it. */
export const quote = (h: Header): Uint8Array => h.bytes.slice(h.start, Math.min(h.end, h.payload + QUOTED));

/** Sources that have shown that they speak the extension; the oldest is forgotten first. */
export class Speakers {
  readonly #seen = new Set<number | string>();
  readonly #limit: number;

  constructor(limit = 4096) {
    this.#limit = limit;
  }

  add(h: Header): void {
    if (h.sourceLength === 0) return;
    const key = addressKey(h.bytes, h.sourceAt, h.sourceLength);
    this.#seen.delete(key);
    this.#seen.add(key);
    if (this.#seen.size > this.#limit) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    }
  }

  has(h: Header): boolean {
    return h.sourceLength !== 0 && this.#seen.has(addressKey(h.bytes, h.sourceAt, h.sourceLength));
  }
}
