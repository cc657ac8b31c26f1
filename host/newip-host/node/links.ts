/** The interfaces of a node file: a device of the system, a TAP interface made here, or UDP encapsulation. */
import { randomInt } from "node:crypto";
import { addressValue, ETHERTYPE_FLEXIBLE, fromHex, type Address } from "@comity/newip";
import type { NetInterface } from "../interfaces/interface.ts";
import { PacketInterface } from "../interfaces/packet.ts";
import { TapInterface } from "../interfaces/tap.ts";
import { UdpInterface } from "../interfaces/udp.ts";
import { isObject, onlyKeys, type Json } from "../json.ts";
import { ok, type Result } from "../refusal.ts";
import type { Port } from "../stack/port.ts";
import { AddressRotation } from "../stack/rotation.ts";
import type { Stack } from "../stack/stack.ts";
import { addressOf, bad } from "./form.ts";

const COMMON = ["addresses", "neighbours", "rotate"];

function endpoint(text: unknown): { address: string; port: number } | undefined {
  const match = typeof text === "string" ? /^(?:\[([\da-f:]+)\]|([\d.]+)):(\d{1,5})$/i.exec(text) : null;
  if (match === null || Number(match[3]) > 65_535) return undefined;
  return { address: (match[1] ?? match[2])!, port: Number(match[3]) };
}

async function linkOf(spec: Json, field: string): Promise<Result<NetInterface>> {
  const { device, tap } = spec;
  if (typeof device === "string") {
    if (!onlyKeys(spec, ["device", ...COMMON])) return bad("unknown members", field);
    return PacketInterface.create({ name: device, etherType: ETHERTYPE_FLEXIBLE });
  }
  if (typeof tap === "string") {
    if (!onlyKeys(spec, ["tap", ...COMMON])) return bad("unknown members", field);
    return TapInterface.create(tap);
  }
  const local = endpoint(spec["local"]);
  const remote = endpoint(spec["remote"]);
  if (local === undefined || remote === undefined || !onlyKeys(spec, ["local", "remote", ...COMMON])) {
    return bad("an interface has a device, or a tap, or local and remote as IP:PORT, and addresses", field);
  }
  return UdpInterface.create({ local, remote });
}

/** Stations that are known for good: what comes over the link changes nothing about them. */
function fixedNeighbours(list: unknown, port: Port, field: string): Result<void> {
  if (!Array.isArray(list)) return bad("a list of address and mac", field);
  for (const fixed of list as unknown[]) {
    if (!isObject(fixed) || !onlyKeys(fixed, ["address", "mac"])) return bad("address and mac", field);
    const address = addressOf(fixed["address"], field);
    if (!address.ok) return address;
    const mac = fromHex(String(fixed["mac"]).replaceAll(":", ""));
    if (!mac.ok || mac.value.length !== 6) return bad("mac is six bytes", field);
    port.neighbours.set(address.value, mac.value);
  }
  return ok(undefined);
}

/** Fresh random addresses of a range, each for a time: `{"first": "de00", "last": "deff", "every": 600}`. */
function rotation(spec: unknown, stack: Stack, port: Port, field: string): Result<AddressRotation> {
  if (!isObject(spec) || !onlyKeys(spec, ["first", "last", "every"])) return bad("first, last, every", field);
  const first = addressOf(spec["first"], field);
  const last = addressOf(spec["last"], field);
  if (!first.ok) return first;
  if (!last.ok) return last;
  const [from, to] = [Number(addressValue(first.value)), Number(addressValue(last.value))];
  const { every } = spec;
  if (!(from <= to) || first.value.length === 8 || last.value.length === 8)
    return bad("first to last, addresses of up to 7 bytes", field);
  if (typeof every !== "number" || !(every >= 10 && every <= 86_400))
    return bad("every is 10 to 86400 seconds", field);
  return ok(
    new AddressRotation(stack, port, { first: from, last: to, every: every * 1_000_000, below: randomInt }),
  );
}

/** Adds an interface to the stack; answers its rotation of addresses, if it has one. */
export async function addLink(
  stack: Stack,
  spec: unknown,
  field: string,
): Promise<Result<AddressRotation | undefined>> {
  if (!isObject(spec) || !Array.isArray(spec["addresses"])) return bad("an object with addresses", field);
  const addresses: Address[] = [];
  for (const text of spec["addresses"] as unknown[]) {
    const parsed = addressOf(text, `${field}/addresses`);
    if (!parsed.ok) return parsed;
    addresses.push(parsed.value);
  }
  const link = await linkOf(spec, field);
  if (!link.ok) return link;
  const port = stack.addInterface(link.value, addresses);
  if (!port.ok) return port;
  const fixed = fixedNeighbours(spec["neighbours"] ?? [], port.value, `${field}/neighbours`);
  if (!fixed.ok) return fixed;
  return spec["rotate"] === undefined
    ? ok(undefined)
    : rotation(spec["rotate"], stack, port.value, `${field}/rotate`);
}
