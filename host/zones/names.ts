/** Domain names between text (RFC 1035 section 5.1, escapes of RFC 4343) and wire form, without compression. */
import { ok, refuse, type Result } from "@comity/canon";

/** Labels with their length bytes and the root's zero, at most 255 bytes. Case is kept. */
export type WireName = Uint8Array;

export const ROOT: WireName = Uint8Array.of(0);
const bad = (text: string, why: string): Result<never> =>
  refuse("zone-name", `${text.slice(0, 80)}: ${why}`, "name");

/** A name without a dot at its end is relative to `origin`; `@` is `origin`. Code `zone-name`. */
export function parseName(text: string, origin?: WireName): Result<WireName> {
  if (text === ".") return ok(ROOT);
  if (text === "@" && origin !== undefined) return ok(origin);
  const out: number[] = [];
  let label: number[] = [];
  let absolute = false;
  const end = (): boolean => {
    if (label.length === 0 || label.length > 63) return false;
    out.push(label.length, ...label);
    label = [];
    return true;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.codePointAt(i)!;
    if (char === 46) {
      if (!end()) return bad(text, "a label has 1 to 63 bytes");
      absolute = i === text.length - 1;
    } else if (char === 92) {
      const decimal = /^[0-9]{3}/.exec(text.slice(i + 1));
      const value = decimal === null ? text.codePointAt(i + 1) : Number(decimal[0]);
      if (value === undefined || value > 255)
        return bad(text, "a backslash stands before \\DDD up to 255, or a character");
      label.push(value);
      i += decimal === null ? 1 : 3;
    } else if (char > 126 || char < 33) return bad(text, "write other characters as \\DDD or as an A-label");
    else label.push(char);
  }
  if (!absolute && !end()) return bad(text, "a label has 1 to 63 bytes");
  if (!absolute && origin === undefined) return bad(text, "a relative name needs an origin");
  const wire = absolute ? Uint8Array.of(...out, 0) : Uint8Array.of(...out, ...origin!);
  return wire.length <= 255 ? ok(wire) : bad(text, "a name has at most 255 bytes");
}

const SPECIAL = new Set([34, 36, 40, 41, 46, 59, 64, 92]);

/** Always absolute. */
export function nameText(wire: WireName): string {
  let text = "";
  for (let at = 0; wire[at]! > 0; at += wire[at]! + 1) {
    for (const byte of wire.subarray(at + 1, at + 1 + wire[at]!))
      text +=
        byte < 33 || byte > 126
          ? `\\${String(byte).padStart(3, "0")}`
          : (SPECIAL.has(byte) ? "\\" : "") + String.fromCodePoint(byte);
    text += ".";
  }
  return text === "" ? "." : text;
}

/** ASCII letters in lower case (RFC 4034 section 6.2); the same array when nothing changes. */
export function lowerName(wire: WireName): WireName {
  let out = wire;
  for (let at = 0; at < wire.length; at++) {
    const byte = wire[at]!;
    if (byte < 65 || byte > 90) continue;
    // Length bytes are below 64, so only letters are here.
    if (out === wire) out = wire.slice();
    out[at] = byte + 32;
  }
  return out;
}

/** For maps: equal for names that differ in case only. */
export const nameId = (wire: WireName): string => Buffer.from(lowerName(wire)).toString("latin1");

/**
 * A text whose order is the canonical one of names (RFC 4034 section 6.1): labels from the right, in lower case, each
 * ended by 0, bytes 0 and 1 escaped, and the name ended by another 0.
 */
export function nameOrder(wire: WireName): string {
  const lower = Buffer.from(lowerName(wire));
  let order = "\0";
  for (let at = 0; lower[at]! > 0; at += lower[at]! + 1) {
    const label = lower.toString("latin1", at + 1, at + 1 + lower[at]!);
    order = `${ordered(label)}\0${order}`;
  }
  return order;
}

/** Bytes 0 and 1 of a label, which are rare, as pairs that keep their order above the end of a label. */
function ordered(label: string): string {
  let out = "";
  for (let i = 0; i < label.length; i++) {
    const byte = label.charCodeAt(i);
    out += byte > 1 ? label[i]! : String.fromCharCode(1, byte + 1);
  }
  return out;
}

/** Canonical order of names. */
export function compareNames(a: WireName, b: WireName): number {
  const [x, y] = [nameOrder(a), nameOrder(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Whether `name` is `parent` or below it. */
export function isWithin(name: WireName, parent: WireName): boolean {
  for (let at = 0; ; at += name[at]! + 1) {
    if (name.length - at === parent.length)
      return Buffer.compare(lowerName(name.subarray(at)), lowerName(parent)) === 0;
    if (name.length - at < parent.length || name[at] === 0) return false;
  }
}
