/**
 * Where a gateway does not send for others: its own machine, the link, groups. Without this a New IP host could reach
 * services that trust the gateway's host. `allow` of the gateway's options lifts it for a named address.
 */
import { BlockList, isIPv4 } from "node:net";

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
  ["::", 127],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  list.addSubnet(net, bits, "ipv6");
}

export const isForbidden = (ip: string): boolean => list.check(ip, isIPv4(ip) ? "ipv4" : "ipv6");
