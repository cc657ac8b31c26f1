/** Zone files (RFC 1035 section 5.1, RFC 2308 `$TTL`): strict, with the line of what is wrong. */
import { err, ok, refuse, type Result } from "@comity/canon";
import { nameText, parseName, type WireName } from "./names.ts";
import { parseRdata, type Token } from "./rdata.ts";
import { TYPE, typeNumber } from "./types.ts";
import { zoneOf, type Zone, type ZoneRecord } from "./zone.ts";

/** Bytes of a zone file, and words of one record, at most. */
export const MAX_ZONE_BYTES: number = 512 * 1024 * 1024;
const MAX_WORDS = 10_000;

type Line = { readonly number: number; readonly blankOwner: boolean; readonly tokens: readonly Token[] };

/** Codes `zone-syntax`, `zone-name`, `zone-rdata`, `zone-ttl`, `zone-class`, and those of `zoneOf`; `field` is the line. */
export function readZone(bytes: Uint8Array, name?: string): Result<Zone> {
  if (bytes.length > MAX_ZONE_BYTES) return refuse("zone-syntax", "the file is too large for a zone");
  const records: ZoneRecord[] = [];
  let origin: WireName | undefined;
  if (name !== undefined) {
    const given = parseName(name.endsWith(".") ? name : `${name}.`);
    if (!given.ok) return given;
    origin = given.value;
  }
  let apex = origin;
  let ttl: number | undefined;
  let owner: WireName | undefined;
  for (const line of lines(bytes)) {
    if (!line.ok) return line;
    const { number, blankOwner, tokens } = line.value;
    const at = <T>(result: Result<T>): Result<T> =>
      result.ok
        ? result
        : err({ ...result.error, field: `line ${number}`, detail: `line ${number}: ${result.error.detail}` });
    const wrong = (code: string, detail: string): Result<never> => at(refuse(code, detail));
    const [first] = tokens;
    if (!first!.quoted && first!.text.startsWith("$")) {
      const directive = first!.text.toUpperCase();
      const value = tokens[1]?.text ?? "";
      if (directive === "$ORIGIN") {
        const parsed = at(parseName(value, origin));
        if (!parsed.ok) return parsed;
        origin = parsed.value;
        apex ??= origin;
      } else if (directive === "$TTL") {
        ttl = ttlOf(value);
        if (ttl === undefined) return wrong("zone-ttl", `${value.slice(0, 40)} is not a TTL`);
      } else
        return wrong(
          "zone-syntax",
          `${directive.slice(0, 40)} is not supported: give one file with all records`,
        );
      continue;
    }
    let next = 0;
    if (!blankOwner) {
      const parsed = at(parseName(tokens[next++]!.text, origin));
      if (!parsed.ok) return parsed;
      owner = parsed.value;
    }
    if (owner === undefined) return wrong("zone-syntax", "the first record needs a name");
    let own: number | undefined;
    // TTL and class come in either order.
    for (let i = 0; i < 2; i++) {
      const word = tokens[next]?.text ?? "";
      if (own === undefined && ttlOf(word) !== undefined) {
        own = ttlOf(word);
        next++;
      } else if (/^(IN|CH|HS|CS)$/i.test(word)) {
        if (word.toUpperCase() !== "IN") return wrong("zone-class", "only class IN is served");
        next++;
      }
    }
    const type = typeNumber(tokens[next]?.text ?? "");
    if (type === undefined)
      return wrong("zone-syntax", `${(tokens[next]?.text ?? "nothing").slice(0, 40)} is not a record type`);
    if (type === TYPE.SOA) apex = owner;
    const rdata = at(parseRdata(type, tokens.slice(next + 1), origin ?? owner));
    if (!rdata.ok) return rdata;
    const soaTtl =
      type === TYPE.SOA ? Buffer.from(rdata.value).readUInt32BE(rdata.value.length - 4) : undefined;
    const used = own ?? ttl ?? soaTtl ?? records.at(-1)?.ttl;
    if (used === undefined) return wrong("zone-ttl", "the record has no TTL: write one, or $TTL before it");
    records.push({ owner, type, ttl: used, rdata: rdata.value });
  }
  if (records.length === 0) return refuse("zone-no-soa", "the file holds no records");
  if (apex === undefined || !records.some(({ type }) => type === TYPE.SOA))
    return refuse("zone-no-soa", `the zone ${apex === undefined ? "" : nameText(apex)} has no SOA record`);
  return zoneOf(apex, records);
}

/** Seconds, or with the units of BIND (`1h30m`). */
function ttlOf(text: string): number | undefined {
  if (!/^([0-9]+|([0-9]+[smhdw])+)$/i.test(text)) return undefined;
  const units: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  let seconds = 0;
  for (const [, digits, unit] of text.matchAll(/([0-9]+)([smhdw]?)/gi))
    seconds += Number(digits) * (units[unit!.toLowerCase()] ?? 1);
  return seconds <= 0x7fff_ffff ? seconds : undefined;
}

/** Records as words: parentheses join lines, `;` starts a comment, quotes keep blanks. */
function* lines(bytes: Uint8Array): Generator<Result<Line>, void, void> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  let number = 1;
  let started = 1;
  let tokens: Token[] = [];
  let depth = 0;
  let blankOwner = false;
  let lineStart = true;
  for (let at = 0; at <= text.length;) {
    const char = at === text.length ? "\n" : text[at]!;
    if (char === "\n") {
      if (depth === 0) {
        if (tokens.length > 0) yield ok({ number: started, blankOwner, tokens });
        tokens = [];
        lineStart = true;
      } else if (at === text.length) {
        return yield refuse("zone-syntax", `line ${started}: a parenthesis is not closed`, `line ${started}`);
      }
      number++;
      at++;
      continue;
    }
    if (lineStart) {
      blankOwner = char === " " || char === "\t";
      started = number;
      lineStart = false;
    }
    if (char === " " || char === "\t" || char === "\r") at++;
    else if (char === ";") while (at < text.length && text[at] !== "\n") at++;
    else if (char === "(") {
      depth++;
      at++;
    } else if (char === ")") {
      if (--depth < 0)
        return yield refuse("zone-syntax", `line ${number}: a parenthesis too many`, `line ${number}`);
      at++;
    } else {
      if (tokens.length >= MAX_WORDS)
        return yield refuse("zone-syntax", `line ${number}: too many words in one record`, `line ${number}`);
      const word = char === '"' ? quotedWord(text, at) : plainWord(text, at);
      if (word === undefined)
        return yield refuse("zone-syntax", `line ${number}: a quote is not closed`, `line ${number}`);
      tokens.push(word.token);
      at = word.end;
    }
  }
}

type Word = { readonly token: Token; readonly end: number };

function plainWord(text: string, start: number): Word {
  let at = start;
  while (at < text.length && !/[ \t\r\n;()"]/.test(text[at]!)) at += text[at] === "\\" ? 2 : 1;
  return { token: { text: text.slice(start, at), quoted: false }, end: Math.min(at, text.length) };
}

function quotedWord(text: string, start: number): Word | undefined {
  let at = start + 1;
  for (; at < text.length && text[at] !== '"'; at++) {
    if (text[at] === "\n") return undefined;
    if (text[at] === "\\") at++;
  }
  return at < text.length
    ? { token: { text: text.slice(start + 1, at), quoted: true }, end: at + 1 }
    : undefined;
}
