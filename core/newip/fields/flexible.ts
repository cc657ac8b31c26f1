/** Field tables of the flexible-address format: header, UDP, TCP, neighbour messages (reference page 3.2, 3.7). */
import type { FieldRow, HeaderTable } from "./table.ts";

const NEXT = { 6: "TCP", 17: "UDP", 177: "neighbour discovery" };

export const BITMAP_1: FieldRow = {
  key: "bitmap1",
  label: "bitmap 1",
  kind: "hex",
  size: 1,
  bits: [
    { mask: 0x80, label: "invalid", set: "not a New IP header" },
    { mask: 0x40, label: "TTL", set: "TTL present" },
    { mask: 0x20, label: "total length", set: "total length present" },
    { mask: 0x10, label: "next header", set: "next header present" },
    { mask: 0x08, label: "reserved", set: "reserved, ignored" },
    { mask: 0x04, label: "destination", set: "destination present" },
    { mask: 0x02, label: "source", set: "source present" },
    { mask: 0x01, label: "more", set: "another bitmap byte follows" },
  ],
  doc: "which fields are present",
};
export const BITMAP_2: FieldRow = {
  key: "bitmap2",
  label: "bitmap 2",
  kind: "hex",
  size: 1,
  bits: [
    { mask: 0x80, label: "header length", set: "header length present" },
    { mask: 0x7e, label: "unknown", set: "unknown fields, skipped by the header length" },
    { mask: 0x01, label: "more", set: "another bitmap byte follows" },
  ],
  doc: "empty when it only makes the header even",
};
export const BITMAP_N: FieldRow = {
  key: "bitmapN",
  label: "bitmap 3 to 8",
  kind: "hex",
  size: 1,
  bits: [
    { mask: 0xfe, label: "unknown", set: "unknown fields, skipped by the header length" },
    { mask: 0x01, label: "more", set: "another bitmap byte follows" },
  ],
  doc: "unknown here, all bits",
};

export const FLEXIBLE: HeaderTable = {
  key: "newip",
  label: "New IP (flexible addresses)",
  rows: [
    {
      key: "ttl",
      label: "TTL",
      kind: "number",
      size: 1,
      when: { field: "bitmap1", mask: 0x40 },
      doc: "hops left",
    },
    {
      key: "totalLength",
      label: "total length",
      kind: "number",
      size: 2,
      when: { field: "bitmap1", mask: 0x20 },
      unit: "bytes",
      doc: "header and payload",
    },
    {
      key: "nextHeader",
      label: "next header",
      kind: "number",
      size: 1,
      when: { field: "bitmap1", mask: 0x10 },
      values: NEXT,
      doc: "what the payload is",
    },
    {
      key: "destination",
      label: "destination",
      kind: "address",
      size: "self",
      when: { field: "bitmap1", mask: 0x04 },
      doc: "before the source",
    },
    {
      key: "source",
      label: "source",
      kind: "address",
      size: "self",
      when: { field: "bitmap1", mask: 0x02 },
      doc: "",
    },
    {
      key: "headerLength",
      label: "header length",
      kind: "number",
      size: 1,
      when: { field: "bitmap2", mask: 0x80 },
      unit: "bytes",
      doc: "whole header with unknown fields",
    },
  ],
};

export const UDP: HeaderTable = {
  key: "udp",
  label: "UDP",
  rows: [
    { key: "sourcePort", label: "source port", kind: "number", size: 2, doc: "" },
    { key: "destinationPort", label: "destination port", kind: "number", size: 2, doc: "" },
    { key: "length", label: "length", kind: "number", size: 2, unit: "bytes", doc: "header and data" },
    {
      key: "checksum",
      label: "checksum",
      kind: "hex",
      size: 2,
      doc: "over the padded pseudo-header; 0 is no exemption",
    },
  ],
};

export const TCP: HeaderTable = {
  key: "tcp",
  label: "TCP",
  rows: [
    { key: "sourcePort", label: "source port", kind: "number", size: 2, doc: "" },
    { key: "destinationPort", label: "destination port", kind: "number", size: 2, doc: "" },
    { key: "sequence", label: "sequence", kind: "number", size: 4, doc: "" },
    { key: "acknowledgement", label: "acknowledgement", kind: "number", size: 4, doc: "" },
    {
      key: "dataOffset",
      label: "data offset",
      kind: "hex",
      size: 1,
      bits: [{ mask: 0xf0, label: "offset", set: "32-bit words of the header" }],
      doc: "",
    },
    {
      key: "flags",
      label: "flags",
      kind: "hex",
      size: 1,
      bits: [
        { mask: 0x80, label: "CWR", set: "congestion window reduced" },
        { mask: 0x40, label: "ECE", set: "congestion echo" },
        { mask: 0x20, label: "URG", set: "urgent pointer valid" },
        { mask: 0x10, label: "ACK", set: "acknowledgement valid" },
        { mask: 0x08, label: "PSH", set: "push" },
        { mask: 0x04, label: "RST", set: "reset" },
        { mask: 0x02, label: "SYN", set: "synchronise" },
        { mask: 0x01, label: "FIN", set: "finish" },
      ],
      doc: "",
    },
    {
      key: "window",
      label: "window",
      kind: "number",
      size: 2,
      doc: "the reference scales it by 7 without negotiation",
    },
    { key: "checksum", label: "checksum", kind: "hex", size: 2, doc: "over the padded pseudo-header" },
    {
      key: "urgent",
      label: "urgent pointer",
      kind: "number",
      size: 2,
      doc: "the reference counts lost packets in it",
    },
  ],
};

export const NEIGHBOUR: HeaderTable = {
  key: "nd",
  label: "neighbour discovery",
  rows: [
    {
      key: "type",
      label: "type",
      kind: "number",
      size: 1,
      values: { 1: "solicitation", 2: "advertisement" },
      doc: "",
    },
    { key: "code", label: "code", kind: "number", size: 1, doc: "sent 0, ignored" },
    { key: "checksum", label: "checksum", kind: "hex", size: 2, doc: "over the padded pseudo-header" },
  ],
};
export const SOLICITATION_BODY: HeaderTable = {
  key: "nd",
  label: "neighbour solicitation",
  rows: [{ key: "target", label: "target", kind: "address", size: "self", doc: "the address asked about" }],
};
export const ADVERTISEMENT_BODY: HeaderTable = {
  key: "nd",
  label: "neighbour advertisement",
  rows: [
    {
      key: "macLength",
      label: "link address length",
      kind: "number",
      size: 1,
      unit: "bytes",
      doc: "at most 32",
    },
    { key: "mac", label: "link address", kind: "mac", size: { of: "macLength" }, doc: "" },
  ],
};
