/** When a vote file is read: the closes of the stages opened so far, and the moment of asking. */
import type { Moment, Rule } from "@comity/rules";
import { isMap, isWhole, oddKey, type Refused, type Say } from "./vote-parts.ts";

export function momentOf(value: unknown, rule: Rule, say: Say): Moment | Refused {
  if (!isMap(value)) return say("shape", "/time", "expected {closes: [100], now: 120}");
  const odd = oddKey(value, "/time", ["closes", "now", "round", "amended"], say);
  if (odd !== null) return odd;
  const { closes, now, round = 1, amended = false } = value;
  if (!Array.isArray(closes) || closes.length === 0 || !closes.every(isWhole))
    return say(
      "time",
      "/time/closes",
      "expected whole seconds, one close for each stage that has been opened",
    );
  if (closes.length > rule.stages.length)
    return say("time", "/time/closes", `the rule has ${rule.stages.length} stages`);
  const early = closes.findIndex((close, i) => i > 0 && close <= closes[i - 1]!);
  if (early >= 0) return say("time", `/time/closes/${early}`, "a stage closes after the one before it");
  if (!isWhole(now)) return say("time", "/time/now", "expected whole seconds: when the question is asked");
  if (!isWhole(round) || round === 0) return say("time", "/time/round", "expected a whole number from 1");
  if (typeof amended !== "boolean") return say("shape", "/time/amended", "expected true or false");
  return { closes, now, round, amended };
}
