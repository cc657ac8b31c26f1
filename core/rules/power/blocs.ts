/** Members that vote as one, members that collude, and one member more: the same game, asked again. */
import { wins, type Game } from "./game.ts";
import { powerOf, type Power, type PowerOptions } from "./power.ts";
import { add, compare, ratio, sum, type Ratio } from "./ratio.ts";
import { ok, refuse, type Result } from "../result.ts";

export type Bloc = { readonly name: string; readonly members: readonly string[] };

/** The game in which each bloc is one member with the sum of its members' weights. Blocs come first, in order. */
export function mergeBlocs(game: Game, blocs: readonly Bloc[]): Result<Game> {
  const taken = new Set<string>();
  for (const [b, bloc] of blocs.entries()) {
    if (bloc.members.length === 0) return refuse("bloc-empty", `${bloc.name} has no members`, `/blocs/${b}`);
    for (const member of bloc.members) {
      if (!game.members.includes(member)) {
        return refuse("unknown-member", `${member} is no member of this game: check the name`, `/blocs/${b}`);
      }
      if (taken.has(member)) {
        return refuse("bloc-overlap", `${member} is in two blocs: a member votes with one`, `/blocs/${b}`);
      }
      taken.add(member);
    }
  }
  const rest = game.members.map((_, i) => i).filter((i) => !taken.has(game.members[i]!));
  const names = [...blocs.map((bloc) => bloc.name), ...rest.map((i) => game.members[i]!)];
  if (new Set(names).size < names.length) {
    return refuse("bloc-name", "a bloc has the name of another bloc or member: name it otherwise", "/blocs");
  }
  const places = blocs.map((bloc) => bloc.members.map((member) => game.members.indexOf(member)));
  const axes = game.axes.map(({ name, weights }) => ({
    name,
    weights: [
      ...places.map((place) => place.reduce((total, i) => total + weights[i]!, 0)),
      ...rest.map((i) => weights[i]!),
    ],
  }));
  return ok({ members: names, axes, wins: game.wins });
}

export type Collusion = {
  readonly members: readonly string[];
  /** Alone, with everybody else against. */
  readonly canPass: boolean;
  readonly canBlock: boolean;
  /** Indices of the colluders apart (added up) and as one bloc: [low, high]. */
  readonly apart: { readonly banzhaf: Span; readonly shapley: Span | null };
  readonly together: { readonly banzhaf: Span; readonly shapley: Span | null };
};
export type Span = readonly [low: Ratio, high: Ratio];

/** What these members gain by always voting alike. Banzhaf: normalised shares; null spans become absolute ones. */
export function collude(
  game: Game,
  members: readonly string[],
  options: PowerOptions = {},
): Result<Collusion> {
  const merged = mergeBlocs(game, [{ name: "the colluders", members }]);
  if (!merged.ok) return merged;
  const light = { ...options, coalitions: false };
  const before = powerOf(game, light);
  if (!before.ok) return before;
  const after = powerOf(merged.value, light);
  if (!after.ok) return after;
  const places = members.map((member) => game.members.indexOf(member));
  const others = game.members.map((_, i) => i).filter((i) => !places.includes(i));
  const apart = spans(before.value, places);
  return ok({
    members,
    canPass: wins(game, places),
    canBlock: !wins(game, others),
    apart,
    together: spans(after.value, [0]),
  });
}

function spans(power: Power, places: readonly number[]): Collusion["apart"] {
  const total = (values: readonly Ratio[]): Ratio => sum(places.map((i) => values[i]!));
  const banzhaf = power.normalised ?? power.banzhaf;
  return {
    banzhaf: [total(banzhaf.low), total(banzhaf.high)],
    shapley: power.shapley === null ? null : [total(power.shapley.low), total(power.shapley.high)],
  };
}

export type Change = { readonly member: string; readonly before: Span | null; readonly after: Span | null };

/** Normalised Banzhaf (absolute where only samples are to be had) of everybody who is in one of the two games. */
export function changes(before: Power, after: Power): readonly Change[] {
  const span = (power: Power, member: string): Span | null => {
    const i = power.members.indexOf(member);
    const index = power.normalised ?? power.banzhaf;
    return i < 0 ? null : [index.low[i]!, index.high[i]!];
  };
  const names = [...before.members, ...after.members.filter((member) => !before.members.includes(member))];
  return names.map((member) => ({ member, before: span(before, member), after: span(after, member) }));
}

/** Members whose power grew although somebody joined: the paradox of new members (Brams). */
export const paradoxOfNewMembers = (all: readonly Change[]): readonly string[] =>
  all
    .filter(({ before, after }) => before !== null && after !== null && compare(after[0], before[1]) > 0)
    .map(({ member }) => member);

/** The middle of a span, for one figure in a table. */
export const middle = ([low, high]: Span): Ratio => {
  const both = add(low, high);
  return ratio(both.num, both.den * 2n);
};
