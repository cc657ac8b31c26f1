/** `{cases: [{name, quota, weights, win, …indices}]}`: games with values that other people printed. */
import { powerOf, type Power } from "../power/power.ts";
import { fraction } from "../power/ratio.ts";
import { weightedGame } from "../power/weighted.ts";
import { TABLES, valueOf, valuesOf } from "./fields.ts";
import {
  Checks,
  isList,
  isNames,
  isObject,
  isWhole,
  isWholes,
  type CheckReport,
  type Fields,
} from "./report.ts";
import { agrees, agreesRounded, shown } from "./values.ts";

const PLAIN = ["name", "quota", "weights", "win", "source", "members", "note"];
/** Printed tables of unknown precision are read as rounded to this many decimals. */
const PRINTED_DIGITS = 3;

export function checkPublishedGames(cases: readonly unknown[]): CheckReport {
  const checks = new Checks();
  for (const [i, each] of cases.entries()) {
    const name = isObject(each) && typeof each["name"] === "string" ? each["name"] : `case ${i + 1}`;
    if (!isObject(each)) checks.failed(name, "expected an object");
    else checkCase(name, each, checks);
  }
  return checks.report("published-games");
}

function checkCase(name: string, each: Fields, checks: Checks): void {
  const { quota, weights, win, members } = each;
  if (!isWhole(quota) || !isWholes(weights)) {
    return checks.failed(name, "quota and weights must be whole numbers of at most 2^53-1");
  }
  if (win !== "sum >= quota" && win !== "sum > quota") {
    return checks.failed(name, `unknown condition ${JSON.stringify(win)}: expected "sum >= quota"`);
  }
  const names = members === undefined ? weights.map((_, i) => `${i + 1}`) : members;
  if (!isNames(names)) return checks.failed(name, "members must be names");
  const game = weightedGame({
    members: names,
    criteria: [{ weights, quota: { number: win === "sum > quota" ? quota + 1 : quota } }],
  });
  if (!game.ok) return checks.failed(name, game.error.detail);
  const power = powerOf(game.value);
  if (!power.ok) return checks.failed(name, power.error.detail);
  const fields = Object.keys(each).filter((key) => !PLAIN.includes(key));
  if (fields.length === 0) return checks.failed(name, "no index to check");
  for (const field of fields) checkField(`${name}: ${field}`, field, each[field], power.value, checks);
}

function checkField(name: string, field: string, stated: unknown, power: Power, checks: Checks): void {
  const wrong = field.startsWith("WRONG_");
  const bare = field.replace(/^WRONG_(?:third_party_)?/, "").replace(/_rounded[0-9]$/, "");
  const rounded = /_rounded([0-9])$/.exec(field);
  const single = valueOf(bare, power);
  const exact = single === null ? valuesOf(bare, power) : [single];
  if (exact === null) return checks.failed(name, "unknown field: this index is not known by that name");
  const list = single === null ? stated : [stated];
  if (!isList(list) || list.length !== exact.length) {
    return checks.failed(name, `expected ${exact.length} values`);
  }
  const digits = rounded === null ? (wrong ? PRINTED_DIGITS : null) : Number(rounded[1]);
  const verdicts = list.map((value, i) =>
    digits === null ? agrees(value, exact[i]!) : agreesRounded(value, exact[i]!, digits),
  );
  if (verdicts.includes(null)) return checks.failed(name, "a value is neither a fraction nor a number");
  const right = verdicts.every((verdict) => verdict === true);
  if (!wrong) {
    return checks.is(
      name,
      right,
      () => `the file says ${list.map(String).join(", ")}; exact: ${shown(exact)}`,
    );
  }
  if (right) return checks.failed(name, "marked as wrong, but these are the right values");
  const really = TABLES.find((table) =>
    valuesOf(table, power)?.every((value, i) => agreesRounded(list[i], value, PRINTED_DIGITS) === true),
  );
  const what = really === undefined ? "" : `; what was printed is ${really}`;
  checks.passed(name, `recognised as wrong; right: ${exact.map(fraction).join(", ")}${what}`);
}
