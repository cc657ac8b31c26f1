/** The world that attacks on holdings start from, and how measures are tried without a whole procedure. */
import { kindOf, type Outcome, type PartyRecord, blocksOf } from "@comity/assembly";
import type { Json } from "@comity/canon";
import { World, datasetOf, type Body } from "../world.ts";

export const PERMANENT: Json = { kind: "permanent" };

/** Registries QM (10/8, 2001:db8::/32, AS64496-64511) and QN (172.16/12); 192.168/16 belongs to one that is no party. */
export function numbersWorld(): World {
  const roots = datasetOf("roots", "iana", [
    "asn|64496|64511|allocated||2020-01-01|reg-m",
    "ipv4|10.0.0.0|10.255.255.255|allocated||2020-01-01|reg-m",
    "ipv4|172.16.0.0|172.31.255.255|allocated||2020-01-01|reg-n",
    "ipv4|192.168.0.0|192.168.255.255|allocated||2020-01-01|reg-z",
    "ipv6|2001:db8::|32|allocated||2020-01-01|reg-m",
  ]);
  const world = new World({
    founders: [{ id: "QM", label: "reg-m" }, { id: "QN", label: "reg-n" }, { id: "QO" }],
    roots,
  });
  world.join("XA", "XB", "XC");
  return world;
}

/** XA holds 10.1.0.0/16 for good, out of QM's block. */
export function held(world: World, resource = "10.1.0.0/16", to = "XA", by = "QM"): void {
  world.must(world.act(by, "delegate", { to, resources: [resource], terms: PERMANENT }, { cosign: [to] }));
}

export const lease = (world: World, days: number): Json => ({
  kind: "lease",
  until: world.time + days * 86_400,
});

export function leased(world: World, resource = "10.1.0.0/16", to = "XA", days = 100): void {
  const body = { to, resources: [resource], terms: lease(world, days) };
  world.must(world.act("QM", "delegate", body, { cosign: [to] }));
}

/** QM recognises XA for 10.5.0.0/16: a claim in CONTEST. */
export function claimed(world: World, resource = "10.5.0.0/16"): void {
  world.must(world.act("QM", "recognise", { to: "XA", resources: [resource] }, { cosign: ["XA"] }));
}

/** Puts a case on the holding at a resource, as opening one would. */
export function underCase(world: World, resource: string, id = "7"): void {
  const record = world.at(resource, "holding")!;
  const { key, space } = blocksOf(resource)[0]!;
  world.assembly.state.replace(space, key, record, { ...record, case: id });
}

/** As after a recovery of the party's keys. */
export function lock(world: World, id: string): void {
  const party = world.assembly.state.text("parties", `party/${id}`, "party") as PartyRecord;
  world.assembly.state.setText("parties", `party/${id}`, { ...party, lockedUntil: world.time + 1_000_000 });
}

export function attest(
  world: World,
  by: string,
  source: string,
  lines: readonly string[],
  options: {
    readonly date?: string;
    readonly serial?: string;
    readonly kind?: "delegations" | "countries" | "roots";
  } = {},
): Outcome {
  const { kind = "delegations", ...header } = options;
  const dataset = world.addDataset(datasetOf(kind, source, lines, header));
  return world.do(by, "attest", { dataset });
}

export type MeasureOptions = { readonly decision?: string; readonly consents?: readonly string[] };

/** Judges a measure as if a decision carried it out now: the first unmet condition, or its effect. */
export function measure(
  world: World,
  name: string,
  body: Body,
  { consents = [], decision = "7" }: MeasureOptions = {},
): { readonly code?: string } {
  const kind = kindOf(name)!;
  const { state } = world.assembly;
  const context = {
    state,
    body,
    by: state.text("parties", "party/QO", "party")!,
    consents: new Set(consents),
    decision,
    act: { assembly: "", hash: "", kind: name, lane: "", seq: 0 },
    time: world.time,
    index: world.assembly.size,
    parameters: world.assembly.parameters,
    kinds: kindOf,
    dataset: (hash: string) => world.datasets.get(hash),
  };
  const c = context as typeof context & { readonly body: never };
  for (const condition of kind.conditions) if (!condition.holds(c)) return { code: condition.code };
  kind.effect(c);
  return {};
}

export const affectedBy = (world: World, name: string, body: Body, decision = "7"): readonly string[] => {
  const { state } = world.assembly;
  const context = { state, body: body as never, decision };
  return kindOf(name)!.affected!(context as never);
};
