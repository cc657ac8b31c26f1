/**
 * `map-addresses`: what addresses of an own network stand for in IPv4 and IPv6 at one of its gateways. Gateways take
 * their mapping from these records, with the proof. It says how a network's own addresses are read; nothing about the
 * holders of the IP addresses, as a DNS record says nothing about the holder of the address it names.
 */
import { covers } from "@comity/resources";
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { blocksOf } from "../acts/resource.ts";
import { notLocked } from "../numbers/clauses.ts";
import { allBlocks, disjoint } from "../numbers/holdings.ts";
import { hostBits, ownAddresses, setMapping } from "./mappings.ts";
import { NETWORK, ownNetwork } from "./network-fields.ts";
import { networkOf } from "./operators.ts";

/** Entries of one gateway's mapping. */
export const MAX_MAPS = 500;

const FIELDS = {
  network: { ...NETWORK, doc: "own network" },
  gateway: { type: "lane", doc: "label of the gateway that maps" },
  maps: {
    type: "list",
    min: 1,
    max: MAX_MAPS,
    optional: true,
    doc: "the whole mapping; left out, there is none from now on",
    of: {
      type: "object",
      fields: {
        newip: { type: "resource", doc: "New IP block or address of the network" },
        ip: { type: "resource", doc: "IPv4 or IPv6 prefix it stands for, with as many host bits" },
      },
    },
  },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const newipOf = ({ body: { maps = [] } }: C): readonly string[] => maps.map(({ newip }) => newip);

export const mapAddresses = defineKind({
  kind: "map-addresses",
  room: "networks",
  summary: "Say what addresses of an own network stand for in IPv4 and IPv6 at one of its gateways",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    ownNetwork,
    {
      rule: "B2",
      code: "gateway-unknown",
      field: "gateway",
      detail: "the network has no gateway of this label: add it to the network's record first",
      holds: (c: C) =>
        networkOf(c.state, c.body.network)?.gateways.some(({ label }) => label === c.body.gateway) !== false,
    },
    {
      rule: "E1",
      code: "mapping-unfit",
      field: "maps",
      detail:
        "each entry maps a New IP block (from /8 on) to an IPv4 or IPv6 prefix with as many bits after the prefix, " +
        "like newip:fe640000/32 to 0.0.0.0/0, or newip:de05/16 to 192.0.2.1/32",
      holds: ({ body: { maps = [] } }: C) =>
        maps.every(({ ip, newip }) => {
          const [inner, outer] = [blocksOf(newip), blocksOf(ip)];
          if (inner[0]?.space !== "networks" || outer[0]?.space === "networks") return false;
          const bits = hostBits(inner[0]);
          return bits !== undefined && outer.length === 1 && hostBits(outer[0]!) === bits;
        }),
    },
    {
      rule: "E1",
      code: "mapping-outside",
      field: "maps",
      detail: "map addresses in the network's ranges, or those its plan marks local",
      holds: (c: C) => {
        const network = networkOf(c.state, c.body.network);
        const own = network === undefined ? [] : ownAddresses(network);
        return allBlocks(newipOf(c)).every((b) => own.some((o) => covers(o.key, b.key)));
      },
    },
    {
      rule: "E1",
      code: "mapping-twice",
      field: "maps",
      detail: "an address stands for one thing: name each New IP block once, and each IP prefix once",
      holds: (c: C) => {
        const ips = (c.body.maps ?? []).map(({ ip }) => ip);
        return disjoint(allBlocks(newipOf(c))) && new Set(ips).size === ips.length;
      },
    },
    notLocked,
  ],
  effect: (c: C) => {
    const { gateway, maps = [], network } = c.body;
    setMapping(c.state, network, gateway, { by: c.by.id, maps, since: c.index });
  },
});
