/** RDATA between text and wire form, by the table of `types.ts`. */
import { ok, refuse, type Result } from "@comity/canon";
import { ipv6Text, parseIpv4, parseIpv6 } from "@comity/resources";
import { lowerName, nameText, parseName, type WireName } from "./names.ts";
import { rrType, typeNumber, typeText, type RdataField } from "./types.ts";

/** A word of a zone file; `quoted` ones are text and never special. */
export type Token = { readonly text: string; readonly quoted: boolean };

const bad = (why: string): Result<never> => refuse("zone-rdata", why, "rdata");
const REST = new Set<RdataField>(["texts", "base64", "hex", "types"]);

/** Codes `zone-rdata`, `zone-name`. */
export function parseRdata(type: number, tokens: readonly Token[], origin: WireName): Result<Uint8Array> {
  if (tokens[0]?.text === "\\#" && !tokens[0].quoted) return generic(type, tokens);
  const known = rrType(type);
  if (known === undefined) return bad(`${typeText(type)} has to be written as \\# LENGTH HEX`);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const field of known.fields) {
    const words = REST.has(field) ? tokens.slice(at) : tokens.slice(at, at + 1);
    if (words.length === 0 && field !== "types") return bad(`${known.name} is missing its ${field}`);
    const part = encode(field, words, origin);
    if (!part.ok) return part;
    parts.push(part.value);
    at += words.length;
  }
  if (at < tokens.length) return bad(`${known.name} has too many fields: ${tokens[at]!.text.slice(0, 40)}`);
  const rdata = Buffer.concat(parts);
  return rdata.length <= 0xffff ? ok(new Uint8Array(rdata)) : bad("RDATA has at most 65,535 bytes");
}

/** RFC 3597; of a known type it must be that type's form. */
function generic(type: number, tokens: readonly Token[]): Result<Uint8Array> {
  const length = tokens[1] === undefined ? undefined : decimal(tokens[1].text, 0xffff);
  const bytes = fromHex(
    tokens
      .slice(2)
      .map(({ text }) => text)
      .join(""),
  );
  if (length === undefined || bytes === undefined || bytes.length !== length)
    return bad("\\# is followed by the length and as many bytes in hexadecimal");
  return rdataText(type, bytes) === undefined ? bad(`these bytes are no ${typeText(type)}`) : ok(bytes);
}

function encode(field: RdataField, words: readonly Token[], origin: WireName): Result<Uint8Array> {
  const text = words[0]?.text ?? "";
  const number = (max: number, bytes: number): Result<Uint8Array> => {
    const value = decimal(text, max);
    return value === undefined
      ? bad(`${text.slice(0, 40)} is not a number up to ${max}`)
      : ok(uint(value, bytes));
  };
  switch (field) {
    case "name":
      return parseName(text, origin);
    case "u8":
      return number(0xff, 1);
    case "u16":
      return number(0xffff, 2);
    case "u32":
      return number(0xffff_ffff, 4);
    case "time": {
      const seconds = /^[0-9]{14}$/.test(text) ? civil(text) : decimal(text, 0xffff_ffff);
      return seconds === undefined
        ? bad(`${text.slice(0, 40)} is not a time YYYYMMDDHHMMSS`)
        : ok(uint(seconds, 4));
    }
    case "type": {
      const type = typeNumber(text);
      return type === undefined ? bad(`${text.slice(0, 40)} is not a type`) : ok(uint(type, 2));
    }
    case "ipv4": {
      const address = parseIpv4(text);
      return address.ok ? ok(uint(address.value, 4)) : bad(`${text.slice(0, 40)} is not an IPv4 address`);
    }
    case "ipv6": {
      const address = parseIpv6(text);
      return address.ok ? ok(address.value) : bad(`${text.slice(0, 50)} is not an IPv6 address`);
    }
    case "text":
    case "texts": {
      const parts = words.map(characterString);
      const wrong = parts.find((part) => !part.ok);
      return (
        wrong ??
        ok(new Uint8Array(Buffer.concat(parts.map((part) => (part.ok ? part.value : Buffer.alloc(0))))))
      );
    }
    case "rest-text": {
      const bytes = textBytes(text);
      return bytes === undefined ? bad("an escape is \\DDD up to 255, or one character") : ok(bytes);
    }
    case "base64": {
      const joined = words.map((word) => word.text).join("");
      const bytes = Buffer.from(joined, "base64");
      return bytes.toString("base64") === joined ? ok(new Uint8Array(bytes)) : bad("not base64");
    }
    case "hex": {
      const bytes = fromHex(words.map((word) => word.text).join(""));
      return bytes === undefined ? bad("not hexadecimal") : ok(bytes);
    }
    case "salt": {
      const bytes = text === "-" ? new Uint8Array(0) : fromHex(text);
      return bytes === undefined || bytes.length > 255
        ? bad("a salt is hexadecimal or -")
        : ok(Uint8Array.of(bytes.length, ...bytes));
    }
    case "hash32": {
      const bytes = fromBase32hex(text);
      return bytes === undefined ? bad("not base32hex") : ok(Uint8Array.of(bytes.length, ...bytes));
    }
    case "types":
      return typeBitmap(words.map((word) => word.text));
  }
}

