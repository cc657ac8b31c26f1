/**
 * A node from a configuration file (`comity-newip-node/v1`): interfaces, addresses, routes, security. Encryption is on
 * unless the file says `"security": "off"`; it never is by leaving something out.
 *
 * ```json
 * { "format": "comity-newip-node/v1", "forwarding": false, "extension": "learnt",
 *   "interfaces": [{ "device": "veth0", "addresses": ["01"] },
 *                  { "local": "127.0.0.1:4000", "remote": "127.0.0.1:4001", "addresses": ["02"] }],
 *   "routes": [{ "prefix": "default", "interface": 0, "via": "0a" }],
 *   "borders": { "url": "http://localhost:8080", "keyFile": "assembly.key", "faces": [{ "interface": 0, "network": "net-a" }] },
 *   "names": { "server": "192.0.2.53", "network": "net-a" },
 *   "security": { "keyFile": "node.key", "peers": [{ "prefix": "de/8", "key": "<64 hex digits>" }], "plain": ["0a"] } }
 * ```
 */
import type { ProverOf } from "../assembly/source.ts";
import { RealClock } from "../interfaces/real-clock.ts";
import { isObject, onlyKeys } from "../json.ts";
import { ok, type Refusal, type Result } from "../refusal.ts";
import type { SecureLayer } from "../secure/layer.ts";
import type { AddressRotation } from "../stack/rotation.ts";
import { Stack } from "../stack/stack.ts";
import { TcpLayer } from "../stack/tcp.ts";
import { UdpLayer } from "../stack/udp.ts";
import { startBorders } from "./borders.ts";
import { addressOf, bad } from "./form.ts";
import { addLink } from "./links.ts";
import { namesOf, type Resolve } from "./names.ts";
import { security } from "./security.ts";

export type NewIpNode = {
  readonly stack: Stack;
  readonly udp: UdpLayer;
  readonly tcp: TcpLayer;
  readonly secure: SecureLayer | undefined;
  /** An address from its text, or from a name. */
  readonly resolve: Resolve;
  readonly close: () => void;
};

export type NodeOptions = {
  /** Makes the verifier of an assembly's proofs from its key file; without it a file with `borders` is refused. */
  readonly proverOf?: ProverOf;
  /** Hears what fails while the node runs: reading the record, rotating addresses. */
  readonly told?: (refusal: Refusal) => void;
};

const MEMBERS = ["format", "forwarding", "extension", "interfaces", "routes", "security", "borders", "names"];

function addRoute(stack: Stack, route: unknown, field: string): Result<unknown> {
  const port = isObject(route) ? stack.ports[Number(route["interface"] ?? 0)] : undefined;
  if (!isObject(route) || port === undefined || !onlyKeys(route, ["prefix", "interface", "via"]))
    return bad("a route has prefix, interface (its number) and perhaps via", field);
  const via = route["via"] === undefined ? undefined : addressOf(route["via"], field);
  if (via !== undefined && !via.ok) return via;
  return stack.addRoute(String(route["prefix"]), port, via?.value);
}

/** Starts a node. Codes `node-config`, `prefix`, `address-…`, `interface-…`, `key-file`, `key-length`, `assembly-…`. */
export async function startNode(config: unknown, options: NodeOptions = {}): Promise<Result<NewIpNode>> {
  if (!isObject(config) || config["format"] !== "comity-newip-node/v1")
    return bad("expected an object with format comity-newip-node/v1", "/format");
  if (!onlyKeys(config, MEMBERS)) return bad(`unknown members; known are ${MEMBERS.join(", ")}`, "/");
  const { forwarding = false, extension = "learnt", interfaces, routes = [] } = config;
  if (typeof forwarding !== "boolean") return bad("true or false", "/forwarding");
  if (extension !== "off" && extension !== "learnt" && extension !== "all")
    return bad("off, learnt or all", "/extension");
  if (!Array.isArray(interfaces) || interfaces.length === 0) return bad("a list, not empty", "/interfaces");
  if (!Array.isArray(routes)) return bad("a list", "/routes");
  const stack = new Stack({ clock: new RealClock(), forwarding, extension });
  const failed = <T>(result: Result<T>): Result<T> => {
    stack.close();
    return result;
  };
  const rotations: AddressRotation[] = [];
  for (const [i, spec] of interfaces.entries()) {
    const added = await addLink(stack, spec, `/interfaces/${i}`);
    if (!added.ok) return failed(added);
    if (added.value !== undefined) rotations.push(added.value);
  }
  for (const [i, route] of routes.entries()) {
    const added = addRoute(stack, route, `/routes/${i}`);
    if (!added.ok) return failed(added);
  }
  const udp = new UdpLayer(stack);
  const tcp = new TcpLayer(stack);
  const secure = security(config["security"], stack, udp, tcp);
  if (!secure.ok) return failed(secure);
  const names = namesOf(config["names"], udp, secure.value.book);
  if (!names.ok) return failed(names);
  const endBorders = await startBorders(config["borders"], stack, options.proverOf, options.told);
  if (!endBorders.ok) return failed(endBorders);
  const close = (): void => {
    for (const rotation of rotations) rotation.stop();
    endBorders.value();
    stack.close();
  };
  for (const rotation of rotations) {
    const first = await rotation.rotate();
    if (first.ok) continue;
    close();
    return first;
  }
  return ok({ stack, udp, tcp, secure: secure.value.secure, resolve: names.value, close });
}
