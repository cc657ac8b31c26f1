/** The contracts a packet carries (reference page 4.1), read and written. Numbers are big-endian 16-bit unless noted. */
import { refuse, type Result } from "../result.ts";
import { LATENCY, LATENCY_SIZE, MAX_DELAY, MAX_DELAY_SIZE, PING, PING_SIZE } from "./constants.ts";

export type Contract =
  /** Type 1: drop what would take longer than `maximum` ms. */
  | { readonly kind: "max-delay"; readonly maximum: number; readonly experienced: number }
  /** Type 2: arrive between `minimum` and `maximum` ms (0 = no maximum). */
  | {
      readonly kind: "latency";
      readonly minimum: number;
      readonly maximum: number;
      /** 0.1 ms. */
      readonly experienced: number;
      /** ms still to come on the links ahead. */
      readonly aheadDelay: number;
      readonly aheadHops: number;
    }
  /** Type 3: `code` 0 request, 1 reply. */
  | { readonly kind: "ping"; readonly code: number; readonly hops: number; readonly timestamp: bigint }
  /** A type without a known length: everything from its type to the payload. */
  | { readonly kind: "unknown"; readonly type: number; readonly bytes: Uint8Array };

const u16 = (b: Uint8Array, at: number): number => (b[at]! << 8) | b[at + 1]!;

export function contractSize(contract: Contract): number {
  switch (contract.kind) {
    case "max-delay":
      return MAX_DELAY_SIZE;
    case "latency":
      return LATENCY_SIZE;
    case "ping":
      return PING_SIZE;
    case "unknown":
      return contract.bytes.length;
  }
}

/** Size of a contract of this type; 0 when the type is unknown. */
export const knownSize = (type: number): number =>
  type === MAX_DELAY ? MAX_DELAY_SIZE : type === LATENCY ? LATENCY_SIZE : type === PING ? PING_SIZE : 0;

function readU64(b: Uint8Array, at: number): bigint {
  const high = u16(b, at) * 65_536 + u16(b, at + 2);
  const low = u16(b, at + 4) * 65_536 + u16(b, at + 6);
  // One big integer instead of three, where a double holds the value.
  return high < 0x200000 ? BigInt(high * 0x1_0000_0000 + low) : (BigInt(high) << 32n) | BigInt(low);
}

/** The contract at `at`, which may use the bytes up to `end`. Code `contract-short`. */
export function readContract(b: Uint8Array, at: number, end: number): Result<Contract> {
  if (at + 2 > end) return refuse(-86, at);
  const type = u16(b, at);
  const size = knownSize(type);
  if (at + size > end) return refuse(-86, at, `type ${type} has ${size} bytes`);
  switch (type) {
    case MAX_DELAY:
      return { ok: true, value: { kind: "max-delay", maximum: u16(b, at + 2), experienced: u16(b, at + 4) } };
    case LATENCY:
      return {
        ok: true,
        value: {
          kind: "latency",
          minimum: u16(b, at + 2),
          maximum: u16(b, at + 4),
          experienced: u16(b, at + 6),
          aheadDelay: u16(b, at + 8),
          aheadHops: u16(b, at + 10),
        },
      };
    case PING:
      return {
        ok: true,
        value: { kind: "ping", code: u16(b, at + 2), hops: u16(b, at + 4), timestamp: readU64(b, at + 6) },
      };
    default:
      return { ok: true, value: { kind: "unknown", type, bytes: b.subarray(at, end) } };
  }
}

const put16 = (out: Uint8Array, at: number, value: number): void => {
  out[at] = value >> 8;
  out[at + 1] = value & 0xff;
};

/** Writes a checked contract at `at`; answers its end. */
export function writeContract(out: Uint8Array, at: number, contract: Contract): number {
  switch (contract.kind) {
    case "max-delay":
      put16(out, at, MAX_DELAY);
      put16(out, at + 2, contract.maximum);
      put16(out, at + 4, contract.experienced);
      return at + MAX_DELAY_SIZE;
    case "latency":
      put16(out, at, LATENCY);
      put16(out, at + 2, contract.minimum);
      put16(out, at + 4, contract.maximum);
      put16(out, at + 6, contract.experienced);
      put16(out, at + 8, contract.aheadDelay);
      put16(out, at + 10, contract.aheadHops);
      return at + LATENCY_SIZE;
    case "ping": {
      put16(out, at, PING);
      put16(out, at + 2, contract.code);
      put16(out, at + 4, contract.hops);
      const high = Number(contract.timestamp >> 32n);
      const low = Number(contract.timestamp & 0xffffffffn);
      put16(out, at + 6, high >>> 16);
      put16(out, at + 8, high & 0xffff);
      put16(out, at + 10, low >>> 16);
      put16(out, at + 12, low & 0xffff);
      return at + PING_SIZE;
    }
    case "unknown":
      out.set(contract.bytes, at);
      return at + contract.bytes.length;
  }
}

/** Whether a value is a whole number of 16 bits. */
const word = (value: number): boolean => (value & 0xffff) === value;

/**
 * The field of a contract whose value is impossible; undefined when all fit. A minimum above the maximum is one, as
 * no packet can meet it.
 */
export function contractProblem(contract: Contract): string | undefined {
  switch (contract.kind) {
    case "max-delay":
      if (!word(contract.maximum)) return "maximum";
      return word(contract.experienced) ? undefined : "experienced";
    case "latency":
      if (!word(contract.minimum)) return "minimum";
      if (!word(contract.maximum)) return "maximum";
      if (!word(contract.experienced)) return "experienced";
      if (!word(contract.aheadDelay)) return "aheadDelay";
      if (!word(contract.aheadHops)) return "aheadHops";
      return contract.maximum === 0 || contract.minimum <= contract.maximum ? undefined : "minimum";
    case "ping":
      if (!word(contract.code)) return "code";
      if (!word(contract.hops)) return "hops";
      return contract.timestamp >= 0n && contract.timestamp < 1n << 64n ? undefined : "timestamp";
    case "unknown": {
      const b = contract.bytes;
      return b.length >= 2 && u16(b, 0) === contract.type && knownSize(contract.type) === 0
        ? undefined
        : "bytes";
    }
  }
}
