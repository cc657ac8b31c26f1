/**
 * Where a gateway does not send for others: its own machine (also under the addresses of its interfaces), the link,
 * groups. Without this a New IP host could reach services that trust the gateway's host. `allow` of the gateway's
 * options lifts it for a named address.
 */
import { BlockList, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import { canonicalIp } from "./ip-address.ts";

const list = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  list.addSubnet(net, bits, "ipv4");
}
for (const [net, bits] of [
  // Also the old form of IPv4 inside IPv6, which some hosts still take for IPv4.
  ["::", 96],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  list.addSubnet(net, bits, "ipv6");
}

/** How long the addresses of the machine's interfaces are remembered, ms. */
const REMEMBER = 5000;
let own = new Set<string>();
let read = Number.NEGATIVE_INFINITY;

function isOwn(ip: string): boolean {
  if (performance.now() - read > REMEMBER) {
    read = performance.now();
    const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    own = new Set(all.map(({ address }) => canonicalIp(address.split("%")[0]!) ?? ""));
  }
  return own.has(ip);
}

export const isForbidden = (ip: string): boolean => list.check(ip, isIPv4(ip) ? "ipv4" : "ipv6") || isOwn(ip);
