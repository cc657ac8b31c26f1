/** Power indices of a rule over its electorate, as texts for showing; runs in a worker. */
import type { Electorate, Rule } from "@comity/rules";
import { decimal, dualOf, gameOfRule, powerOf, wins, type Game, type Index } from "@comity/rules/power";
import { sayRules } from "../messages/rules.ts";

export type Question = {
  readonly rule: Rule;
  readonly electorate: Electorate;
  /** Members of each line. */
  readonly ids: readonly (readonly string[])[];
};
/** Values in percent, per member of the line; null when its members do not vote in this rule. */
export type Row = {
  readonly banzhaf: string;
  readonly normalised: string;
  readonly shapley: string;
  readonly prevent: string;
  readonly initiate: string;
  /** Shapley share of the whole line, 0 to 1. */
  readonly whole: number;
} | null;
/** Members by line, and in how many ways such a coalition can be put together. */
export type Coalition = { readonly counts: readonly number[]; readonly ways: string };
export type Coalitions = { readonly count: string; readonly kinds: readonly Coalition[] | null };
export type PowerView = {
  readonly rows: readonly Row[];
  readonly assumptions: readonly string[];
  /** Why only the game of full turnout could be taken. */
  readonly fullTurnout: boolean;
  readonly methods: string;
  readonly collectivity: string;
  readonly fewestWin: number | null;
  readonly fewestBlock: number | null;
  readonly winning: Coalitions;
  readonly blocking: Coalitions;
  readonly proper: boolean | null;
};
export type Answer =
  | { readonly ok: true; readonly value: PowerView }
  | { readonly ok: false; readonly detail: string };

const MOST_STATES = 6000;

export function powerView({ rule, electorate, ids }: Question): Answer {
  let found = gameOfRule(rule, electorate);
  const fullTurnout = !found.ok && found.error.code === "non-monotone";
  if (fullTurnout) found = gameOfRule(rule, electorate, { turnout: "full" });
  if (!found.ok) {
    const nobody = Object.values(electorate.chambers).every((seats) => seats.length === 0);
    return { ok: false, detail: nobody ? sayRules.noVoters : found.error.detail };
  }
  const { game, assumptions } = found.value;
  const power = powerOf(game);
  if (!power.ok) return { ok: false, detail: power.error.detail };
  const p = power.value;
  const position = new Map(game.members.map((member, i) => [member, i]));
  const lines = ids.map((line) => line.map((id) => position.get(id)).filter((i) => i !== undefined));
  return {
    ok: true,
    value: {
      rows: lines.map((line) => {
        const at = line[0];
        if (at === undefined) return null;
        return {
          banzhaf: text(p.banzhaf, at),
          normalised: text(p.normalised, at),
          shapley: text(p.shapley, at),
          prevent: text(p.prevent, at),
          initiate: text(p.initiate, at),
          whole: (Number.parseFloat(middle(p.shapley ?? p.normalised, at)) * line.length) / 100,
        };
      }),
      assumptions,
      fullTurnout,
      methods: [...new Set([...p.banzhaf.methods, ...(p.shapley?.methods ?? [])])]
        .map((method) => sayRules.methods[method])
        .join("; "),
      collectivity: text(p.collectivity, 0),
      fewestWin: p.nakamoto.win,
      fewestBlock: p.nakamoto.block,
      winning: { count: String(p.minimalWinning?.count ?? ""), kinds: kindsOf(game, lines) },
      blocking: { count: String(p.minimalBlocking?.count ?? ""), kinds: kindsOf(dualOf(game), lines) },
      proper: p.proper,
    },
  };
}

type Values = Index["low"];
const percent = (values: Values, i: number): string => {
  const { num, den } = values[i]!;
  return decimal({ num: num * 100n, den }, 2);
};
const middle = (index: Index | null, i: number): string => (index === null ? "0" : percent(index.low, i));

function text(index: Index | null, i: number): string {
  if (index === null) return "";
  const low = percent(index.low, i);
  const high = percent(index.high, i);
  return low === high ? `${low}\u00a0%` : `${low}–${high}\u00a0%`;
}

/** Minimal coalitions by how many they take of each line, smallest first; null when there are too many to look at. */
function kindsOf(game: Game, lines: readonly (readonly number[])[]): readonly Coalition[] | null {
  const states = lines.reduce((product, line) => product * (line.length + 1), 1);
  if (states > MOST_STATES) return null;
  const known = new Map<string, boolean>();
  const winning = (counts: readonly number[]): boolean => {
    const key = counts.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    const won = wins(
      game,
      lines.flatMap((line, g) => line.slice(0, counts[g])),
    );
    known.set(key, won);
    return won;
  };
  const found: Coalition[] = [];
  const visit = (counts: readonly number[]): void => {
    const line = lines[counts.length];
    if (line !== undefined) {
      for (let k = 0; k <= line.length; k++) visit([...counts, k]);
      return;
    }
    const spared = (g: number): readonly number[] => counts.map((k, i) => (i === g ? k - 1 : k));
    if (!winning(counts) || counts.some((k, g) => k > 0 && winning(spared(g)))) return;
    const ways = counts.reduce((product, k, g) => product * choose(lines[g]!.length, k), 1n);
    found.push({ counts, ways: String(ways) });
  };
  visit([]);
  const size = ({ counts }: Coalition): number => counts.reduce((total, k) => total + k, 0);
  return found.toSorted((a, b) => size(a) - size(b));
}

function choose(n: number, k: number): bigint {
  let result = 1n;
  for (let i = 0; i < k; i++) result = (result * BigInt(n - i)) / BigInt(i + 1);
  return result;
}
