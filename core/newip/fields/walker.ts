/** Walks bytes by field tables and leaves a span per field; never reads past the end. */
import { addressAt, addressLength, addressProblem, addressValue } from "../flexible/address.ts";
import { PUBLIC_ADDRESSES } from "../flexible/public-addresses.ts";
import { ADDRESS_SIZES, ADDRESS_TYPES } from "../contract/constants.ts";
import { formatIpText } from "../contract/ip-text.ts";
import { toHex } from "../hex.ts";
import { REFUSALS } from "../refusals.ts";
import type { FieldRow, HeaderTable } from "./table.ts";

export type Span = {
  /** Bytes `start..end` of the packet. */
  readonly start: number;
  readonly end: number;
  /** Header table and field; payload and leftovers have keys of their own. */
  readonly header: string;
  readonly key: string;
  readonly label: string;
  /** The value as text. */
  readonly value: string;
  readonly note: string;
  /** Bits that are set, for bitmaps and flags. */
  readonly bits: readonly { readonly label: string; readonly set: string }[];
};

const plain = (
  header: string,
  key: string,
  label: string,
  start: number,
  end: number,
  value: string,
  note = "",
): Span => ({
  start,
  end,
  header,
  key,
  label,
  value,
  note,
  bits: [],
});

/** The value of 1 to 8 big-endian bytes. */
export function numberAt(bytes: Uint8Array, at: number, size: number): bigint {
  let value = 0n;
  for (let i = 0; i < size; i++) value = (value << 8n) | BigInt(bytes[at + i]!);
  return value;
}

function addressNote(bytes: Uint8Array, at: number, size: number): string {
  const text = toHex(bytes, at, at + size);
  const known = PUBLIC_ADDRESSES.find((p) => p.bytes === text);
  if (known !== undefined) return `public: ${known.name}${known.use === "reserved" ? ", dropped here" : ""}`;
  if (bytes[at] === 0xff) return "public, reserved";
  if (addressAt(bytes, at, at + size) === 0)
    return `not valid: ${REFUSALS[addressProblem(bytes, at, at + size)].detail}`;
  return `number ${addressValue(bytes.subarray(at, at + size))}`;
}

export class Walker {
  readonly bytes: Uint8Array;
  readonly spans: Span[] = [];
  readonly values: Map<string, number> = new Map<string, number>();
  at = 0;
  /** Where fields must end: the packet, or a part of it. */
  end: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  /** Size of a row's field here; −1 when it is not possible. */
  #size(row: FieldRow): number {
    if (typeof row.size === "number") return row.size;
    if (row.size === "rest") return this.end - this.at;
    if (row.size === "self") return this.at < this.end ? addressLength(this.bytes[this.at]!) || -1 : -1;
    const given = this.values.get(row.size.of) ?? 0;
    if (row.kind !== "shipping") return given;
    const type = ADDRESS_TYPES[given];
    return type === undefined ? -1 : ADDRESS_SIZES[type];
  }

  #text(row: FieldRow, start: number, size: number): { value: string; note: string } {
    const raw = toHex(this.bytes, start, start + size);
    switch (row.kind) {
      case "number": {
        const value = numberAt(this.bytes, start, size);
        const named = row.values?.[Number(value)];
        const note = named ?? (row.values === undefined ? row.doc : "unknown");
        return { value: row.unit === undefined ? `${value}` : `${value} ${row.unit}`, note };
      }
      case "hex":
        return { value: `0x${raw}`, note: row.doc };
      case "mac":
        return { value: raw.replaceAll(/..(?=.)/g, "$&:"), note: row.doc };
      case "address":
        return { value: raw, note: addressNote(this.bytes, start, size) };
      case "shipping": {
        const type = ADDRESS_TYPES[this.values.get((row.size as { of: string }).of) ?? -1]!;
        return { value: formatIpText(type, this.bytes.subarray(start, start + size)), note: row.doc };
      }
      case "bytes":
        return { value: raw, note: row.doc };
    }
  }

  /** One field; false when the bytes end inside it (what is left becomes a span that says so). */
  field(table: HeaderTable, row: FieldRow): boolean {
    const size = this.#size(row);
    if (size < 0 || this.at + size > this.end) {
      const why = size < 0 ? "no length: not a possible value" : `cut short: ${size} bytes expected`;
      if (this.at < this.end)
        this.#push(
          plain(table.key, row.key, row.label, this.at, this.end, toHex(this.bytes, this.at, this.end), why),
        );
      this.at = this.end;
      return false;
    }
    const start = this.at;
    this.at += size;
    const { value, note } = this.#text(row, start, size);
    const number = size <= 4 && size > 0 ? Number(numberAt(this.bytes, start, size)) : 0;
    this.values.set(row.key, number);
    const bits = (row.bits ?? []).filter((b) => (number & b.mask) !== 0);
    this.#push({ start, end: this.at, header: table.key, key: row.key, label: row.label, value, note, bits });
    return true;
  }

  /** The fields of a table that are present; false when the bytes end before they do. */
  table(table: HeaderTable): boolean {
    for (const row of table.rows) {
      if (row.when !== undefined && ((this.values.get(row.when.field) ?? 0) & row.when.mask) === 0) continue;
      if (!this.field(table, row)) return false;
    }
    return true;
  }

  /** Everything up to `end` as one span, nothing when there is nothing. */
  take(header: string, key: string, label: string, end: number, note = ""): void {
    const to = Math.min(Math.max(end, this.at), this.bytes.length);
    if (to > this.at)
      this.#push(plain(header, key, label, this.at, to, toHex(this.bytes, this.at, to), note));
    this.at = to;
  }

  #push(span: Span): void {
    if (span.end > span.start) this.spans.push(span);
  }
}
