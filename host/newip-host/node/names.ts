/**
 * The member `names` of a node file: `{"server": "192.0.2.53", "network": "ridge"}`, or `"newip:de35"` for a server that
 * is asked over New IP; `embed` and `trustKeys` may be added.
 */
import { isIP } from "node:net";
import { fromHex, parseAddress, type Address } from "@comity/newip";
import { isObject, onlyKeys } from "../json.ts";
import { askIp, askNewIp, type Ask } from "../names/ask.ts";
import { resolveName, type NamePlan } from "../names/resolver.ts";
import { ok, refuse, type Result } from "../refusal.ts";
import type { KeyBook } from "../secure/keys.ts";
import type { UdpLayer } from "../stack/udp.ts";
import { bad } from "./form.ts";

/** A name, or the text of an address as it is. Codes of `resolveName`, `name-unknown` without a server. */
export type Resolve = (text: string) => Promise<Result<Address>>;

function askOf(server: unknown, udp: UdpLayer): Ask | undefined {
  if (typeof server !== "string") return undefined;
  if (server.startsWith("newip:")) {
    const address = parseAddress(server.slice(6));
    return address.ok ? askNewIp(udp, address.value) : undefined;
  }
  const match = /^(?:\[([\da-f:]+)\]|([\d.]+))(?::(\d{1,5}))?$/i.exec(server);
  const ip = match?.[1] ?? match?.[2] ?? server;
  return isIP(ip) === 0 || Number(match?.[3] ?? 53) > 65_535 ? undefined : askIp(server);
}

/** Code `node-config`. */
export function namesOf(spec: unknown, udp: UdpLayer, book: KeyBook | undefined): Result<Resolve> {
  const direct = (text: string): Result<Address> | undefined => {
    const parsed = parseAddress(text);
    return parsed.ok ? parsed : undefined;
  };
  if (spec === undefined) {
    const detail = 'not an address; for names give the node file "names": {"server", "network"}';
    return ok((text) =>
      Promise.resolve(direct(text) ?? refuse("name-unknown", `${JSON.stringify(text)}: ${detail}`, "name")),
    );
  }
  if (!isObject(spec) || !onlyKeys(spec, ["server", "network", "embed", "trustKeys"]))
    return bad("names are {server, network} and perhaps embed, trustKeys", "/names");
  const { embed, network, trustKeys = false } = spec;
  const ask = askOf(spec["server"], udp);
  if (ask === undefined)
    return bad("an IP address with or without a port, or newip: and an address", "/names/server");
  if (typeof network !== "string" || network === "")
    return bad("the network whose records count", "/names/network");
  if (typeof trustKeys !== "boolean") return bad("true or false", "/names/trustKeys");
  const prefix = embed === undefined ? undefined : fromHex(typeof embed === "string" ? embed : "-");
  if (prefix !== undefined && (!prefix.ok || prefix.value.length !== 4 || prefix.value[0] !== 0xfe))
    return bad("fe and three bytes, as in the gateway's file", "/names/embed");
  const plan: NamePlan = { network, ...(prefix?.ok === true ? { embed: prefix.value } : {}) };
  return ok(async (text) => {
    const known = direct(text);
    if (known !== undefined) return known;
    const found = await resolveName(text, plan, ask);
    if (!found.ok) return found;
    const { address, key } = found.value;
    // A key of the node file is never replaced by one that somebody's DNS says.
    if (trustKeys && key !== undefined && book?.find(address) === undefined)
      book?.add(Buffer.from(address).toString("hex"), key);
    return ok(address);
  });
}
