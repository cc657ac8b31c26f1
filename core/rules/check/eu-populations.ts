/** `{population: {state: {column: hundreds}}, qpop_published_62pct, fixes_applied}`: the EU Council's populations. */
import { powerOf } from "../power/power.ts";
import { add, compare, decimal, divide, equal, ONE, ratio, subtract, sum } from "../power/ratio.ts";
import { weightedGame } from "../power/weighted.ts";
import { Checks, isList, isObject, isWhole, unknownKeys, type CheckReport, type Fields } from "./report.ts";

type Column = { readonly states: readonly string[]; readonly weights: readonly number[] };
const KNOWN = ["note", "qpop_published_62pct", "fixes_applied", "source", "population"];
/** Published thresholds were rounded up or down from unrounded populations: none is further off than this. */
const TOLERANCE = ratio(3n, 1n);

export function checkEuPopulations(document: Fields): CheckReport {
  const checks = new Checks();
  for (const key of unknownKeys(document, KNOWN)) checks.failed(key, "unknown field of the file");
  const population = document["population"] as Fields;
  const columns = columnsOf(population, checks);
  for (const [column, { weights }] of columns) {
    const published = document["qpop_published_62pct"];
    const stated = isObject(published) ? published[column] : undefined;
    if (stated !== undefined) checkThreshold(column, weights, stated, checks);
  }
  if (isObject(document["qpop_published_62pct"])) {
    for (const key of unknownKeys(document["qpop_published_62pct"], [...columns.keys()])) {
      checks.failed(`${key}: 62 %`, "a threshold for a column that no state has");
    }
  } else if (document["qpop_published_62pct"] !== undefined) {
    checks.failed("qpop_published_62pct", "expected an object");
  }
  const fixes = document["fixes_applied"] ?? [];
  if (!isList(fixes)) checks.failed("fixes_applied", "expected a list");
  else for (const fix of fixes) checkFix(fix, population, checks);
  for (const [column, read] of columns) checkCouncil(column, read, checks);
  return checks.report("eu-populations");
}

/** A missing column means that the state was not yet a member. */
function columnsOf(population: Fields, checks: Checks): ReadonlyMap<string, Column> {
  const columns = new Map<string, { states: string[]; weights: number[] }>();
  for (const [state, row] of Object.entries(population)) {
    if (!isObject(row)) {
      checks.failed(state, "expected the state's populations by column");
      continue;
    }
    for (const [column, value] of Object.entries(row)) {
      if (!isWhole(value) || value === 0) {
        checks.failed(`${state} ${column}`, "a population is a positive whole number of hundreds");
        continue;
      }
      const read = columns.get(column) ?? { states: [], weights: [] };
      read.states.push(state);
      read.weights.push(value);
      columns.set(column, read);
    }
  }
  return columns;
}

function checkThreshold(column: string, weights: readonly number[], stated: unknown, checks: Checks): void {
  const name = `${column}: 62 % of ${weights.length} members`;
  if (!isWhole(stated)) return checks.failed(name, "the published threshold is a whole number");
  const total = weights.reduce((a, b) => a + b, 0);
  const computed = ratio(BigInt(total) * 62n, 100n);
  const off = subtract(computed, ratio(BigInt(stated), 1n));
  const far = compare(off, TOLERANCE) > 0 || compare(off, ratio(-3n, 1n)) < 0;
  checks.is(name, !far, () => `sum ${total}, 62 % is ${decimal(computed, 2)}, published ${stated}`);
}

function checkFix(fix: unknown, population: Fields, checks: Checks): void {
  const match = isList(fix) && fix.length === 3 ? /^([0-9]+)->([0-9]+)$/.exec(String(fix[2])) : null;
  if (!isList(fix) || match === null)
    return checks.failed("fixes_applied", "expected [state, column, from->to]");
  const [state, column] = [String(fix[0]), String(fix[1])];
  const row = population[state];
  const value = isObject(row) ? row[column] : undefined;
  checks.is(
    `${state} ${column}: ${match[0]}`,
    value === Number(match[2]),
    () => `the table has ${String(value)}`,
  );
}

/** 55 % of the members with 65 % of the population, or all but three; counted exactly, and consistent. */
function checkCouncil(column: string, { states, weights }: Column, checks: Checks): void {
  const name = `${column}: Council of ${states.length}`;
  const game = weightedGame({
    members: states,
    criteria: [
      { weights: states.map(() => 1), quota: { share: { num: 55, den: 100 }, comparator: ">=" } },
      { weights, quota: { share: { num: 65, den: 100 }, comparator: ">=" } },
    ],
    overrideMembers: Math.max(1, states.length - 3),
  });
  if (!game.ok) return checks.failed(name, game.error.detail);
  const power = powerOf(game.value, { coalitions: false });
  if (!power.ok) return checks.failed(name, power.error.detail);
  const { shapley, banzhaf, prevent, initiate } = power.value;
  if (shapley?.exact !== true || prevent === null || initiate === null) {
    return checks.failed(name, "not counted exactly");
  }
  checks.is(`${name}: Shapley-Shubik adds up to 1`, equal(sum(shapley.low), ONE), () =>
    decimal(sum(shapley.low), 9),
  );
  const coleman = banzhaf.low.every((own, i) => {
    if (own.num === 0n) return true;
    const harmonic = add(divide(ONE, prevent.low[i]!), divide(ONE, initiate.low[i]!));
    return equal(own, divide(ratio(2n, 1n), harmonic));
  });
  checks.is(
    `${name}: Coleman identity`,
    coleman,
    () => "2 / (1/prevent + 1/initiate) is not the Banzhaf measure",
  );
  const heavier = weights.every((weight, i) =>
    weights.every((other, j) => weight < other || compare(banzhaf.low[i]!, banzhaf.low[j]!) >= 0),
  );
  checks.is(`${name}: more population, no less power`, heavier, () => "a larger state has less power");
}
