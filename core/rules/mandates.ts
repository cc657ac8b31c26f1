/** Delegation of votes: who speaks for a member that has cast no ballot of its own. */
import type { Mandate } from "./evaluation.ts";
import type { Delegation } from "./rule.ts";

/** Each member's delegate, by the mandates that are in force when the vote closes. */
export type Mandates = ReadonlyMap<string, string>;

/** When ballots end, and the close that was scheduled: a prolonged vote does not let later mandates in. */
export type Closing = { readonly close: number; readonly scheduled: number };

/** The last word that a member gave in time counts. */
export function standingMandates(
  { length, lead = 0 }: Delegation,
  given: readonly Mandate[],
  { close, scheduled }: Closing,
): Mandates {
  const standing = new Map<string, string>();
  for (const { member, to, from, until } of given) {
    if (!(from < close)) continue;
    const inForce = until >= close && from + length >= close && from <= scheduled - lead;
    // One that is itself without effect still ends the one before it.
    if (to === null || !inForce) standing.delete(member);
    else standing.set(member, to);
  }
  return standing;
}

/** Whether a mandate lets `delegate` vote for `member`: directly, or passed on where that is allowed. */
export function stands(mandates: Mandates, transitive: boolean, member: string, delegate: string): boolean {
  for (const at of chain(mandates, transitive, member)) if (at === delegate) return true;
  return false;
}

/** The first in the member's chain of mandates that has voted; undefined in a circle, or where it ends in silence. */
export function speaker(
  mandates: Mandates,
  transitive: boolean,
  member: string,
  voters: { has(member: string): boolean },
): string | undefined {
  for (const at of chain(mandates, transitive, member)) if (voters.has(at)) return at;
  return undefined;
}

function* chain(mandates: Mandates, transitive: boolean, member: string): Generator<string> {
  const met = new Set([member]);
  for (let at = mandates.get(member); at !== undefined && !met.has(at); at = mandates.get(at)) {
    yield at;
    if (!transitive) return;
    met.add(at);
  }
}
