/** Making the record of a new party (SEMANTICS B1). */
import type { Context } from "../acts/kind.ts";
import { PARTY } from "../acts/parse-fields.ts";
import { checkPolicy } from "../acts/policy.ts";
import type { PartyRecord, Policy } from "../state/records.ts";

export type NewParty = {
  readonly id: string;
  readonly kind: string;
  readonly name?: string;
  readonly label?: string;
  readonly policy: Policy;
};

/** Names are for organisations; a person's would be personal data in a log that never forgets (promise P8). */
export const nameAllowed = (party: Pick<NewParty, "kind" | "name">): boolean =>
  party.kind !== "person" || party.name === undefined;

export const policySound = (party: Pick<NewParty, "id" | "policy">): boolean =>
  PARTY.test(party.id) && checkPolicy(party.id, party.policy, "/policy").ok;

export function makeParty(
  c: Pick<Context, "state" | "time" | "index">,
  party: NewParty,
  seats: PartyRecord["seats"],
): void {
  const { id, kind, label, name, policy } = party;
  c.state.setText("parties", `party/${id}`, {
    t: "party",
    id,
    kind,
    ...(name === undefined ? {} : { name }),
    ...(label === undefined ? {} : { label }),
    status: "active",
    seats,
    policy,
    joined: c.index,
    joinedAt: c.time,
    since: c.index,
  });
}

/** The party that carries a registry label. */
export function partyOfLabel(c: Pick<Context, "state">, label: string): string | undefined {
  return c.state.text("parties", `label/${label}`, "label")?.party;
}

export function bindLabel(
  c: Pick<Context, "state" | "index">,
  label: string | undefined,
  party: string,
): void {
  if (label !== undefined)
    c.state.setText("parties", `label/${label}`, { t: "label", party, since: c.index });
}
