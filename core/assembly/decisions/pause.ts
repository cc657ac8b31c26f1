/** What failed may not be proposed again until the pause of its rule is over (rules: `periods.pause`). */
import { jcs } from "@comity/canon";
import type { Measure } from "../acts/fields.ts";
import type { ProposalRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";
import { measuresHash } from "./measures-of.ts";
import { longestPeriods, rulesOfProposal } from "./rules-of.ts";

/** The same measures in any order, and repeated or not, are the same matter. */
export function pauseKey(measures: readonly Measure[]): string {
  const byText = new Map(measures.map((measure) => [jcs(measure), measure]));
  const sorted = [...byText.keys()].sort().map((text) => byText.get(text)!);
  return `paused/${measuresHash(sorted)}`;
}

/** `time` is when it failed, `index` the entry by which. */
export function pauseMatter(state: State, proposal: ProposalRecord, time: number, index: number): void {
  const { pause } = longestPeriods(rulesOfProposal(state, proposal));
  if (pause === 0) return;
  const until = time + pause;
  const key = pauseKey(proposal.measures);
  state.setText("decisions", key, { t: "paused", until, decision: proposal.id, since: index });
}
