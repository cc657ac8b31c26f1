/**
 * Keys that were replaced a moment ago (SEMANTICS B8): an act that they signed stands if a quorum of witnesses had
 * countersigned it before, and it is ordered within GRACE after. Keys themselves are not changed that way: of two changes
 * the one that was ordered stands.
 */
import type { Context } from "../acts/kind.ts";
import { graceOf } from "../fold/timely.ts";
import type { PartyRecord, Policy, ReplacedPolicy } from "../state/records.ts";

/** Policies that are remembered of a party; more changes within GRACE make the oldest forgotten. */
export const MAX_REPLACED = 8;

type Scene = Pick<Context, "state" | "parameters" | "time">;

/** The party with another policy from now on, its present one remembered as long as acts under it may still stand. */
export function withPolicy(party: PartyRecord, policy: Policy, c: Scene): PartyRecord {
  const grace = graceOf(c);
  const { replaced: before = [], ...others } = party;
  const replaced = [...before, { policy: party.policy, at: c.time }]
    .filter(({ at }) => c.time < at + grace)
    .slice(-MAX_REPLACED);
  return { ...others, policy, ...(replaced.length === 0 ? {} : { replaced }) };
}

/** The policy that was in force when enough witnesses had countersigned the act, if that one was replaced since. */
export function policyThen(
  party: PartyRecord,
  c: Scene & Pick<Context, "countersigned">,
): { readonly policy: Policy; readonly time: number } | undefined {
  const { countersigned: time } = c;
  if (time === undefined) return undefined;
  const then: ReplacedPolicy | undefined = party.replaced?.find(({ at }) => time < at);
  return then === undefined || c.time >= then.at + graceOf(c) ? undefined : { policy: then.policy, time };
}
