/**
 * Whose the names of networks are: a name belongs for good to the party that registered it first, also when the network
 * is closed, because its rules stay visible under that name (DESIGN P2). What a party runs is found by the party.
 */
import type { Condition } from "../acts/kind.ts";
import type { StateReader } from "../state/reader.ts";
import type { ClosedRecord, NetworkRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";

/** Names of networks that one party has, closed ones included. */
export const MAX_NETWORKS = 64;

type Naming = { readonly network: string };

export const networkOf = (state: StateReader, id: string): NetworkRecord | undefined =>
  state.text("networks", `network/${id}`, "network");

export const closedOf = (state: StateReader, id: string): ClosedRecord | undefined =>
  state.text("networks", `closed/${id}`, "closed");

const namesOf = (state: StateReader, party: string): readonly string[] =>
  state.text("networks", `operator/${party}`, "operator")?.networks ?? [];

/** The networks that a party runs. */
export const networksOf = (state: StateReader, party: string): readonly NetworkRecord[] =>
  namesOf(state, party).flatMap((id) => networkOf(state, id) ?? []);

/** The name is the party's from now on. */
export function nameNetwork(state: State, by: string, id: string, index: number): void {
  const names = namesOf(state, by);
  if (names.includes(id)) return;
  const networks = [...names, id].sort();
  state.setText("networks", `operator/${by}`, { t: "operator", by, networks, since: index });
}

/** Takes the network off the register; its name stays its party's, and its rules go on from their last number. */
export function closeNamed(state: State, { by, id, rules }: NetworkRecord, index: number): void {
  state.setText("networks", `network/${id}`, undefined);
  state.setText("networks", `closed/${id}`, { t: "closed", id, by, rules, since: index });
}

export const nameOwn: Condition<Naming> = {
  rule: "P2",
  code: "network-name-kept",
  field: "network",
  detail: "a network of this name was closed: the name and its rules stay that party's, choose another",
  holds: (c) => (closedOf(c.state, c.body.network)?.by ?? c.by.id) === c.by.id,
};

export const fewNetworks: Condition<Naming> = {
  rule: "C1",
  code: "networks-many",
  field: "network",
  detail: `a party has at most ${MAX_NETWORKS} names of networks, closed ones included: open one of those again`,
  holds: (c) => {
    const names = namesOf(c.state, c.by.id);
    return names.length < MAX_NETWORKS || names.includes(c.body.network);
  },
};
