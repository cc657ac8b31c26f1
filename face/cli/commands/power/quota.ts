/** Quotas as people write them. */
import type { Quota } from "@comity/rules/power";
import { readQuota } from "@comity/rules-lint";
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

export function wholeOf(text: string): number {
  if (/^[0-9]{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new Stop(EXIT.usage, "number", `"${text}" is not a whole number of at most 2^53-1`);
}
