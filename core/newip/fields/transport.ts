/** Field tables of what the flexible-address format carries: UDP, TCP, neighbour messages (reference page 3.7, 3.8). */
import type { FieldRow, HeaderTable } from "./table.ts";

const PORTS: readonly FieldRow[] = [
  { key: "sourcePort", label: "source port", kind: "number", size: 2, doc: "" },
  { key: "destinationPort", label: "destination port", kind: "number", size: 2, doc: "" },
];
const CHECKSUM: FieldRow = {
  key: "checksum",
  label: "checksum",
  kind: "hex",
  size: 2,
  doc: "over the padded pseudo-header",
};

export const UDP: HeaderTable = {
  key: "udp",
  label: "UDP",
  rows: [
    ...PORTS,
    { key: "length", label: "length", kind: "number", size: 2, unit: "bytes", doc: "header and data" },
    { ...CHECKSUM, doc: "over the padded pseudo-header; 0 is no exemption" },
  ],
};

export const TCP: HeaderTable = {
  key: "tcp",
  label: "TCP",
  rows: [
    ...PORTS,
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
    CHECKSUM,
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
    CHECKSUM,
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
