/** The fields of a network's record, and what its conditions have in common. */
import { covers } from "@comity/resources";
import { blocksOf } from "../acts/resource.ts";
import type { Field } from "../acts/fields.ts";
import type { Condition } from "../acts/kind.ts";
import { allBlocks, disjoint, holdingOver } from "../numbers/holdings.ts";
import { restsSomewhere } from "../numbers/rest.ts";
import { othersInside } from "../routes/authorisations.ts";
import type { StateReader } from "../state/reader.ts";
import type { InterconnectionRecord } from "../state/records.ts";
import { textPrefix } from "../state/registers.ts";
import { networkOf, networksOf } from "./operators.ts";

export const MAX_RANGES = 256;
export const MAX_GATEWAYS = 64;

export const NETWORK = { type: "party", doc: "identifier of the network" } as const satisfies Field;

export const DESCRIPTION = {
  title: { type: "text", max: 200, doc: "what it is called; no personal data" },
  ranges: {
    type: "list",
    of: { type: "resource" },
    min: 1,
    max: MAX_RANGES,
    optional: true,
    doc: "own New IP blocks it uses, unique in the assembly",
  },
  plan: {
    type: "list",
    min: 1,
    max: MAX_RANGES,
    optional: true,
    doc: "its address plan",
    of: {
      type: "object",
      fields: {
        range: { type: "resource", doc: "New IP block" },
        use: { type: "text", max: 100, doc: "what it is used for" },
        local: { type: "flag", optional: true, doc: "used inside the network only, by its own rules" },
      },
    },
  },
  gateways: {
    type: "list",
    min: 1,
    max: MAX_GATEWAYS,
    optional: true,
    doc: "gateways, each with the key it proves itself with",
    of: {
      type: "object",
      fields: {
        label: { type: "lane", doc: "label of the gateway, unique in the network" },
        key: { type: "key", doc: "verifier key of the gateway, named NETWORK/label" },
        endpoint: {
          type: "text",
          max: 200,
          optional: true,
          doc: "where it is reached, e.g. udp://[2001:db8::1]:3054",
        },
      },
    },
  },
} as const;

type Plan = readonly { readonly range: string; readonly local?: boolean }[];
export type Described = {
  readonly network: string;
  readonly ranges?: readonly string[];
  readonly plan?: Plan;
  readonly gateways?: readonly { readonly label: string; readonly key: string }[];
};

/** Key of an agreement: identifiers in order of their UTF-8. */
export const agreementKey = (a: string, b: string): string =>
  a < b ? `interconnection/${a}/${b}` : `interconnection/${b}/${a}`;

export const agreementOf = (state: StateReader, a: string, b: string): InterconnectionRecord | undefined =>
  state.text("networks", agreementKey(a, b), "interconnection");

/** Agreements that a network is part of. */
export function agreementsOf(state: StateReader, id: string): readonly InterconnectionRecord[] {
  const out: InterconnectionRecord[] = [];
  const all = state.mentioning("networks", textPrefix("interconnection/"), `"${id}":[`);
  for (const { records } of all) {
    for (const r of records) if (r.t === "interconnection" && Object.hasOwn(r.gateways, id)) out.push(r);
  }
  return out;
}

const isNewip = (text: string): boolean => text.startsWith("newip:");
const inside = (outer: readonly string[], text: string): boolean =>
  allBlocks(outer).some((o) => blocksOf(text).every((b) => covers(o.key, b.key)));

export const ownNetwork: Condition<{ readonly network: string }> = {
  rule: "H1",
  code: "not-holder",
  field: "network",
  detail: "only the party that runs the network does this; register it first",
  holds: (c) => networkOf(c.state, c.body.network)?.by === c.by.id,
};

export const newipOnly: Condition<Described> = {
  rule: "E1",
  code: "not-newip",
  field: "ranges",
  detail: "ranges and plan are New IP blocks, like newip:f2a0/12",
  holds: ({ body: { plan = [], ranges = [] } }) =>
    ranges.every(isNewip) && plan.every(({ range }) => isNewip(range)),
};

export const ownRanges: Condition<Described> = {
  rule: "E1",
  code: "range-not-own",
  field: "ranges",
  detail:
    "ranges lie in New IP holdings of the signer and hold nobody else's; what is local belongs in the plan",
  holds: (c) =>
    allBlocks(c.body.ranges ?? []).every(
      (b) =>
        holdingOver(c.state, b)?.record.holder === c.by.id && othersInside(c.state, b, c.by.id).length === 0,
    ),
};

/** What was given up there is nobody's to use before its time is over, not even its parent's (E3). */
export const rangesAwake: Condition<Described> = {
  rule: "E3",
  code: "at-rest",
  field: "ranges",
  detail: "part of a range rests in quarantine: wait for its end, or name the ranges around it",
  holds: (c) => !allBlocks(c.body.ranges ?? []).some((b) => restsSomewhere(c.state, b)),
};

/**
 * Blocks of another network of the same party count as well: an address belongs to one network. Other parties' networks
 * are not looked at: `ownRanges` shows that the blocks are this party's, and what leaves a party leaves its networks.
 */
export const rangesFree: Condition<Described> = {
  rule: "E1",
  code: "range-used",
  field: "ranges",
  detail: "name each range once, and none that another network uses",
  holds: (c) => {
    const blocks = [...allBlocks(c.body.ranges ?? [])];
    for (const { id, ranges } of networksOf(c.state, c.by.id)) {
      if (id !== c.body.network) blocks.push(...allBlocks(ranges));
    }
    return disjoint(blocks);
  },
};

export const planInside: Condition<Described> = {
  rule: "E1",
  code: "plan-outside",
  field: "plan",
  detail: "what the plan says about addresses outside the ranges is marked local; name each block once",
  holds: ({ body: { plan = [], ranges = [] } }) =>
    disjoint(allBlocks(plan.map(({ range }) => range))) &&
    plan.every(({ local, range }) => local === true || inside(ranges, range)),
};

export const gatewaysNamed: Condition<Described> = {
  rule: "B2",
  code: "gateway-key",
  field: "gateways",
  detail: "each gateway has a label and a key of its own, named NETWORK/label",
  holds: ({ body: { gateways = [], network } }) =>
    new Set(gateways.map(({ label }) => label)).size === gateways.length &&
    gateways.every(({ key, label }) => key.startsWith(`${network}/${label}+`)),
};
