/** Field tables of the contract format and of the level address (reference page 4.1, 5). */
import type { HeaderTable } from "./table.ts";

const TYPES = { 0: "ipv4", 1: "ipv6", 2: "8bit", 3: "16b, not encodable" };

export const OFFSETS: HeaderTable = {
  key: "contract",
  label: "offsets",
  rows: [
    { key: "shippingOffset", label: "shipping offset", kind: "number", size: 1, doc: "always 3" },
    { key: "contractOffset", label: "contract offset", kind: "number", size: 1, doc: "0: no contract" },
    { key: "payloadOffset", label: "payload offset", kind: "number", size: 1, doc: "" },
  ],
};
export const SHIPPING: HeaderTable = {
  key: "contract",
  label: "shipping",
  rows: [
    { key: "sourceType", label: "source type", kind: "number", size: 1, values: TYPES, doc: "" },
    { key: "destinationType", label: "destination type", kind: "number", size: 1, values: TYPES, doc: "" },
    {
      key: "cast",
      label: "cast",
      kind: "number",
      size: 1,
      values: { 0: "unicast", 1: "coordcast", 2: "multicast", 3: "broadcast", 4: "groupcast" },
      doc: "nothing acts upon it",
    },
    {
      key: "source",
      label: "source",
      kind: "shipping",
      size: { of: "sourceType" },
      doc: "before the destination",
    },
    { key: "destination", label: "destination", kind: "shipping", size: { of: "destinationType" }, doc: "" },
  ],
};

const TYPE = {
  key: "type",
  label: "type",
  kind: "number",
  size: 2,
  values: { 1: "maximum delay", 2: "latency", 3: "ping" },
  doc: "",
} as const;
const number = (key: string, label: string, doc: string, unit?: string) =>
  ({ key, label, kind: "number", size: 2, doc, ...(unit === undefined ? {} : { unit }) }) as const;

export const MAX_DELAY_CONTRACT: HeaderTable = {
  key: "maxdelay",
  label: "contract: maximum delay",
  rows: [
    TYPE,
    number("maximum", "maximum delay", "the reference compares it with ticks of 64 ns", "ms"),
    number("experienced", "experienced delay", "", "ms"),
  ],
};
export const LATENCY_CONTRACT: HeaderTable = {
  key: "latency",
  label: "contract: latency",
  rows: [
    TYPE,
    number("minimum", "minimum delay", "", "ms"),
    number("maximum", "maximum delay", "0: none", "ms"),
    number("experienced", "experienced delay", "", "× 0.1 ms"),
    number("aheadDelay", "delay ahead", "", "ms"),
    number("aheadHops", "hops ahead", ""),
  ],
};
export const PING_CONTRACT: HeaderTable = {
  key: "ping",
  label: "contract: ping",
  rows: [
    TYPE,
    { key: "code", label: "code", kind: "number", size: 2, values: { 0: "request", 1: "reply" }, doc: "" },
    number("hops", "hops", ""),
    {
      key: "timestamp",
      label: "timestamp",
      kind: "number",
      size: 8,
      doc: "µs or ms: the reference says both",
    },
  ],
};
export const UNKNOWN_CONTRACT: HeaderTable = {
  key: "unknown",
  label: "contract: unknown",
  rows: [
    TYPE,
    { key: "data", label: "data", kind: "bytes", size: "rest", doc: "no length is known: to the payload" },
  ],
};

export const LEVEL_HEAD: HeaderTable = {
  key: "level",
  label: "level address",
  rows: [
    {
      key: "type",
      label: "type",
      kind: "number",
      size: 1,
      values: { 1: "source", 2: "destination" },
      doc: "",
    },
    { key: "length", label: "length", kind: "number", size: 1, unit: "bytes", doc: "bytes that follow" },
  ],
};
export const LEVEL: HeaderTable = {
  key: "level",
  label: "level address",
  rows: [
    { key: "levelLength", label: "level length", kind: "number", size: 1, unit: "bytes", doc: "1 to 16" },
    { key: "level", label: "level", kind: "bytes", size: { of: "levelLength" }, doc: "" },
  ],
};