/** Undefined when the bytes are not the type's form. Names are not compressed here. */
export function rdataText(type: number, rdata: Uint8Array): string | undefined {
  const known = rrType(type);
  if (known === undefined) return genericText(rdata);
  const words: string[] = [];
  let at = 0;
  for (const field of known.fields) {
    const part = decode(field, rdata, at);
    if (part === undefined) return undefined;
    words.push(part.text);
    at = part.end;
  }
  return at === rdata.length ? words.filter((word) => word !== "").join(" ") : undefined;
}

const genericText = (rdata: Uint8Array): string =>
  `\\# ${rdata.length}${rdata.length === 0 ? "" : ` ${Buffer.from(rdata).toString("hex")}`}`;

type Part = { readonly text: string; readonly end: number };

function decode(field: RdataField, rdata: Uint8Array, at: number): Part | undefined {
  const bytes = Buffer.from(rdata.buffer, rdata.byteOffset, rdata.length);
  const fixed = (length: number, text: () => string): Part | undefined =>
    at + length <= bytes.length ? { text: text(), end: at + length } : undefined;
  const rest = (text: string): Part => ({ text, end: bytes.length });
  switch (field) {
    case "name": {
      const end = nameEnd(rdata, at);
      return end === undefined ? undefined : { text: nameText(rdata.subarray(at, end)), end };
    }
    case "u8":
      return fixed(1, () => String(bytes[at]));
    case "u16":
      return fixed(2, () => String(bytes.readUInt16BE(at)));
    case "u32":
      return fixed(4, () => String(bytes.readUInt32BE(at)));
    case "time":
      return fixed(4, () =>
        new Date(bytes.readUInt32BE(at) * 1000).toISOString().replaceAll(/[-T:]|\.000Z/g, ""),
      );
    case "type":
      return fixed(2, () => typeText(bytes.readUInt16BE(at)));
    case "ipv4":
      return fixed(4, () => [...bytes.subarray(at, at + 4)].join("."));
    case "ipv6":
      return fixed(16, () => ipv6Text(new Uint8Array(bytes.subarray(at, at + 16))));
    case "text": {
      const end = at + 1 + bytes[at]!;
      return end <= bytes.length ? { text: quoted(bytes.subarray(at + 1, end)), end } : undefined;
    }
    case "texts": {
      const words: string[] = [];
      let end = at;
      while (end < bytes.length) {
        const part = decode("text", rdata, end);
        if (part === undefined) return undefined;
        words.push(part.text);
        end = part.end;
      }
      return words.length === 0 ? undefined : { text: words.join(" "), end };
    }
    case "rest-text":
      return rest(quoted(bytes.subarray(at)));
    case "base64":
    case "hex":
      return at < bytes.length ? rest(bytes.toString(field, at)) : undefined;
    case "salt": {
      const end = at + 1 + bytes[at]!;
      return end <= bytes.length
        ? { text: bytes[at] === 0 ? "-" : bytes.toString("hex", at + 1, end), end }
        : undefined;
    }
    case "hash32": {
      const end = at + 1 + bytes[at]!;
      return end <= bytes.length ? { text: toBase32hex(bytes.subarray(at + 1, end)), end } : undefined;
    }
    case "types": {
      const names = bitmapTypes(bytes.subarray(at));
      return names === undefined ? undefined : rest(names.join(" "));
    }
  }
}

/** End of an uncompressed name. */
export function nameEnd(bytes: Uint8Array, start: number): number | undefined {
  let at = start;
  for (;;) {
    const length = bytes[at];
    if (length === undefined || length > 63 || at - start > 254) return undefined;
    at += length + 1;
    if (length === 0) return at <= bytes.length ? at : undefined;
  }
}

/** Names in lower case where the canonical form says so. */
export function canonicalRdata(type: number, rdata: Uint8Array): Uint8Array {
  const known = rrType(type);
  if (known?.lower !== true) return rdata;
  let out = rdata;
  let at = 0;
  for (const field of known.fields) {
    if (field === "name") {
      const end = nameEnd(rdata, at)!;
      const name = lowerName(rdata.subarray(at, end));
      if (Buffer.compare(name, rdata.subarray(at, end)) !== 0) {
        if (out === rdata) out = rdata.slice();
        out.set(name, at);
      }
    }
    const part = decode(field, rdata, at);
    if (part === undefined) return rdata;
    at = part.end;
  }
  return out;
}

