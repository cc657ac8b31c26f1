/** New IP networks for readers: ranges, gateways, agreements, and every version of their rules. */
import type { InterconnectionView, Network, NetworkSummary, Networks } from "@comity/api";
import {
  agreementsOf,
  mappingOf,
  networkOf,
  pick,
  textKey,
  textPrefix,
  type NetworkRecord,
  type StateReader,
} from "@comity/assembly";
import { ok, refuse, type Result } from "@comity/canon";
import { partyRef } from "./party-ref.ts";
import { asOf, type ReadState } from "./read-state.ts";
import { factProof } from "./fact-proof.ts";

const proofOf = (key: string) => ({ register: "networks", key, href: factProof("networks", key) });

const summary = (reader: StateReader, { by, id, ranges, since, title }: NetworkRecord): NetworkSummary => ({
  id,
  title,
  by: partyRef(reader, by),
  ranges,
  since,
});

/** A page of networks in order of identifier; `after` is the last one before. */
export function networkList(state: ReadState, after: string | undefined, limit: number): Networks {
  const { reader } = state;
  const items: NetworkSummary[] = [];
  const from = after === undefined ? undefined : textKey(`network/${after}`);
  for (const { records } of reader.within("networks", textPrefix("network/"), from)) {
    const record = pick(records, "network");
    if (record === undefined) continue;
    if (items.length === limit) return { asOf: asOf(state), items, next: items.at(-1)!.id };
    items.push(summary(reader, record));
  }
  return { asOf: asOf(state), items };
}

/** Code `network-unknown`. */
export function networkPage(state: ReadState, id: string): Result<Network> {
  const { reader } = state;
  const record = networkOf(reader, id);
  if (record === undefined) return refuse("network-unknown", "no network of this name is registered", "id");
  const { gateways, plan } = record;
  return ok({
    ...summary(reader, record),
    asOf: asOf(state),
    plan,
    gateways,
    interconnections: agreementsOf(reader, id).map((agreement) => joined(id, agreement)),
    mappings: gateways.flatMap(({ label }) => mapped(reader, id, label)),
    rules: rulesOf(reader, record),
    proof: proofOf(`network/${id}`),
  });
}

function joined(id: string, agreement: ReturnType<typeof agreementsOf>[number]): InterconnectionView {
  const { ends, gateways, notice, since, terms } = agreement;
  const [a, b] = Object.keys(gateways).sort() as [string, string];
  const other = a === id ? b : a;
  return {
    with: other,
    gateways: gateways[id]!,
    theirs: gateways[other]!,
    terms,
    notice,
    ...(ends === undefined ? {} : { ends }),
    since,
    proof: proofOf(`interconnection/${a}/${b}`),
  };
}

function mapped(reader: StateReader, id: string, gateway: string): Network["mappings"] {
  const record = mappingOf(reader, id, gateway);
  if (record === undefined) return [];
  const { maps, since } = record;
  return [{ gateway, maps, since, proof: proofOf(`mapping/${id}/${gateway}`) }];
}

function rulesOf(reader: StateReader, { id, rules }: NetworkRecord): Network["rules"] {
  const versions = Array.from({ length: rules }, (_, i) => rules - i);
  return versions.flatMap((version) => {
    const record = reader.text("networks", `rules/${id}/${version}`, "rules");
    if (record === undefined) return [];
    const { t: _t, ...rest } = record;
    return [rest];
  });
}
