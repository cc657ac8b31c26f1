/** Who is at the other end, and whether a client certificate speaks for that address (RFC 8210 section 9.2). */
import type { Socket } from "node:net";

/** The address without the IPv4-mapped prefix; empty when the peer is gone already. */
export const addressOf = (socket: Socket): string =>
  (socket.remoteAddress ?? "").replace(/^::ffff:(?=[0-9]+\.)/i, "");

const hextets = (text: string): string => {
  const [head = "", tail] = text.toLowerCase().split("::");
  const parts = (s: string): string[] => (s === "" ? [] : s.split(":").map((h) => h.replace(/^0+(?=.)/, "")));
  const [a, b] = [parts(head), parts(tail ?? "")];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - a.length - b.length);
  return [...a, ...Array.from({ length: zeros }, () => "0"), ...b].join(":");
};

/** `names` as OpenSSL prints a subjectAltName: `DNS:a, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1`. */
export function speaksFor(names: string | undefined, address: string): boolean {
  const addresses = (names ?? "")
    .split(", ")
    .flatMap((n) => (n.startsWith("IP Address:") ? [n.slice(11)] : []));
  const same = address.includes(":")
    ? (a: string) => hextets(a) === hextets(address)
    : (a: string) => a === address;
  return addresses.some(same);
}
