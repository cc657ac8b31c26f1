/**
 * Where the outcome by rule differs from what is recorded, and why. The data hold no outcome; what they say is under
 * which symbol a vote is filed. A vote filed under a resolution's symbol is taken as recorded with an adopted text.
 */
import type { Judged } from "./years.ts";

export type Difference = {
  readonly id: number;
  readonly symbol: string;
  readonly date: string;
  readonly tally: string;
  readonly outcome: string;
  readonly why: string;
  readonly title: string;
};

const RESOLUTION = /^(?:R|A|ESS|SS)\//;

/** Votes that fail by the rule for ordinary questions though a resolution's symbol is on them. */
export const differences = (judged: readonly Judged[]): readonly Difference[] =>
  judged
    .filter((call) => RESOLUTION.test(call.symbol) && call.ordinary.outcome !== "passes")
    .map((call) => ({
      id: call.id,
      symbol: call.symbol,
      date: call.date,
      tally: `${call.ordinary.yes}-${call.ordinary.no}-${call.ordinary.abstain}`,
      outcome: call.ordinary.outcome,
      why: whyOf(call),
      title: call.title,
    }));

/** In the words of the Rules of Procedure where they have some. */
function whyOf(call: Judged): string {
  const { yes, no } = call.ordinary;
  if (call.ordinary.because.startsWith("quorum: not")) {
    return "fewer than half of the members are recorded as voting; the rule asks for a majority present, and who was present without voting is not recorded";
  }
  if (yes === no)
    return "tie: put to a second vote, and not adopted if it ties again (Rules of Procedure 95)";
  const what = call.amendment
    ? call.paragraph
      ? "an amendment to a paragraph"
      : "an amendment"
    : call.paragraph
      ? "a separate vote on a paragraph"
      : null;
  if (what !== null) return `${what} was rejected; the symbol is that of the text it belongs to`;
  return "a motion or a rival draft was rejected; the symbol is that of the item's resolution";
}
