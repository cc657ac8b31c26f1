/** Facts in words: dates, spans of time, parties, terms, how settled an answer is. */
import { toTimestamp } from "@comity/canon";
import type { AsOf, Finality, PartyRef } from "@comity/api";
import type { Terms } from "@comity/assembly";

/** `2026-01-05`, with the time of day when it is not midnight (UTC). */
export function date(seconds: number): string {
  const [day, time] = toTimestamp(seconds).replace("Z", "").split("T") as [string, string];
  return time === "00:00:00" ? day : `${day} ${time.replace(/:00$/, "")} UTC`;
}

export const day = (seconds: number): string => toTimestamp(seconds).slice(0, 10);

const UNITS: readonly (readonly [string, number])[] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** `9 days`, `1 hour`: the largest unit that fits. */
export function span(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? UNITS.at(-1)!;
  return plural(Math.floor(seconds / size), unit);
}

/** `in 9 days`, `3 hours ago`, `now`. */
export const away = (seconds: number, now: number): string =>
  seconds === now ? "now" : seconds > now ? `in ${span(seconds - now)}` : `${span(now - seconds)} ago`;

/** `2,417` */
export const count = (n: number): string => String(n).replaceAll(/\B(?=(?:[0-9]{3})+$)/g, ",");

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;

export const party = ({ id, name }: Pick<PartyRef, "id" | "name">): string =>
  name === undefined ? id : `${id} ${name}`;

export const terms = (t: Terms): string =>
  t.kind === "permanent"
    ? "permanent"
    : t.kind === "lease"
      ? `lease until ${date(t.until)}`
      : "ends by decision only";

const BY = { operator: "the operator", validators: "the validators" };

export const settled = ({ grade, orderedBy, durability }: Finality): string =>
  `${grade}${grade === "ordered" ? ` by ${BY[orderedBy]}` : ""}, on ${durability === "one disk" ? durability : `${durability} disks`}`;

export const asOf = ({ time, size }: AsOf): string => `${date(time)}, log size ${count(size)}`;

export const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
