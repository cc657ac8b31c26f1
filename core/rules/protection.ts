/**
 * The protection of holders: whether a rule can pass without their consent or due process (S4), and whether an
 * amendment lowers what protects existing holdings (SEMANTICS G6).
 */
import { changes } from "./amendment.ts";
import type { Constitution } from "./constitution.ts";
import { FIXED_MINIMUMS } from "./fixed-minimums.ts";
import { at } from "./read.ts";
import type { Condition, Rule } from "./rule.ts";

/** What is certain whenever a condition holds. `holder` = consent of all affected, or due process and a majority. */
type Certain = { readonly holder: boolean; readonly process: boolean; readonly majority: boolean };
const NOTHING: Certain = { holder: false, process: false, majority: false };

/** Whether the rule cannot pass without the affected parties' consent, or due process and a majority of a chamber. */
export const protectsHolder = (rule: Rule): boolean =>
  every(
    rule.stages.map((stage) => certain(stage.condition)),
    rule.stages.length,
  ).holder;

function certain(condition: Condition): Certain {
  switch (condition.kind) {
    case "all":
      return every(condition.of.map(certain), condition.of.length);
    case "any":
      return every(condition.of.map(certain), 1);
    case "at-least":
      return every(condition.of.map(certain), condition.number);
    case "consent": {
      const { role, share, silence, onNone } = condition;
      const whole = role === "affected" && share.num === share.den;
      return { ...NOTHING, holder: whole && silence !== "consents" && onNone !== "holds" };
    }
    case "due-process":
      return { ...NOTHING, process: true };
    case "threshold": {
      const { share, comparator, tie, onZero } = condition;
      const most = comparator === ">" ? 2 * share.num >= share.den : 2 * share.num > share.den;
      return { ...NOTHING, majority: most && tie?.answer !== "passes" && onZero !== "holds" };
    }
    case "if-affected":
    case "quorum":
    case "limit":
    case "blocking":
    case "veto":
    case "support":
    case "judged":
    case "without-vote":
      return NOTHING;
  }
}

/** With `number` of the parts holding: certain is what fewer than `number` parts can do without. */
function every(parts: readonly Certain[], number: number): Certain {
  const sure = (key: keyof Certain) => parts.filter((part) => !part[key]).length < number;
  const process = sure("process");
  const majority = sure("majority");
  return { holder: sure("holder") || (process && majority), process, majority };
}

const LONGER_IS_SAFER = new Set([
  "notice",
  "deliberation",
  "voting",
  "waiting",
  "answer",
  "quarantine",
  "pause",
]);
const PARAMETERS = ["notice", "contest", "cooling", "lock", "quarantine"] as const;

/**
 * The places where an amendment may lower the protection of existing holdings, so that G6 asks each affected holder:
 * any change to a due-process rule, to a rule of its appeals, to the chambers and admission that decide it, or to
 * protective parameters, other than making a protective period longer. Empty = holders need not be asked.
 */
export function lowersProtection(before: Constitution, after: Constitution): readonly string[] {
  const guarded = guardedPlaces(before);
  return changes(before, after, "").filter((place) => {
    const inside = guarded.some((each) => place === each || place.startsWith(`${each}/`));
    return inside && !isLonger(before, after, place);
  });
}

function guardedPlaces(constitution: Constitution): readonly string[] {
  const { rules, chambers } = constitution;
  const places = new Set<string>(PARAMETERS.map((key) => `/parameters/${key}`));
  const guard = (id: string): void => {
    if (places.has(at("/rules", id))) return;
    places.add(at("/rules", id));
    const rule = Object.hasOwn(rules, id) ? rules[id] : undefined;
    for (const level of rule?.appeal?.levels ?? []) {
      guardChamber(level.body);
      guard(level.class);
    }
    for (const chamber of Object.keys(rule?.electorates ?? {})) guardChamber(chamber);
  };
  const guardChamber = (id: string): void => {
    if (places.has(at("/chambers", id))) return;
    places.add(at("/chambers", id));
    const membership = chambers[id]?.membership;
    if (membership?.by === "decision") guard(membership.class);
    if (membership?.by === "chambers") for (const other of membership.of) guardChamber(other);
  };
  for (const id of FIXED_MINIMUMS.dueProcessClasses) guard(id);
  return [...places];
}

/** A protective period or parameter that exists on both sides and became longer. */
function isLonger(before: Constitution, after: Constitution, place: string): boolean {
  const keys = place.split("/");
  const last = keys.at(-1)!;
  const period =
    (keys.length === 3 && keys[1] === "parameters") ||
    (keys.length === 5 && keys[3] === "periods" && LONGER_IS_SAFER.has(last)) ||
    (keys.length === 6 && keys[3] === "stages" && last === "voting") ||
    (keys.length === 7 && keys[4] === "levels" && last === "length");
  const old = valueAt(before, keys);
  const now = valueAt(after, keys);
  return period && typeof old === "number" && typeof now === "number" && now > old;
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys.slice(1)) found = (found as { readonly [key: string]: unknown } | undefined)?.[key];
  return found;
}
