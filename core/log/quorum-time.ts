/**
 * The time that a quorum vouches for. Witnesses have clocks of their own and some may lie: a time counts only as far as a
 * set of witnesses that is enough under the policy stands behind it.
 */
import { NO_QUORUM, quorumMet, type Policy } from "./policy.ts";

/** What one witness signed, and when (seconds). */
export type TimedWitness = { readonly name: string; readonly time: number };

/** The latest time such that enough witnesses signed at it or later; a minority cannot put it forward. */
export function newestQuorumTime(policy: Policy, signed: readonly TimedWitness[]): number | undefined {
  return firstMet(
    policy,
    signed.toSorted((a, b) => b.time - a.time),
  );
}

/** The earliest time at which enough witnesses had signed; a minority cannot put it back. */
export function earliestQuorumTime(policy: Policy, signed: readonly TimedWitness[]): number | undefined {
  return firstMet(
    policy,
    signed.toSorted((a, b) => a.time - b.time),
  );
}

/** Nobody vouches for a time where no witness is needed. */
function firstMet(policy: Policy, inOrder: readonly TimedWitness[]): number | undefined {
  if (policy.quorum === NO_QUORUM) return undefined;
  const names = new Set<string>();
  for (const { name, time } of inOrder) {
    names.add(name);
    if (quorumMet(policy, names)) return time;
  }
  return undefined;
}
