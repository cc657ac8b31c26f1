/** Quotas as people write them. */
import type { Quota } from "@comity/rules/power";
import { EXIT, Stop } from "../../host.ts";

export function quotaOf(text: string): Quota {
  const quota = readQuota(text);
  if (quota !== null) return quota;
  throw new Stop(
    EXIT.usage,
    "quota",
    `"${text}" is not a quota that can be reached or missed: write 2/3 (at least), >1/2 (more than), 65%, or a number of votes`,
  );
}

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

export function wholeOf(text: string): number {
  if (/^[0-9]{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new Stop(EXIT.usage, "number", `"${text}" is not a whole number of at most 2^53-1`);
}
