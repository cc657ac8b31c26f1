/** `{games: [{members, criteria, override_min_members, …}]}`: games of several criteria, counted exhaustively. */
import { simplify } from "../power/simplify.ts";
import { countSimple } from "../power/count.ts";
import type { Game } from "../power/game.ts";
import { wins } from "../power/game.ts";
import { powerOf, type Power } from "../power/power.ts";
import { plainGame, weightedGame, type Criterion } from "../power/weighted.ts";
import { valueOf, valuesOf } from "./fields.ts";
import {
  Checks,
  isList,
  isNames,
  isObject,
  isWhole,
  isWholes,
  unknownKeys,
  type CheckReport,
  type Fields,
} from "./report.ts";
import { agrees, shown } from "./values.ts";
import { fraction } from "../power/ratio.ts";

type Known = { readonly name: string; readonly game: Game; readonly power: Power };
const PLAIN = ["name", "description", "members", "criteria", "override_min_members", "note", "source"];
/** The equality of two games is checked over all coalitions up to this many members. */
const MOST_COMPARED = 20;

export function checkCouncilGames(document: Fields): CheckReport {
  const checks = new Checks();
  for (const key of unknownKeys(document, ["note", "source", "published", "weighted_form", "games"])) {
    checks.failed(key, "unknown field of the file");
  }
  const known: Known[] = [];
  for (const [i, each] of (document["games"] as readonly unknown[]).entries()) {
    const name = isObject(each) && typeof each["name"] === "string" ? each["name"] : `game ${i + 1}`;
    if (!isObject(each)) checks.failed(name, "expected an object");
    else checkGameFields(name, each, known, checks);
  }
  const { published, weighted_form: form } = document as { published?: unknown; weighted_form?: unknown };
  if (published !== undefined) checkPublished(published, known, checks);
  if (form !== undefined) checkWeightedForm(form, known, checks);
  return checks.report("council-games");
}

function checkGameFields(name: string, each: Fields, known: Known[], checks: Checks): void {
  const game = gameOf(each);
  if (typeof game === "string") return checks.failed(name, game);
  const power = powerOf(game);
  if (!power.ok) return checks.failed(name, power.error.detail);
  known.push({ name, game, power: power.value });
  for (const key of unknownKeys(each, PLAIN))
    checkField(`${name}: ${key}`, key, each[key], power.value, checks);
  checkMethods(name, game, power.value, checks);
}

/** The game, or what is wrong with it. */
function gameOf(each: Fields): Game | string {
  const {
    members,
    criteria,
    override_min_members: override,
  } = each as Fields & { override_min_members?: unknown };
  if (!isNames(members) || !isList(criteria)) return "expected members and criteria";
  const read: Criterion[] = [];
  for (const one of criteria) {
    if (!isObject(one) || !isWhole(one["quota"]) || !isWholes(one["weights"])) {
      return "a criterion has a quota and weights, whole numbers of at most 2^53-1";
    }
    const strange = unknownKeys(one, ["quota", "weights", "name", "description"]);
    if (strange.length > 0) return `unknown field of a criterion: ${strange[0]}`;
    read.push({ weights: one["weights"], quota: { number: one["quota"] } });
  }
  if (override !== undefined && override !== null && !isWhole(override)) {
    return "override_min_members is a whole number or null";
  }
  const more = isWhole(override) ? { overrideMembers: override } : {};
  const game = weightedGame({ members, criteria: read, ...more });
  return game.ok ? game.value : game.error.detail;
}