const uint = (value: number, bytes: number): Uint8Array => {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, 0, bytes);
  return new Uint8Array(out);
};

const decimal = (text: string, max: number): number | undefined =>
  /^(0|[1-9][0-9]{0,9})$/.test(text) && Number(text) <= max ? Number(text) : undefined;

function civil(text: string): number | undefined {
  const m = /^(....)(..)(..)(..)(..)(..)$/.exec(text)!;
  const [year, month, day, hour, minute, second] = m.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(time).toISOString().replaceAll(/[-T:]|\.000Z/g, "");
  return back === text && time >= 0 && time / 1000 <= 0xffff_ffff ? time / 1000 : undefined;
}

const fromHex = (text: string): Uint8Array | undefined =>
  /^([0-9a-f]{2})*$/i.test(text) ? new Uint8Array(Buffer.from(text, "hex")) : undefined;

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
function toBase32hex(bytes: Uint8Array): string {
  let text = "";
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    let value = 0;
    for (let i = 0; i < 5; i++)
      value = value * 2 + (((bytes[(bit + i) >> 3] ?? 0) >> (7 - ((bit + i) & 7))) & 1);
    text += ALPHABET[value]!;
  }
  return text;
}
function fromBase32hex(text: string): Uint8Array | undefined {
  if (!/^[0-9a-v]+$/i.test(text)) return undefined;
  const out = new Uint8Array(Math.floor((text.length * 5) / 8));
  for (let i = 0; i < text.length; i++) {
    const value = ALPHABET.indexOf(text[i]!.toUpperCase());
    for (let b = 0; b < 5; b++) {
      const bit = i * 5 + b;
      if (bit >> 3 < out.length) out[bit >> 3]! |= ((value >> (4 - b)) & 1) << (7 - (bit & 7));
    }
  }
  return toBase32hex(out) === text.toUpperCase() && out.length <= 255 ? out : undefined;
}

function textBytes(text: string): Uint8Array | undefined {
  const out: number[] = [];
  const bytes = Buffer.from(text, "latin1");
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== 92) {
      out.push(bytes[i]!);
      continue;
    }
    const digits = /^[0-9]{3}/.exec(bytes.toString("latin1", i + 1, i + 4));
    const value = digits === null ? bytes[i + 1] : Number(digits[0]);
    if (value === undefined || value > 255) return undefined;
    out.push(value);
    i += digits === null ? 1 : 3;
  }
  return Uint8Array.from(out);
}

function characterString({ text }: Token): Result<Uint8Array> {
  const bytes = textBytes(text);
  if (bytes === undefined) return bad("an escape is \\DDD up to 255, or one character");
  return bytes.length <= 255
    ? ok(Uint8Array.of(bytes.length, ...bytes))
    : bad("a character-string has at most 255 bytes");
}

function quoted(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes)
    text +=
      byte < 32 || byte > 126
        ? `\\${String(byte).padStart(3, "0")}`
        : (byte === 34 || byte === 92 ? "\\" : "") + String.fromCodePoint(byte);
  return `"${text}"`;
}

/** RFC 4034 section 4.1.2: windows in order, no trailing zero bytes. */
function typeBitmap(words: readonly string[]): Result<Uint8Array> {
  const windows = new Map<number, Uint8Array>();
  for (const word of words) {
    const type = typeNumber(word);
    if (type === undefined) return bad(`${word.slice(0, 40)} is not a type`);
    let bits = windows.get(type >> 8);
    if (bits === undefined) windows.set(type >> 8, (bits = new Uint8Array(32)));
    bits[(type & 255) >> 3]! |= 0x80 >> (type & 7);
  }
  const parts = [...windows]
    .toSorted(([a], [b]) => a - b)
    .map(([window, bits]) => {
      const length = bits.findLastIndex((byte) => byte !== 0) + 1;
      return Buffer.from([window, length, ...bits.subarray(0, length)]);
    });
  return ok(new Uint8Array(Buffer.concat(parts)));
}

function bitmapTypes(bytes: Uint8Array): string[] | undefined {
  const names: string[] = [];
  let last = -1;
  for (let at = 0; at < bytes.length;) {
    const window = bytes[at]!;
    const length = bytes[at + 1] ?? 0;
    if (
      window <= last ||
      length < 1 ||
      length > 32 ||
      at + 2 + length > bytes.length ||
      bytes[at + 1 + length] === 0
    )
      return undefined;
    for (let bit = 0; bit < length * 8; bit++)
      if (bytes[at + 2 + (bit >> 3)]! & (0x80 >> (bit & 7))) names.push(typeText(window * 256 + bit));
    last = window;
    at += 2 + length;
  }
  return names;
}
