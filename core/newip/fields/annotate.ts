/**
 * Every byte of a packet with its field: for explaining, also packets that do not decode. The spans follow each other
 * without gap or overlap and cover all bytes; `refusal` is what strict decoding says.
 */
import { decodeContract } from "../contract/packet.ts";
import { knownSize } from "../contract/contracts.ts";
import { decodePacket, type DecodeOptions } from "../flexible/packet.ts";
import { MAX_BITMAPS, NEXT_NEIGHBOUR, NEXT_TCP, NEXT_UDP } from "../flexible/constants.ts";
import { decodeLevels } from "../level/level.ts";
import type { Refusal, Result } from "../result.ts";
import * as contract from "./contract.ts";
import * as flexible from "./flexible.ts";
import { numberAt, Walker, type Span } from "./walker.ts";

export type Format = "flexible" | "contract" | "level";

export type Annotated = {
  readonly format: Format;
  readonly bytes: Uint8Array;
  readonly spans: readonly Span[];
  readonly refusal: Refusal | undefined;
};

function bitmaps(w: Walker): boolean {
  for (let i = 1; i <= MAX_BITMAPS; i++) {
    const row = i === 1 ? flexible.BITMAP_1 : i === 2 ? flexible.BITMAP_2 : flexible.BITMAP_N;
    if (!w.field(flexible.FLEXIBLE, i > 2 ? { ...row, key: `bitmap${i}`, label: `bitmap ${i}` } : row))
      return false;
    if (((w.values.get(`bitmap${i}`) ?? 0) & 0x01) === 0) return true;
  }
  return true;
}

function transport(w: Walker, next: number): boolean {
  if (next === NEXT_UDP) {
    const start = w.at;
    if (!w.table(flexible.UDP)) return false;
    const end = start + (w.values.get("length") ?? 0);
    w.take("udp", "data", "data", Math.min(end, w.end));
    w.take("udp", "trailer", "after the datagram", w.end, "ignored");
    return true;
  }
  if (next === NEXT_TCP) {
    const start = w.at;
    if (!w.table(flexible.TCP)) return false;
    w.take(
      "tcp",
      "options",
      "options",
      Math.min(start + ((w.values.get("dataOffset") ?? 0) >> 4) * 4, w.end),
    );
    w.take("tcp", "data", "data", w.end);
    return true;
  }
  if (next !== NEXT_NEIGHBOUR) return true;
  if (!w.table(flexible.NEIGHBOUR)) return false;
  const type = w.values.get("type");
  const body = type === 1 ? flexible.SOLICITATION_BODY : type === 2 ? flexible.ADVERTISEMENT_BODY : undefined;
  if (body !== undefined && !w.table(body)) return false;
  w.take("nd", "trailer", "after the message", w.end, "ignored");
  return true;
}

function walkFlexible(w: Walker): void {
  if (!bitmaps(w) || !w.table(flexible.FLEXIBLE)) return;
  const headerLength = w.values.get("headerLength");
  const totalLength = w.values.get("totalLength");
  if (headerLength !== undefined) w.take("newip", "extension", "unknown fields", headerLength, "skipped");
  if (totalLength !== undefined && totalLength >= w.at && totalLength < w.end) w.end = totalLength;
  transport(w, w.values.get("nextHeader") ?? -1);
  w.take("newip", "payload", "payload", w.end);
  w.take("newip", "padding", "link padding", w.bytes.length, "after the total length, cut off");
}

function walkContract(w: Walker): void {
  if (!w.table(contract.OFFSETS) || !w.table(contract.SHIPPING)) return;
  const payload = w.values.get("payloadOffset") ?? 0;
  if ((w.values.get("contractOffset") ?? 0) !== 0) {
    while (w.at < Math.min(payload, w.bytes.length)) {
      w.end = Math.min(payload, w.bytes.length);
      const type = w.at + 2 <= w.end ? Number(numberAt(w.bytes, w.at, 2)) : 0;
      const tables = [contract.MAX_DELAY_CONTRACT, contract.LATENCY_CONTRACT, contract.PING_CONTRACT];
      const table = knownSize(type) > 0 ? tables[type - 1] : undefined;
      if (!w.table(table ?? contract.UNKNOWN_CONTRACT)) break;
    }
  }
  w.end = w.bytes.length;
  w.take("contract", "payload", "payload", w.end, "no total length: padding of short frames is in it");
}

function walkLevels(w: Walker): void {
  if (!w.table(contract.LEVEL_HEAD)) return;
  while (w.at < w.end) if (!w.table(contract.LEVEL)) return;
}

const WALKS: { readonly [format in Format]: (w: Walker) => void } = {
  flexible: walkFlexible,
  contract: walkContract,
  level: walkLevels,
};

/** Annotates a packet of a format. Total: every input has an answer. */
export function annotate(
  format: Format,
  bytes: Uint8Array,
  options: Pick<DecodeOptions, "macLength"> = {},
): Annotated {
  const w = new Walker(bytes);
  WALKS[format](w);
  w.take(format, "rest", "rest", bytes.length);
  const decoded: Result<unknown> =
    format === "flexible"
      ? decodePacket(bytes, options)
      : format === "contract"
        ? decodeContract(bytes)
        : decodeLevels(bytes);
  return { format, bytes, spans: w.spans, refusal: decoded.ok ? undefined : decoded.error };
}
