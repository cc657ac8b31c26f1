/**
 * A node from a configuration file (`comity-newip-node/v1`): interfaces, addresses, routes, security. Encryption is on
 * unless the file says `"security": "off"`; it never is by leaving something out.
 *
 * ```json
 * { "format": "comity-newip-node/v1", "forwarding": false, "extension": "learnt",
 *   "interfaces": [{ "device": "veth0", "addresses": ["01"] },
 *                  { "local": "127.0.0.1:4000", "remote": "127.0.0.1:4001", "addresses": ["02"] }],
 *   "routes": [{ "prefix": "default", "interface": 0, "via": "0a" }],
 *   "borders": { "assembly": "http://localhost:8088", "refresh": 60, "faces": [{ "interface": 0, "network": "net-a" }] },
 *   "security": { "keyFile": "node.key", "peers": [{ "prefix": "de/8", "key": "<64 hex digits>" }], "plain": ["0a"] } }
 * ```
 */
import { readFileSync } from "node:fs";
import { ETHERTYPE_FLEXIBLE, fromHex, parseAddress, type Address } from "@comity/newip";
import { keepBorders, type Face, type KeptBorders } from "./assembly-borders.ts";
import type { NetInterface } from "./interfaces/interface.ts";
import { PacketInterface } from "./interfaces/packet.ts";
import { RealClock } from "./interfaces/real-clock.ts";
import { UdpInterface } from "./interfaces/udp.ts";
import { ok, refuse, type Result } from "./refusal.ts";
import { KeyBook, type KeyPair } from "./secure/keys.ts";
import { SecureLayer } from "./secure/layer.ts";
import { Stack } from "./stack/stack.ts";
import { TcpLayer } from "./stack/tcp.ts";
import { UdpLayer } from "./stack/udp.ts";

export type NewIpNode = {
  readonly stack: Stack;
  readonly udp: UdpLayer;
  readonly tcp: TcpLayer;
  readonly secure: SecureLayer | undefined;
  readonly close: () => void;
};

type Json = { readonly [key: string]: unknown };
const isObject = (v: unknown): v is Json => typeof v === "object" && v !== null && !Array.isArray(v);
const only = (v: Json, ...keys: string[]): boolean => Object.keys(v).every((k) => keys.includes(k));
const bad = (detail: string, field: string): Result<never> => refuse("node-config", detail, field);

function addressOf(text: unknown, field: string): Result<Address> {
  if (typeof text !== "string") return bad("expected the text of an address", field);
  const parsed = parseAddress(text);
  return parsed.ok ? parsed : refuse(parsed.error.code, parsed.error.detail, field);
}

function endpoint(text: unknown): { address: string; port: number } | undefined {
  const match = typeof text === "string" ? /^(?:\[([\da-f:]+)\]|([\d.]+)):(\d{1,5})$/i.exec(text) : null;
  if (match === null || Number(match[3]) > 65_535) return undefined;
  return { address: (match[1] ?? match[2])!, port: Number(match[3]) };
}

async function linkOf(spec: Json, field: string): Promise<Result<NetInterface>> {
  if (typeof spec["device"] === "string") {
    if (!only(spec, "device", "addresses", "neighbours")) return bad("unknown members", field);
    return PacketInterface.create({ name: spec["device"], etherType: ETHERTYPE_FLEXIBLE });
  }
  const local = endpoint(spec["local"]);
  const remote = endpoint(spec["remote"]);
  if (
    local === undefined ||
    remote === undefined ||
    !only(spec, "local", "remote", "addresses", "neighbours")
  ) {
    return bad("an interface has a device, or local and remote as IP:PORT, and addresses", field);
  }
  return UdpInterface.create({ local, remote });
}

/** A key file: `{"publicKey": "<hex>", "privateKey": "<hex>"}`. */
export function readKeyFile(path: string): Result<KeyPair> {
  try {
    const json = JSON.parse(readFileSync(path, "utf8")) as Json;
    const [pub, priv] = [fromHex(String(json["publicKey"])), fromHex(String(json["privateKey"]))];
    if (pub.ok && priv.ok && pub.value.length === 32 && priv.value.length === 32) {
      return ok({ publicKey: pub.value, privateKey: priv.value });
    }
    return refuse("key-file", `${path} does not hold two keys of 32 bytes`, "keyFile");
  } catch (cause) {
    return refuse("key-file", `cannot read ${path}: ${(cause as Error).message}`, "keyFile");
  }
}

function security(
  spec: unknown,
  stack: Stack,
  udp: UdpLayer,
  tcp: TcpLayer,
): Result<SecureLayer | undefined> {
  if (spec === "off") return ok(undefined);
  if (
    !isObject(spec) ||
    typeof spec["keyFile"] !== "string" ||
    !only(spec, "keyFile", "peers", "plain", "anyone")
  ) {
    return bad('security is {"keyFile", "peers", "plain"}, or "off" on purpose', "/security");
  }
  const keys = readKeyFile(spec["keyFile"]);
  if (!keys.ok) return keys;
  const book = new KeyBook();
  const { peers = [], plain = [] } = spec;
  if (!Array.isArray(peers) || !Array.isArray(plain)) return bad("peers and plain are lists", "/security");
  for (const peer of peers as unknown[]) {
    const key = isObject(peer) && typeof peer["key"] === "string" ? fromHex(peer["key"]) : undefined;
    if (!isObject(peer) || key?.ok !== true) return bad("a peer has prefix and key", "/security/peers");
    const added = book.add(String(peer["prefix"]), key.value);
    if (!added.ok) return added;
  }
  for (const prefix of plain as unknown[]) {
    const added = book.add(String(prefix), "plain");
    if (!added.ok) return added;
  }
  return ok(new SecureLayer(stack, udp, tcp, { keys: keys.value, book, anyone: spec["anyone"] === true }));
}

