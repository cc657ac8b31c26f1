/** Field tables of the flexible-address format: the header (reference page 3.2); what it carries is in `transport.ts`. */
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

export * from "./transport.ts";
