/** Everything that is asked about the power in one game, found together. */
import {
  changes,
  collude,
  fairness,
  listMinimal,
  mergeBlocs,
  powerOf,
  type Bloc,
  type Change,
  type Collusion,
  type Fairness,
  type Game,
  type Power,
  type PowerOptions,
  type Ternary,
} from "@comity/rules/power";
import type { Result } from "@comity/rules";

export type Findings = {
  readonly game: Game;
  readonly assumptions: readonly string[];
  readonly blocs: readonly Bloc[];
  readonly power: Power;
  readonly ternary: Ternary | null;
  readonly collusion: Collusion | null;
  readonly changes: readonly Change[] | null;
  readonly fairness: { readonly populations: readonly number[]; readonly values: Fairness } | null;
  readonly minimal: readonly (readonly number[])[] | null;
};

export type PowerAsked = {
  readonly options: PowerOptions;
  readonly blocs: readonly Bloc[];
  readonly collude?: readonly string[];
  /** The same game with one member more. */
  readonly grown?: Game;
  readonly populations: readonly number[] | null;
  readonly ternary?: () => Result<Ternary>;
  /** List the minimal winning coalitions. */
  readonly coalitions: boolean;
};

/** Codes of the power room, `populations`, `coalitions`, `collude`. */
export function findPower(game: Game, assumptions: readonly string[], asked: PowerAsked): Result<Findings> {
  const { options, blocs, populations } = asked;
  if (populations !== null && blocs.length > 0)
    return no("populations", "fairness is said of members, not of blocs: leave out one of the two");
  if (populations !== null && populations.length !== game.members.length)
    return no("populations", `give ${game.members.length} populations, one per member`);
  if (asked.collude?.length === 1) return no("collude", "name two or more members, such as a and b");
  const played = merged(game, blocs);
  if (!played.ok) return played;
  const minimal = asked.coalitions ? listMinimal(played.value) : null;
  if (asked.coalitions && minimal === null) {
    const { length } = played.value.members;
    return no(
      "coalitions",
      `${length} members have too many coalitions to list: at most 16; leave the list out`,
    );
  }
  const power = powerOf(played.value, options);
  if (!power.ok) return power;
  const grown = asked.grown === undefined ? null : merged(asked.grown, blocs);
  if (grown !== null && !grown.ok) return grown;
  const more = grown === null ? null : powerOf(grown.value, { ...options, coalitions: false });
  if (more !== null && !more.ok) return more;
  const ternary = asked.ternary === undefined ? null : asked.ternary();
  if (ternary !== null && !ternary.ok) return ternary;
  const collusion = asked.collude === undefined ? null : collude(game, asked.collude, options);
  if (collusion !== null && !collusion.ok) return collusion;
  return {
    ok: true,
    value: {
      game: played.value,
      assumptions,
      blocs,
      power: power.value,
      ternary: ternary === null ? null : ternary.value,
      collusion: collusion === null ? null : collusion.value,
      changes: more === null ? null : changes(power.value, more.value),
      fairness:
        populations === null ? null : { populations, values: fairness(power.value.banzhaf, populations) },
      minimal,
    },
  };
}

const merged = (game: Game, blocs: readonly Bloc[]): Result<Game> =>
  blocs.length === 0 ? { ok: true, value: game } : mergeBlocs(game, blocs);

const no = (code: string, detail: string): Result<never> => ({
  ok: false,
  error: { code, field: `/${code}`, detail },
});
