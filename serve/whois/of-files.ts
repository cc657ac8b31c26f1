/** A source from files alone: RPSL objects and VRPs, without any assembly. */
import { vrps, type VrpSet } from "@comity/routes";
import { covers, interpret, parseKeys, type Key } from "@comity/resources";
import { IrrData } from "./irr/data.ts";
import { prefixKey, type RouteEntry } from "./irr/prefixes.ts";
import { levels } from "./levels.ts";
import { valueOf, type RpslObject } from "./rpsl/rpsl.ts";
import type { WhoisSource, Wider } from "./source.ts";

/** Name of the source of routes that come from authorisations, as other servers call it. */
export const RPKI_SOURCE = "RPKI";

export function* routesOfVrps(set: VrpSet): Generator<RouteEntry, void, void> {
  for (const { prefix, maxLength, asn } of vrps(set)) {
    // AS0 says that nobody may originate: it is no route.
    if (asn === 0) continue;
    const { family, key } = prefixKey(prefix)!;
    const longer = maxLength > key.bits ? { maxLength } : {};
    yield { family, key, prefix, origin: asn, source: RPKI_SOURCE, ...longer };
  }
}

type Network = { readonly family: 4 | 6; readonly keys: readonly Key[]; readonly object: RpslObject };

function networkOf(object: RpslObject): Network | undefined {
  const family = object.class === "inetnum" ? 4 : object.class === "inet6num" ? 6 : undefined;
  if (family === undefined) return undefined;
  const text = (valueOf(object, object.class) ?? "").replaceAll(/\s+/g, "");
  const keys = parseKeys(family === 4 ? "ipv4" : "ipv6", text, object.class);
  return keys.ok ? { family, keys: keys.value, object } : undefined;
}

export function whoisOfFiles(
  source: string,
  objects: readonly RpslObject[],
  authorisations: VrpSet | undefined,
  serial: () => number = () => 0,
): WhoisSource {
  const irr = new IrrData(source, objects, authorisations === undefined ? [] : routesOfVrps(authorisations));
  const networks = objects.flatMap((object) => networkOf(object) ?? []);
  const lookup = (text: string, wider: Wider): readonly RpslObject[] => {
    const meant = interpret(text);
    if (meant.kind !== "address" && meant.kind !== "prefix") return [];
    const family = meant.space === "ipv4" ? 4 : 6;
    if (wider === "m" || wider === "M") {
      const inside = networks
        .filter((n) => n.family === family && n.keys.every((key) => covers(meant.key, key)))
        .map(({ keys, object }) => ({ key: keys[0]!, object }))
        .filter(({ key }) => key.bits > meant.key.bits)
        .toSorted((a, b) => Buffer.compare(a.key.bytes, b.key.bytes) || a.key.bits - b.key.bits);
      return [...levels(inside, wider)].map(({ object }) => object);
    }
    const around = networks
      .filter((network) => network.family === family && network.keys.some((key) => covers(key, meant.key)))
      .toSorted((a, b) => bitsOf(b) - bitsOf(a));
    if (wider === "x")
      return around
        .filter(({ keys }) => keys.some(({ bits }) => bits === meant.key.bits))
        .map(({ object }) => object);
    if (wider === "L") return around.map(({ object }) => object);
    return around.slice(wider === "l" ? 1 : 0, wider === "l" ? 2 : 1).map(({ object }) => object);
  };
  return {
    irr: () => irr,
    serial,
    lookup,
    banner: [`Objects of ${irr.sources.join(", ")}; public data, no warranty.`],
  };
}

const bitsOf = ({ keys }: Network): number => Math.min(...keys.map(({ bits }) => bits));
