/** The answer as JSON: fractions as text, `num/den`; counts as decimal text. */
import { fraction, type Index, type Minimal, type Ratio, type Span } from "@comity/rules/power";
import type { Findings } from "./power-findings.ts";

const texts = (all: readonly Ratio[]): readonly string[] => all.map(fraction);

function indexOf(index: Index | null): unknown {
  if (index === null) return null;
  const { exact, methods, low, high, confidence } = index;
  const sure = confidence === undefined ? {} : { confidence: fraction(confidence) };
  return exact
    ? { exact, methods, values: texts(low) }
    : { exact, methods, low: texts(low), high: texts(high), ...sure };
}

function minimalOf(minimal: Minimal | null): unknown {
  if (minimal === null) return null;
  const { count, shares } = minimal;
  if (shares === null) return { count: count.toString() };
  return {
    count: count.toString(),
    holler: shares.holler.map(String),
    publicGood: texts(shares.publicGood),
    deeganPackel: texts(shares.deeganPackel),
    johnston: texts(shares.johnston),
  };
}

const spanOf = (span: Span | null): unknown => (span === null ? null : texts(span));

export function powerDocument(found: Findings): unknown {
  const { game, power, ternary, collusion, changes } = found;
  return {
    schema: "comity/power/v1",
    members: game.members,
    criteria: game.axes,
    assumptions: found.assumptions,
    blocs: found.blocs,
    coalitions: (2n ** BigInt(game.members.length)).toString(),
    winning: power.winning?.toString() ?? null,
    swings: power.swings?.map(String) ?? null,
    collectivity: indexOf(power.collectivity),
    banzhaf: indexOf(power.banzhaf),
    normalised: indexOf(power.normalised),
    shapley: indexOf(power.shapley),
    prevent: indexOf(power.prevent),
    initiate: indexOf(power.initiate),
    rae: indexOf(power.rae),
    minimalWinning: minimalOf(power.minimalWinning),
    minimalBlocking: minimalOf(power.minimalBlocking),
    nakamoto: power.nakamoto,
    proper: power.proper,
    ...(ternary === null
      ? {}
      : {
          abstention: {
            collectivity: fraction(ternary.collectivity),
            power: texts(ternary.power),
            noToAbstain: texts(ternary.noToAbstain),
            abstainToYes: texts(ternary.abstainToYes),
          },
        }),
    ...(collusion === null
      ? {}
      : {
          collusion: {
            members: collusion.members,
            canPass: collusion.canPass,
            canBlock: collusion.canBlock,
            apart: { banzhaf: spanOf(collusion.apart.banzhaf), shapley: spanOf(collusion.apart.shapley) },
            together: {
              banzhaf: spanOf(collusion.together.banzhaf),
              shapley: spanOf(collusion.together.shapley),
            },
          },
        }),
    ...(changes === null
      ? {}
      : {
          changes: changes.map(({ member, before, after }) => ({
            member,
            before: spanOf(before),
            after: spanOf(after),
          })),
        }),
    ...(found.fairness === null
      ? {}
      : { fairness: { populations: found.fairness.populations, ...found.fairness.values } }),
    ...(found.minimal === null
      ? {}
      : { coalitionList: found.minimal.map((coalition) => coalition.map((i) => game.members[i]!)) }),
  };
}
