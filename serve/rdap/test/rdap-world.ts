/** A world with every kind of answer, and an RDAP server over it. */
import Fastify, { type FastifyInstance } from "fastify";
import { rdap, type RdapSource } from "@comity/rdap";
import { measure } from "../../../core/assembly/test/numbers/numbers-world.ts";
import { datasetOf, World } from "../../../core/assembly/test/world.ts";

export const BASE = "https://rdap.example.net/rdap";

/** QM (reg-a) and QN (reg-b) are registries; reg-c is none here. Blocks are those that nobody uses in examples only. */
export function makeWorld(): World {
  const roots = datasetOf("roots", "iana", [
    "asn|1000|1999|allocated||2020-01-01|reg-a",
    "asn|3000|3999|allocated||2020-01-01|reg-c",
    "ipv4|23.0.0.0|23.255.255.255|allocated||2020-01-01|reg-a",
    "ipv4|24.0.0.0|24.255.255.255|allocated||2020-01-01|reg-b",
    "ipv4|25.0.0.0|25.255.255.255|allocated||2020-01-01|reg-c",
    "ipv6|2a00::|12|allocated||2020-01-01|reg-a",
  ]);
  const world = new World({
    founders: [
      { id: "QM", label: "reg-a" },
      { id: "QN", label: "reg-b" },
    ],
    roots,
  });
  world.join("XA", "XB");
  const permanent = { kind: "permanent" };
  const give = (
    by: string,
    to: string,
    resources: string[],
    terms: { kind: string; until?: number } = permanent,
  ) => world.must(world.act(by, "delegate", { to, resources, terms }, { cosign: [to] }));
  give("QM", "XA", ["23.128.0.0/16", "AS1500", "2a00:1000::/32"]);
  give("XA", "XB", ["23.128.64.0/18"], { kind: "lease", until: world.time + 400 * 86_400 });
  world.must(world.act("QM", "reserve", { resources: ["23.200.0.0/16"], reason: "kept for exchanges" }));
  const a = datasetOf("delegations", "reg-a", [
    "asn|1000|1000|allocated|QM|2011-01-01|org-1",
    "asn|1010|1014|allocated|QM|2011-01-02|org-2",
    "ipv4|23.32.0.0|23.67.255.255|allocated|QM|2011-05-16|org-1",
    "ipv4|23.80.0.0|23.80.255.255|reserved||2011-05-16|",
    "ipv4|24.10.0.0|24.11.255.255|allocated|QN|2012-05-16|org-3",
    "ipv4|25.1.0.0|25.1.255.255|assigned|QN|2012-05-16|org-3",
    "ipv6|2a00:2000::|32|allocated|QM|2013-01-01|org-1",
  ]);
  const b = datasetOf("delegations", "reg-b", [
    "ipv4|24.11.0.0|24.11.255.255|allocated|QN|2010-05-16|org-9",
    "ipv4|24.64.0.0|24.64.255.255|allocated|QN|2012-05-16|org-8",
  ]);
  world.must(world.act("QM", "attest", { dataset: world.addDataset(a) }));
  world.must(world.act("QN", "attest", { dataset: world.addDataset(b) }));
  names(world);
  return world;
}

export const DS: {
  readonly keyTag: number;
  readonly algorithm: number;
  readonly digestType: number;
  readonly digest: string;
} = { keyTag: 20_326, algorithm: 13, digestType: 2, digest: "ab".repeat(32) };

/** XA holds `xz`, XB `xn--bcher-kva.xz` (bücher) below it; XA answers for the reverse zones of a /18 and of an IPv6 block. */
function names(world: World): void {
  if (measure(world, "assign", { to: "XA", resources: ["xz"] }, { consents: ["XA"] }).code !== undefined)
    throw new Error("xz");
  const set = (by: string, zone: string, servers: object[], ds?: object[]): void => {
    const body = { zone, servers, ...(ds === undefined ? {} : { ds }) };
    world.must(world.act(by, "set-name-servers", body as Parameters<World["act"]>[2]));
  };
  const inside = { name: "ns1.xz", addresses: ["24.0.0.1", "2a00:1000::53"] };
  const other = { name: "ns.elsewhere.test" };
  const give = { to: "XB", resources: ["xn--bcher-kva.xz"], terms: { kind: "permanent" } };
  world.must(world.act("XA", "delegate", give, { cosign: ["XB"] }));
  set("XA", "xz", [inside, other], [DS]);
  set("XA", "shop.xz", [other]);
  set("XA", "2a00:1000::/32", [other]);
  set("XA", "23.128.0.0/18", [inside, { name: "ns2.elsewhere.test" }], [DS]);
}

export function sourceOver(world: World): RdapSource {
  return {
    state: () => ({
      reader: world.assembly.state,
      size: world.blocks.length * 2,
      height: world.blocks.length,
      time: world.time,
      stateRoot: "",
    }),
    finality: () => ({ grade: "ordered", orderedBy: "operator", durability: "one disk" }),
    timeOf: () => world.time,
  };
}

export async function serverOver(
  source: RdapSource,
  base: string | undefined = BASE,
): Promise<FastifyInstance> {
  const app = Fastify() as unknown as FastifyInstance;
  await app.register(
    rdap(source, { ...(base === undefined ? {} : { base }), explorer: "https://rdap.example.net" }),
  );
  await app.ready();
  return app;
}
