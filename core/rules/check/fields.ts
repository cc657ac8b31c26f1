/** The names that the files give to indices, and where their values come from. */
import type { Power } from "../power/power.ts";
import { ratio, type Ratio } from "../power/ratio.ts";

const whole = (values: readonly bigint[]): readonly Ratio[] => values.map((value) => ratio(value, 1n));

/** One value per member; null when the field is unknown. All games of the files are small enough to be exact. */
export function valuesOf(field: string, power: Power): readonly Ratio[] | null {
  const shares = power.minimalWinning?.shares ?? null;
  switch (field) {
    case "banzhaf_raw":
    case "swings":
      return power.swings === null ? null : whole(power.swings);
    case "banzhaf_normalized":
    case "banzhaf_normalised":
      return power.normalised?.low ?? null;
    case "banzhaf_absolute":
      return power.banzhaf.low;
    case "shapley_shubik":
    case "shapley_shubik_exact":
      return power.shapley?.low ?? null;
    case "coleman_prevent":
      return power.prevent?.low ?? null;
    case "coleman_initiate":
      return power.initiate?.low ?? null;
    case "rae":
      return power.rae.low;
    case "holler_raw":
      return shares === null ? null : whole(shares.holler);
    case "public_good":
      return shares?.publicGood ?? null;
    case "deegan_packel":
      return shares?.deeganPackel ?? null;
    case "johnston":
      return shares?.johnston ?? null;
    default:
      return null;
  }
}

/** One value for the whole game. */
export function valueOf(field: string, power: Power): Ratio | null {
  const count = (value: bigint | null | undefined): Ratio | null =>
    value === null || value === undefined ? null : ratio(value, 1n);
  switch (field) {
    case "coleman_collectivity":
      return power.collectivity.low[0]!;
    case "winning":
    case "winning_coalitions":
      return count(power.winning);
    case "losing":
      return count(power.winning === null ? null : 2n ** BigInt(power.members.length) - power.winning);
    case "minimal_winning":
      return count(power.minimalWinning?.count);
    case "minimal_blocking":
      return count(power.minimalBlocking?.count);
    case "nakamoto_win":
      return count(power.nakamoto.win === null ? null : BigInt(power.nakamoto.win));
    case "nakamoto_block":
      return count(power.nakamoto.block === null ? null : BigInt(power.nakamoto.block));
    default:
      return null;
  }
}

/** The indices a wrong table is compared with, to say what it really shows. */
export const TABLES: readonly string[] = [
  "banzhaf_normalized",
  "banzhaf_absolute",
  "shapley_shubik",
  "johnston",
  "deegan_packel",
  "public_good",
];