function checkField(name: string, field: string, stated: unknown, power: Power, checks: Checks): void {
  const single = valueOf(field, power);
  if (single !== null) {
    return checks.is(
      name,
      agrees(stated, single) === true,
      () => `${String(stated)}; exact: ${fraction(single)}`,
    );
  }
  const exact = valuesOf(field, power);
  if (exact === null) return checks.failed(name, "unknown field: this index is not known by that name");
  const list = isObject(stated) ? power.members.map((member) => stated[member]) : stated;
  if (isObject(stated) && unknownKeys(stated, power.members).length > 0) {
    return checks.failed(name, "a value for somebody who is no member");
  }
  if (!isList(list) || list.length !== exact.length)
    return checks.failed(name, `expected ${exact.length} values`);
  const right = list.every((value, i) => agrees(value, exact[i]!) === true);
  checks.is(name, right, () => `the file says ${list.map(String).join(", ")}; exact: ${shown(exact)}`);
}

/** Every method that fits gives the same counts. */
function checkMethods(name: string, game: Game, power: Power, checks: Checks): void {
  const simple = simplify(game);
  if (simple.constant || power.winning === null) return;
  const idle = 2n ** BigInt(game.members.length - simple.positions.length);
  for (const method of ["grouped", "halves", "generating-function-by-size"] as const) {
    const counted = countSimple(simple.game, { bySize: true, method });
    if (counted === null) continue;
    const same =
      counted.low.winning * idle === power.winning &&
      simple.positions.every((i, j) => counted.low.swings[j]! * idle === power.swings![i]);
    checks.is(`${name}: by ${method}`, same, () => "another method counts differently");
  }
}

function checkPublished(published: unknown, known: readonly Known[], checks: Checks): void {
  if (!isObject(published)) return checks.failed("published", "expected an object");
  for (const [name, of] of Object.entries(published)) {
    const found = known.find((each) => each.name === name);
    if (found === undefined || !isObject(of)) {
      checks.failed(`published ${name}`, "no game of that name in the file");
      continue;
    }
    for (const [field, stated] of Object.entries(of)) {
      const label = `published ${name}: ${field}`;
      if (isObject(stated)) checkKind(label, field, stated, found, checks);
      else checkField(label, field, stated, found.power, checks);
    }
  }
}

/** `permanent` members are those named P…, `nonpermanent` those named N…; a single member by its name. */
function checkKind(label: string, kind: string, stated: Fields, found: Known, checks: Checks): void {
  const letter = kind === "permanent" ? "P" : kind === "nonpermanent" ? "N" : null;
  const places = found.power.members
    .map((_, i) => i)
    .filter((i) => {
      const member = found.power.members[i]!;
      return letter === null ? member === kind : member.startsWith(letter);
    });
  if (places.length === 0) return checks.failed(label, "no members of that kind");
  for (const [field, value] of Object.entries(stated)) {
    const exact = valuesOf(field, found.power);
    const right = exact !== null && places.every((i) => agrees(value, exact[i]!) === true);
    checks.is(`${label}.${field}`, right, () =>
      exact === null ? "unknown field" : `${String(value)}; exact: ${fraction(exact[places[0]!]!)}`,
    );
  }
}

/** One quota over weights that must be the same game as the one of that many members. */
function checkWeightedForm(form: unknown, known: readonly Known[], checks: Checks): void {
  const name = "weighted_form";
  if (!isObject(form) || !isWhole(form["quota"]) || !isWholes(form["weights"])) {
    return checks.failed(name, "expected a quota and weights");
  }
  const game = plainGame(form["quota"], form["weights"]);
  if (!game.ok) return checks.failed(name, game.error.detail);
  const size = form["weights"].length;
  const same = known.filter((each) => each.game.members.length === size);
  if (same.length === 0 || size > MOST_COMPARED) {
    return checks.failed(name, `no game of ${size} members in the file that it could be compared with`);
  }
  for (const each of same) {
    checks.is(
      `${name}: ${each.name}`,
      isSameGame(game.value, each.game),
      () => "not the same winning coalitions",
    );
  }
}

function isSameGame(a: Game, b: Game): boolean {
  const members = a.members.map((_, i) => i);
  for (let mask = 0; mask < 2 ** members.length; mask++) {
    const coalition = members.filter((i) => ((mask >>> i) & 1) === 1);
    if (wins(a, coalition) !== wins(b, coalition)) return false;
  }
  return true;
}
