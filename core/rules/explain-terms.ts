/** The terms of a rule around its vote in plain English: periods, who may propose, extension, appeal, delegation. */
import { duration } from "./duration.ts";
import type { Appeal, Backing, Delegation, Emergency, Extension, Periods, Rule } from "./rule.ts";
import { amount, called, counting, listed, plural, type Names, type Sentence } from "./words.ts";

export function explainTerms(rule: Rule, names: Names, root: string): readonly Sentence[] {
  const { backing = [], live, early, whenAmended, extension, appeal, emergency, delegation } = rule;
  const out: Sentence[] = [];
  const say = (path: string, text: string): number => out.push({ path: root + path, text });
  for (const key of Object.keys(PERIODS) as (keyof Periods)[]) {
    if (rule.periods[key] > 0) say(`/periods/${key}`, PERIODS[key](duration(rule.periods[key])));
  }
  for (const [i, each] of backing.entries()) say(`/backing/${i}`, backingText(each, names));
  if (live !== undefined) say("/live", `A party has at most ${plural(live, "open proposal")} of this kind.`);
  if (early === true) say("/early", "A vote ends as soon as nothing can change its result.");
  if (whenAmended !== undefined) {
    const then = whenAmended === "aborts" ? "is given up" : "goes on under the rule as it was";
    say("/whenAmended", `If this rule is amended meanwhile, an open proposal ${then}.`);
  }
  if (extension !== undefined) say("/extension", extensionText(extension));
  if (appeal !== undefined) {
    say("/appeal", appealText(appeal));
    for (const [i, { body, class: by, length }] of appeal.levels.entries()) {
      const text = `Appeal ${i + 1} goes to ${called(names, body)}, which decides by the rule ${by} within ${duration(length)}.`;
      say(`/appeal/levels/${i}`, text);
    }
  }
  if (emergency !== undefined) say("/emergency", emergencyText(emergency));
  if (delegation !== undefined) say("/delegation", delegationText(delegation));
  return out;
}

const PERIODS: { readonly [K in keyof Periods]: (time: string) => string } = {
  notice: (time) => `Notice is given for ${time} before deliberation.`,
  deliberation: (time) => `Deliberation lasts ${time}.`,
  voting: (time) => `A vote is open for ${time}, unless its stage says otherwise.`,
  waiting: (time) => `After adoption ${time} pass before anything is carried out.`,
  expiry: (time) => `What has not been carried out ${time} after that lapses.`,
  pause: (time) => `After failing, the same measures wait ${time}.`,
  answer: (time) => `The party concerned has ${time} to answer.`,
  quarantine: (time) => `After the last appeal ${time} pass before a resource changes.`,
  lapse: (time) => `The effect ends by itself after ${time}.`,
};

function backingText({ chamber, need, count }: Backing, names: Names): string {
  const of =
    "number" in need
      ? `at least ${need.number} in ${called(names, chamber)}`
      : `${amount(need.comparator, need.share)} of ${called(names, chamber)}`;
  return `A proposal needs ${of} behind it${counting(names, chamber, count)}.`;
}

function extensionText({ on, last, by }: Extension): string {
  const what = on.map((each) => (each === "quorum" ? "a quorum is reached" : "the result turns"));
  return `If ${listed(what, "or")} in the last ${duration(last)}, the vote stays open ${duration(by)} longer, once.`;
}

function appealText({ standing, suspends, remedy }: Appeal): string {
  const who = { affected: "An affected party", member: "Any member", party: "Any party" }[standing];
  const effect = suspends ? "nothing takes effect before it is over" : "it does not suspend the effect";
  const then = remedy === "annul" ? "annuls the decision" : "sends the question back";
  return `${who} may appeal; ${effect}; a successful appeal ${then}.`;
}

function emergencyText({ confirm, renewals }: Emergency): string {
  const may = confirm === undefined ? "It cannot be confirmed" : `It may be confirmed by the rule ${confirm}`;
  const times = renewals === 0 ? "is not renewed" : `may be renewed ${plural(renewals, "time")}`;
  return `This is an emergency rule: what it decides lapses by the clock. ${may}, and ${times}.`;
}

function delegationText({ transitive, length, most, lead = 0 }: Delegation): string {
  const on = transitive ? "may be passed on" : "may not be passed on";
  const early = lead === 0 ? "" : ` that was given at least ${duration(lead)} before the close`;
  return `A member may let another vote for it, by a mandate of at most ${duration(length)}${early}; one delegate votes for at most ${plural(most, "other")}; a mandate ${on} and may be taken back until the close; the member's own ballot overrides.`;
}
