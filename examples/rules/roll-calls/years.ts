/** The Assembly year by year: outcomes, turnout, cohesion, blocs, pivotal members, power. */
import type { Rule } from "@comity/rules";
import { blocsOf, type Bloc } from "./blocs.ts";
import { judge, type Judgement } from "./judge.ts";
import { powers } from "./power.ts";
import { ABSENT, type RollCall, type RollCalls } from "./read.ts";

export type Judged = RollCall & {
  readonly ordinary: Judgement;
  readonly important: Judgement;
};

export type Year = {
  readonly year: number;
  readonly rollCalls: number;
  /** By the rule for ordinary questions, and by the one for important questions. */
  readonly passed: number;
  readonly passedTwoThirds: number;
  /** Members that voted at least once. */
  readonly members: number;
  /** Thousandths: votes given of votes possible. */
  readonly turnout: number;
  /** Thousandths: mean index of agreement (Hix, Noury, Roland) of the whole Assembly. */
  readonly cohesion: number;
  readonly blocs: readonly Bloc[];
  /** Millionths: the chance to decide of one member, and of each bloc if every bloc votes as one. */
  readonly power: number;
  readonly blocPower: readonly number[];
  /** Roll calls that one member could have turned, and who could most often. */
  readonly close: number;
  readonly pivotal: readonly { readonly member: string; readonly times: number }[];
};

export function judgeAll(
  data: RollCalls,
  chamber: string,
  ordinary: Rule,
  important: Rule,
): readonly Judged[] {
  return data.calls.map((call) =>
    Object.assign({}, call, {
      ordinary: judge(ordinary, chamber, data, call),
      important: judge(important, chamber, data, call),
    }),
  );
}

export function years(data: RollCalls, judged: readonly Judged[]): readonly Year[] {
  const byYear = Map.groupBy(judged, (call) => Number(call.date.slice(0, 4)));
  return [...byYear].sort(([a], [b]) => a - b).map(([year, calls]) => yearOf(year, calls, data));
}

function yearOf(year: number, calls: readonly Judged[], data: RollCalls): Year {
  const members = data.members.flatMap((_, i) => (calls.some((call) => call.votes[i] !== ABSENT) ? [i] : []));
  const times = new Map<number, number>();
  for (const { ordinary } of calls) {
    for (const member of ordinary.pivotal) times.set(member, (times.get(member) ?? 0) + 1);
  }
  let given = 0;
  let possible = 0;
  for (const { ordinary } of calls) {
    given += ordinary.yes + ordinary.no + ordinary.abstain;
    possible += ordinary.members;
  }
  const blocs = blocsOf(calls, members);
  const sizes = blocs.map((bloc) => bloc.members.length);
  const power = powers(members.length, sizes, { share: { num: 1, den: 2 }, comparator: ">" });
  return {
    year,
    rollCalls: calls.length,
    passed: calls.filter((call) => call.ordinary.outcome === "passes").length,
    passedTwoThirds: calls.filter((call) => call.important.outcome === "passes").length,
    members: members.length,
    turnout: Math.floor((1000 * given) / possible),
    cohesion: Math.floor(calls.reduce((sum, call) => sum + agreementIndex(call.ordinary), 0) / calls.length),
    blocs,
    power: power.member,
    blocPower: power.blocs,
    close: calls.filter((call) => call.ordinary.pivotal.length > 0).length,
    pivotal: [...times]
      .sort(([a, x], [b, y]) => y - x || a - b)
      .map(([member, count]) => ({ member: data.members[member]!, times: count })),
  };
}

/** (max(Y,N,A) − ½(the others)) / all, in thousandths: 1000 = all alike, 0 = three equal parts. */
function agreementIndex({ yes, no, abstain }: Judgement): number {
  const all = yes + no + abstain;
  const most = Math.max(yes, no, abstain);
  return all === 0 ? 0 : Math.floor((500 * (3 * most - all)) / all);
}
