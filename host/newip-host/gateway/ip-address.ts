/** IP addresses as gateways compare them: one spelling each, and their bytes. */
import { isIP } from "node:net";
import { formatIpText, parseIpText } from "@comity/newip";

/** The bytes of an IPv4 or IPv6 address; those of IPv4 also where it is written as `::ffff:192.0.2.1`. */
export function ipBytes(text: string): Uint8Array | undefined {
  const family = isIP(text);
  if (family === 0 || text.includes("%")) return undefined;
  const parsed = parseIpText(family === 4 ? "ipv4" : "ipv6", text);
  if (!parsed.ok) return undefined;
  const { value } = parsed;
  const mapped = value.length === 16 && value.subarray(0, 10).every((b) => b === 0) && value[10] === 0xff;
  return mapped && value[11] === 0xff ? value.subarray(12) : value;
}

/** The text of 4 or 16 bytes, spelled as sockets report it. */
export const ipText = (bytes: Uint8Array): string =>
  formatIpText(bytes.length === 4 ? "ipv4" : "ipv6", bytes);

/** One spelling per IP address, as sockets report it. */
export function canonicalIp(text: string): string | undefined {
  const bytes = ipBytes(text);
  return bytes === undefined ? undefined : ipText(bytes);
}
