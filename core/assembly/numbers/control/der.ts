/** Reading DER (X.690): definite, shortest lengths, nothing left over. As much as certificates and signed objects need. */
import { fromTimestamp, ok, refuse, type Result } from "@comity/canon";

/** One element: its tag byte, its contents, and all of its bytes as they are signed. */
export type Element = { readonly tag: number; readonly body: Uint8Array; readonly whole: Uint8Array };

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  utcTime: 0x17,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

const BAD = "evidence-der";
const bad = (what: string): Result<never> => refuse(BAD, `not the DER of what it should be: ${what}`);

/** The element at the beginning, and what follows it. */
function take(bytes: Uint8Array): Result<{ readonly element: Element; readonly rest: Uint8Array }> {
  const tag = bytes[0];
  let length = bytes[1];
  if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f) return bad("an element");
  let at = 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 3 || bytes.length < 2 + count) return bad("a length");
    length = 0;
    for (; at < 2 + count; at++) length = length * 256 + bytes[at]!;
    if (length < 0x80 || (count > 1 && length < 256 ** (count - 1)))
      return bad("a length, as short as can be");
  }
  if (bytes.length < at + length) return bad("an element that ends");
  const whole = bytes.subarray(0, at + length);
  return ok({ element: { tag, body: whole.subarray(at), whole }, rest: bytes.subarray(at + length) });
}

/** Exactly one element of this tag. Code `evidence-der`. */
export function one(bytes: Uint8Array, tag: number): Result<Element> {
  const taken = take(bytes);
  if (!taken.ok) return taken;
  return taken.value.rest.length > 0 || taken.value.element.tag !== tag
    ? bad("one element")
    : ok(taken.value.element);
}

/** The elements inside one. Code `evidence-der`. */
export function inside({ body }: Element): Result<readonly Element[]> {
  const out: Element[] = [];
  for (let rest = body; rest.length > 0;) {
    const taken = take(rest);
    if (!taken.ok) return taken;
    out.push(taken.value.element);
    ({ rest } = taken.value);
  }
  return ok(out);
}

/** The elements inside exactly one of this tag. */
export function listIn(bytes: Uint8Array, tag: number): Result<readonly Element[]> {
  const outer = one(bytes, tag);
  return outer.ok ? inside(outer.value) : outer;
}

/** A non-negative integer, as short as can be; `undefined` for anything else. */
export function integer(element: Element | undefined): bigint | undefined {
  if (element?.tag !== TAG.integer) return undefined;
  const [first, second] = element.body;
  if (first === undefined || first >= 0x80) return undefined;
  if (first === 0 && second !== undefined && second < 0x80) return undefined;
  return bigOf(element.body);
}

export function bigOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/** The bytes of a bit string and how many bits of the last one do not count. */
export function bits(
  element: Element | undefined,
): { readonly bytes: Uint8Array; readonly unused: number } | undefined {
  const unused = element?.tag === TAG.bits ? element.body[0] : undefined;
  if (element === undefined || unused === undefined || unused > 7) return undefined;
  const bytes = element.body.subarray(1);
  const padding = (1 << unused) - 1;
  return (bytes.length === 0 ? unused > 0 : (bytes.at(-1)! & padding) !== 0) ? undefined : { bytes, unused };
}

/** Seconds since 1970 of UTCTime or GeneralizedTime in the forms of RFC 5280: with seconds, in UTC. */
export function seconds(element: Element | undefined): number | undefined {
  const text = element === undefined ? "" : String.fromCharCode(...element.body);
  const m =
    element?.tag === TAG.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
      : element?.tag === TAG.time
        ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
        : null;
  if (m === null) return undefined;
  const [year, month, day, hour, minute, second] = m.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const full = element?.tag === TAG.utcTime ? (year < 50 ? 2000 + year : 1900 + year) : year;
  const at = fromTimestamp(
    `${pad(full, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}Z`,
  );
  return at.ok ? at.value : undefined;
}

const pad = (n: number, width = 2): string => String(n).padStart(width, "0");
