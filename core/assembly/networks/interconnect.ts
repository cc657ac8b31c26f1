/**
 * `interconnect`, `end-interconnection`: two networks agree where they meet, both sign, and either ends it with the
 * notice they agreed on. Gateways accept neighbours from these records only.
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Condition, type Context } from "../acts/kind.ts";
import { offerOf } from "../acts/offers.ts";
import { notLocked } from "../numbers/clauses.ts";
import { agreementKey, agreementOf, NETWORK, ownNetwork } from "./network-fields.ts";
import { closedOf, networkOf } from "./operators.ts";

/** Longest notice, days. */
export const MAX_NOTICE_DAYS = 365;
const DAY = 86_400;

const LABELS = { type: "list", of: { type: "lane" }, min: 1, max: 16 } as const;

const FIELDS = {
  network: { ...NETWORK, doc: "own network" },
  with: { ...NETWORK, doc: "the other network; its party signs as well" },
  gateways: { ...LABELS, doc: "own gateways that meet the other side" },
  theirs: { ...LABELS, doc: "gateways of the other side" },
  terms: { type: "document", doc: "the agreement" },
  notice: {
    type: "integer",
    min: 0,
    max: MAX_NOTICE_DAYS,
    doc: "days between one side's notice and the end",
  },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

function areGateways(c: C, network: string, labels: readonly string[]): boolean {
  const known = networkOf(c.state, network)?.gateways.map(({ label }) => label) ?? [];
  return new Set(labels).size === labels.length && labels.every((label) => known.includes(label));
}

export const interconnect = defineKind({
  kind: "interconnect",
  room: "networks",
  summary: "Agree with another network where the two meet",
  fields: FIELDS,
  authority: "counterparty",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  needs: (c: C) => [networkOf(c.state, c.body.with)?.by ?? c.by.id],
  conditions: [
    ownNetwork,
    {
      rule: "E1",
      code: "network-unknown",
      field: "with",
      detail: "the other network is registered, and is another one",
      holds: (c: C) => c.body.with !== c.body.network && networkOf(c.state, c.body.with) !== undefined,
    },
    {
      rule: "B2",
      code: "gateway-unknown",
      field: "gateways",
      detail: "name registered gateways of both networks, each once",
      holds: (c) =>
        areGateways(c, c.body.network, c.body.gateways) &&
        (networkOf(c.state, c.body.with) === undefined || areGateways(c, c.body.with, c.body.theirs)),
    },
    {
      rule: "E2",
      code: "network-replaced",
      field: "with",
      detail: "one of the networks was closed since the offer: who accepts would agree with another one",
      holds: (c) => {
        const offered = c.offer === undefined ? c.index : offerOf(c.state, c.offer)!.since;
        return [c.body.network, c.body.with].every((id) => (closedOf(c.state, id)?.since ?? 0) <= offered);
      },
    },
    notLocked,
  ],
  effect: (c) => {
    const { gateways, network, notice, terms, theirs } = c.body;
    c.state.setText("networks", agreementKey(network, c.body.with), {
      t: "interconnection",
      gateways: { [network]: gateways, [c.body.with]: theirs },
      terms,
      notice,
      since: c.index,
    });
  },
});

const END = {
  network: { ...NETWORK, doc: "own network" },
  with: { ...NETWORK, doc: "the other network" },
} as const;

type E = Context<BodyOf<typeof END>>;

const agreed: Condition<BodyOf<typeof END>> = {
  rule: "E1",
  code: "not-interconnected",
  field: "with",
  detail: "there is no agreement between these two networks, or its end is set already",
  holds: (c) => {
    const agreement = agreementOf(c.state, c.body.network, c.body.with);
    return agreement !== undefined && agreement.ends === undefined;
  },
};

export const endInterconnection = defineKind({
  kind: "end-interconnection",
  room: "networks",
  summary: "Give notice of the end of an interconnection",
  fields: END,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [ownNetwork, agreed, notLocked],
  effect: (c: E) => {
    const { network } = c.body;
    const agreement = agreementOf(c.state, network, c.body.with)!;
    const ends = c.time + agreement.notice * DAY;
    c.state.setText(
      "networks",
      agreementKey(network, c.body.with),
      agreement.notice === 0 ? undefined : { ...agreement, ends, since: c.index },
    );
  },
});
