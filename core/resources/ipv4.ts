/** IPv4 addresses as unsigned 32-bit numbers; text is the strict dotted quad (RFC 6943 section 3.1.1). */
import { ok, refuse, type Result } from "@comity/canon";

/** The address as a number, or -1 when the text is not four decimal octets without leading zeros. */
export function ipv4OrMinus1(text: string): number {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 46) {
      if (octet < 0 || ++dots > 3) return -1;
      value = value * 256 + octet;
      octet = -1;
    } else {
      // A zero followed by a digit is octal for some readers and decimal for others: refuse.
      if (c < 48 || c > 57 || octet === 0) return -1;
      octet = octet < 0 ? c - 48 : octet * 10 + c - 48;
      if (octet > 255) return -1;
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1;
}

/** Strict IPv4 address. Code `ipv4`. */
export function parseIpv4(text: string, field = ""): Result<number> {
  const value = ipv4OrMinus1(text);
  if (value >= 0) return ok(value);
  return refuse("ipv4", "expected four octets 0 to 255 without leading zeros, like 192.0.2.1", field);
}

/** `192.0.2.1` for a number in [0, 2^32). */
export function ipv4Text(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}