/** Starts a node. Codes `node-config`, `prefix`, `address-…`, `interface-…`, `key-file`, `key-length`. */
export async function startNode(config: unknown): Promise<Result<NewIpNode>> {
  if (!isObject(config) || config["format"] !== "comity-newip-node/v1") {
    return bad("expected an object with format comity-newip-node/v1", "/format");
  }
  if (!only(config, "format", "forwarding", "extension", "interfaces", "routes", "security", "borders"))
    return bad("unknown members", "/");
  const { forwarding = false, extension = "learnt", interfaces, routes = [] } = config;
  if (typeof forwarding !== "boolean") return bad("true or false", "/forwarding");
  if (extension !== "off" && extension !== "learnt" && extension !== "all")
    return bad("off, learnt or all", "/extension");
  if (!Array.isArray(interfaces) || interfaces.length === 0 || !Array.isArray(routes))
    return bad("a list", "/interfaces");
  const stack = new Stack({ clock: new RealClock(), forwarding, extension });
  const failed = <T>(result: Result<T>): Result<T> => {
    stack.close();
    return result;
  };
  for (const [i, spec] of (interfaces as unknown[]).entries()) {
    const field = `/interfaces/${i}`;
    if (!isObject(spec) || !Array.isArray(spec["addresses"]))
      return failed(bad("an object with addresses", field));
    const addresses: Address[] = [];
    for (const text of spec["addresses"] as unknown[]) {
      const parsed = addressOf(text, `${field}/addresses`);
      if (!parsed.ok) return failed(parsed);
      addresses.push(parsed.value);
    }
    const link = await linkOf(spec, field);
    if (!link.ok) return failed(link);
    const port = stack.addInterface(link.value, addresses);
    if (!port.ok) return failed(port);
    for (const fixed of (spec["neighbours"] ?? []) as Json[]) {
      const address = addressOf(fixed["address"], `${field}/neighbours`);
      const mac = fromHex(String(fixed["mac"]).replaceAll(":", ""));
      if (!address.ok) return failed(address);
      if (!mac.ok || mac.value.length !== 6) return failed(bad("mac is six bytes", `${field}/neighbours`));
      port.value.neighbours.set(address.value, mac.value);
    }
  }
  for (const [i, route] of (routes as unknown[]).entries()) {
    const field = `/routes/${i}`;
    const port = isObject(route) ? stack.ports[Number(route["interface"] ?? 0)] : undefined;
    if (!isObject(route) || port === undefined || !only(route, "prefix", "interface", "via")) {
      return failed(bad("a route has prefix, interface (its number) and perhaps via", field));
    }
    const via = route["via"] === undefined ? undefined : addressOf(route["via"], field);
    if (via !== undefined && !via.ok) return failed(via);
    const added = stack.addRoute(String(route["prefix"]), port, via?.value);
    if (!added.ok) return failed(added);
  }
  const borders = await bordersOf(config["borders"], stack);
  if (!borders.ok) return failed(borders);
  const udp = new UdpLayer(stack);
  const tcp = new TcpLayer(stack);
  const secure = security(config["security"], stack, udp, tcp);
  if (!secure.ok) return failed(secure);
  return ok({
    stack,
    udp,
    tcp,
    secure: secure.value,
    close: () => {
      borders.value?.close();
      stack.close();
    },
  });
}

/** Packets pass between networks only by agreements of record. */
async function bordersOf(spec: unknown, stack: Stack): Promise<Result<KeptBorders | undefined>> {
  if (spec === undefined) return ok(undefined);
  const faces = isObject(spec) ? spec["faces"] : undefined;
  if (!isObject(spec) || !only(spec, "assembly", "refresh", "faces") || !Array.isArray(faces))
    return bad("borders are {assembly, refresh, faces}", "/borders");
  const { assembly, refresh = 60 } = spec;
  if (typeof assembly !== "string" || !/^https?:\/\//.test(assembly))
    return bad("the address of a node, http://…", "/borders/assembly");
  if (typeof refresh !== "number" || !(refresh >= 1 && refresh <= 86_400))
    return bad("1 to 86400 seconds", "/borders/refresh");
  const known: Face[] = [];
  for (const face of faces as unknown[]) {
    const port = isObject(face) ? stack.ports[Number(face["interface"])] : undefined;
    const network = isObject(face) ? face["network"] : undefined;
    if (port === undefined || typeof network !== "string" || !only(face as Json, "interface", "network"))
      return bad("a face has interface (its number) and network", "/borders/faces");
    known.push({ port: port.index, network });
  }
  const kept = await keepBorders(assembly.replace(/\/+$/, ""), known, refresh);
  if (kept.ok) stack.admit = kept.value.admit;
  return kept;
}
