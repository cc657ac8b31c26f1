/**
 * `register-network`, `change-network`, `close-network`: a New IP network with its ranges, address plan and gateways, an
 * own act of the party that runs it. Its ranges are holdings like any other; what it uses inside only is its own affair.
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { notLocked } from "../numbers/clauses.ts";
import type { NetworkRecord } from "../state/records.ts";
import { trimMappings } from "./mappings.ts";
import {
  DESCRIPTION,
  NETWORK,
  agreementsOf,
  gatewaysNamed,
  newipOnly,
  ownNetwork,
  ownRanges,
  planInside,
  rangesAwake,
  rangesFree,
} from "./network-fields.ts";
import { closedOf, closeNamed, fewNetworks, nameNetwork, nameOwn, networkOf } from "./operators.ts";

const FIELDS = { network: NETWORK, ...DESCRIPTION } as const;

type C = Context<BodyOf<typeof FIELDS>>;

const described = ({ body, index }: C) => ({
  title: body.title,
  ranges: body.ranges ?? [],
  plan: body.plan ?? [],
  gateways: body.gateways ?? [],
  since: index,
});

function put(c: C, record: NetworkRecord): void {
  c.state.setText("networks", `network/${record.id}`, record);
}

export const registerNetwork = defineKind({
  kind: "register-network",
  room: "networks",
  summary: "Register a New IP network with its ranges, address plan and gateways",
  fields: FIELDS,
  authority: "party",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  conditions: [
    {
      rule: "E1",
      code: "network-known",
      field: "network",
      detail: "a network of this name is registered: choose another, or change it",
      holds: (c: C) => networkOf(c.state, c.body.network) === undefined,
    },
    nameOwn,
    fewNetworks,
    newipOnly,
    ownRanges,
    rangesAwake,
    rangesFree,
    planInside,
    gatewaysNamed,
    notLocked,
  ],
  effect: (c) => {
    const id = c.body.network;
    const rules = closedOf(c.state, id)?.rules ?? 0;
    put(c, { t: "network", id, by: c.by.id, rules, made: c.time, ...described(c) });
    nameNetwork(c.state, c.by.id, id, c.index);
  },
});

export const changeNetwork = defineKind({
  kind: "change-network",
  room: "networks",
  summary: "Change the record of an own network; what is left out of it is gone",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    ownNetwork,
    newipOnly,
    ownRanges,
    rangesAwake,
    rangesFree,
    planInside,
    gatewaysNamed,
    {
      rule: "P1",
      code: "gateway-agreed",
      field: "gateways",
      detail:
        "an interconnection names this gateway: it stays while the agreement lasts (its key may change)",
      holds: (c: C) => {
        const labels = (c.body.gateways ?? []).map(({ label }) => label);
        return agreementsOf(c.state, c.body.network).every(({ gateways }) =>
          gateways[c.body.network]!.every((label) => labels.includes(label)),
        );
      },
    },
    notLocked,
  ],
  effect: (c) => {
    const before = networkOf(c.state, c.body.network)!;
    const after = { ...before, ...described(c) };
    put(c, after);
    trimMappings(c.state, before, after, c.index);
  },
});

const CLOSE = { network: NETWORK } as const;

export const closeNetwork = defineKind({
  kind: "close-network",
  room: "networks",
  summary: "Take an own network off the register; its name stays its party's, and its rules visible",
  fields: CLOSE,
  authority: "party",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    ownNetwork,
    {
      rule: "P1",
      code: "interconnected",
      field: "network",
      detail: "an interconnection lasts: end it first, and wait for its notice",
      holds: (c: Context<BodyOf<typeof CLOSE>>) => agreementsOf(c.state, c.body.network).length === 0,
    },
    notLocked,
  ],
  effect: (c) => {
    const record = networkOf(c.state, c.body.network)!;
    closeNamed(c.state, record, c.index);
    trimMappings(c.state, record, undefined, c.index);
  },
});
