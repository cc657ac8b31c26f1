/** Quotas as people write them. */
import type { Quota } from "@comity/rules/power";

/** Null when the text is no quota. */
export function readQuota(text: string): Quota | null {
  const [, sign = ">=", num, den, percent, decimals = ""] =
    /^(>=|>)?(?:([0-9]{1,9})\/([0-9]{1,9})|([0-9]{1,3})(?:\.([0-9]{1,4}))?%)$/.exec(text) ?? [];
  const comparator = sign === ">" ? ">" : ">=";
  if (num !== undefined && den !== undefined) return share(Number(num), Number(den), comparator);
  if (percent !== undefined)
    return share(Number(percent + decimals), 100 * 10 ** decimals.length, comparator);
  const [, more, votes] = /^(>)?([0-9]{1,15})$/.exec(text) ?? [];
  const number = Number(votes ?? 0) + (more === undefined ? 0 : 1);
  return number === 0 ? null : { number };
}

function share(num: number, den: number, comparator: ">" | ">="): Quota | null {
  const attainable = comparator === ">" ? num < den : num <= den;
  return num > 0 && attainable ? { share: { num, den }, comparator } : null;
}
