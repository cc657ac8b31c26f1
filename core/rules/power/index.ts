export type { Counts, Method } from "./counts.ts";
export type { Axis, Formula, Game } from "./game.ts";
export type { Index } from "./indices.ts";
export type { Minimal } from "./minimal.ts";
export type { Nakamoto } from "./nakamoto.ts";
export type { Ratio } from "./ratio.ts";
export type { Sampling } from "./sample.ts";
export {
  changes,
  collude,
  mergeBlocs,
  middle,
  paradoxOfNewMembers,
  type Bloc,
  type Change,
  type Collusion,
  type Span,
} from "./blocs.ts";
export { fairness, jagiellonianQuota, type Fairness } from "./fairness.ts";
export { checkGame, every, given, reaches, some, wins } from "./game.ts";
export { dualOf, listMinimal, minimalWinning } from "./minimal.ts";
export { gameOfRule, type RuleGame, type RuleGameOptions } from "./of-rule.ts";
export { powerOf, type Power, type PowerOptions } from "./power.ts";
export {
  compare,
  decimal,
  equal,
  fraction,
  fromNumber,
  parseFraction,
  ratio,
  sum,
  toNumber,
} from "./ratio.ts";
export { DEFAULT_SAMPLING } from "./sample.ts";
export { ternaryOfRule, ternaryOfWeights, type Ternary } from "./ternary.ts";
export {
  leastReaching,
  plainGame,
  weightedGame,
  type Criterion,
  type Quota,
  type Weighted,
} from "./weighted.ts";
