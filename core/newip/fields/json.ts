/**
 * A packet as JSON text, one object: every field that `packetFromJson` needs to build the same bytes again. Written by
 * hand because a capture has millions of them; all texts are hexadecimal, addresses or codes, so nothing needs escaping.
 */
import type { Contract } from "../contract/contracts.ts";
import { formatIpText } from "../contract/ip-text.ts";
import { decodeContract, type ContractPacket, type ShippingAddress } from "../contract/packet.ts";
import type { Header } from "../flexible/header.ts";
import { decodePacket, type Packet } from "../flexible/packet.ts";
import { toHex } from "../hex.ts";
import { decodeLevels } from "../level/level.ts";
import type { Refusal } from "../result.ts";
import type { Format } from "./annotate.ts";

/** Whether the reference's encoder would lay this header out the same way. */
function usualLayout(h: Header): boolean {
  const even = ((h.destinationLength + h.sourceLength) & 1) === 0;
  return h.bitmap2 === 0 && h.bitmaps === (even ? 2 : 1) && (h.bitmap1 & 0x08) === 0;
}

const more = (name: string, bytes: Uint8Array, at: number, end: number): string =>
  end > at ? `,"${name}":"${toHex(bytes, at, end)}"` : "";

const hex16 = (value: number): string => value.toString(16).padStart(4, "0");

function headerJson(h: Header): string {
  const b = h.bytes;
  const total = h.hasTotalLength ? `"totalLength":${h.totalLength},` : "";
  const source = h.sourceLength > 0 ? `,"source":"${toHex(b, h.sourceAt, h.sourceAt + h.sourceLength)}"` : "";
  const bitmap = usualLayout(h) ? "" : `,"bitmap":"${toHex(b, h.start, h.start + h.bitmaps)}"`;
  const extension = h.hasHeaderLength
    ? `,"headerLength":${h.headerLength},"extension":"${toHex(b, h.start + h.consumed, h.payload)}"`
    : "";
  const destination = toHex(b, h.destinationAt, h.destinationAt + h.destinationLength);
  return `"ttl":${h.ttl},${total}"nextHeader":${h.nextHeader},"destination":"${destination}"${source}${bitmap}${extension}`;
}

function transportJson(packet: Packet): string {
  const h = packet.header;
  const b = h.bytes;
  switch (packet.kind) {
    case "udp": {
      const u = packet.udp;
      return `,"udp":{"sourcePort":${u.sourcePort},"destinationPort":${u.destinationPort},"length":${u.length},"checksum":"${hex16(u.checksum)}","data":"${toHex(b, u.dataAt, u.dataEnd)}"}${more("trailer", b, u.dataEnd, h.end)}`;
    }
    case "tcp": {
      const t = packet.tcp;
      const reserved = b[t.optionsAt - 8]! & 0x0f;
      return `,"tcp":{"sourcePort":${t.sourcePort},"destinationPort":${t.destinationPort},"sequence":${t.sequence},"acknowledgement":${t.acknowledgement},"flags":${t.flags},"window":${t.window},"checksum":"${hex16(t.checksum)}","urgent":${t.urgent}${reserved === 0 ? "" : `,"reserved":${reserved}`}${more("options", b, t.optionsAt, t.dataAt)},"data":"${toHex(b, t.dataAt, t.dataEnd)}"}`;
    }
    case "neighbour": {
      const n = packet.neighbour;
      const body = toHex(b, n.bodyAt, n.bodyAt + n.bodyLength);
      const code = n.code === 0 ? "" : `,"code":${n.code}`;
      const message =
        n.type === 1 ? `"solicitation":{"target":"${body}"` : `"advertisement":{"mac":"${body}"`;
      return `,${message}${code},"checksum":"${hex16(n.checksum)}"}${more("trailer", b, n.bodyAt + n.bodyLength, h.end)}`;
    }
    case "other":
      return `,"payload":"${toHex(b, h.payload, h.end)}"`;
  }
}

const addressJson = (a: ShippingAddress): string =>
  `{"type":"${a.type}","address":"${formatIpText(a.type, a.bytes)}"}`;

function contractJson(c: Contract): string {
  if (c.kind === "unknown") return `{"kind":"unknown","type":${c.type},"bytes":"${toHex(c.bytes)}"}`;
  const fields = Object.entries(c).map(([k, v]) =>
    typeof v === "number" ? `"${k}":${v}` : typeof v === "bigint" ? `"${k}":"${v}"` : `"${k}":"${String(v)}"`,
  );
  return `{${fields.join(",")}}`;
}

const contractPacketJson = (p: ContractPacket): string =>
  `"source":${addressJson(p.source)},"destination":${addressJson(p.destination)},"cast":${p.cast},"contracts":[${p.contracts.map((c) => contractJson(c)).join(",")}],"payload":"${toHex(p.payload)}"`;

const refusedJson = (e: Refusal, bytes: Uint8Array, start: number, end: number): string =>
  `"ok":false,"error":${JSON.stringify(e)},"bytes":"${toHex(bytes, start, end)}"`;

/**
 * The members of the packet's object, without braces, so that a caller can put its own before them. A refused packet
 * has `ok` false, the refusal, and its bytes; `outcome.refused` becomes true (searching the text would cost as much as
 * writing it).
 */
export function packetJson(
  format: Format,
  bytes: Uint8Array,
  start = 0,
  end: number = bytes.length,
  macLength = 0,
  outcome?: { refused: boolean },
): string {
  if (format === "flexible") {
    const decoded = decodePacket(bytes, { start, end, macLength });
    if (!decoded.ok) {
      if (outcome !== undefined) outcome.refused = true;
      return `"format":"flexible",${refusedJson(decoded.error, bytes, start, end)}`;
    }
    const h = decoded.value.header;
    return `"format":"flexible","ok":true,${headerJson(h)}${transportJson(decoded.value)}${more("padding", bytes, h.end, end)}`;
  }
  const packet = bytes.subarray(start, end);
  const body = format === "contract" ? decodeContract(packet) : decodeLevels(packet);
  if (!body.ok) {
    if (outcome !== undefined) outcome.refused = true;
    return `"format":"${format}",${refusedJson(body.error, bytes, start, end)}`;
  }
  if ("contracts" in body.value) return `"format":"contract","ok":true,${contractPacketJson(body.value)}`;
  const levels = body.value.levels.map((level) => `"${toHex(level)}"`);
  return `"format":"level","ok":true,"type":"${body.value.type}","levels":[${levels.join(",")}]`;
}
