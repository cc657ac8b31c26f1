/** The whole lint of one constitution: fixed minimums, what the text says about itself, and every proof. */
import { checkMinimums, type Constitution, type Fraction } from "@comity/rules";
import type { Check, Context } from "./check.ts";
import type { Checked } from "./finding.ts";
import { valueAt } from "./value-at.ts";
import { openProver, type Prover } from "./prover.ts";
import { amendingChecks } from "./questions/amending.ts";
import { blockingChecks, emptinessChecks } from "./questions/blocking.ts";
import { holderChecks } from "./questions/holders.ts";
import { monotoneChecks } from "./questions/monotone.ts";
import { passingChecks } from "./questions/passing.ts";
import type { Limits } from "./search.ts";
import { settle } from "./settle.ts";
import { structureChecks } from "./structure.ts";

export type LintOptions = {
  /** Blocs below this share of each chamber are looked at. Default 1/3. */
  readonly share?: Fraction;
  /** Chambers with a fixed number of members; everything is proved for all numbers where it is not said. */
  readonly sizes?: { readonly [chamber: string]: number };
  /** An open prover; one is started and closed otherwise. Null: only search, with the real evaluator alone. */
  readonly prover?: Prover | null;
  /** Bounds of a search: members per chamber (default 6), steps per question (default 40,000, some 0.3 s). */
  readonly limits?: Limits;
  readonly progress?: (done: number, all: number) => void;
};

/** Every check with its answer: findings first in the order of the constitution's text within each check. */
export async function lintConstitution(
  constitution: Constitution,
  options: LintOptions = {},
): Promise<readonly Checked[]> {
  const context = { constitution, share: options.share ?? { num: 1, den: 3 }, sizes: options.sizes ?? {} };
  const checks = questionsOf(context);
  const prover = options.prover === undefined ? await openProver() : options.prover;
  const limits = options.limits ?? { members: 6, steps: 40_000 };
  try {
    const settled = await settle(constitution, checks, prover, limits, (done) =>
      options.progress?.(done, checks.length),
    );
    return [...minimums(constitution), ...structureChecks(constitution), ...withoutRepeats(settled)];
  } finally {
    if (options.prover === undefined) prover?.close();
  }
}

function questionsOf(context: Context): readonly Check[] {
  const perRule = Object.entries(context.constitution.rules).flatMap(([id, rule]) => [
    ...passingChecks(context, id, rule),
    ...blockingChecks(context, id, rule),
    ...holderChecks(context, id, rule),
    ...monotoneChecks(context, id, rule),
  ]);
  return [...perRule, ...amendingChecks(context), ...emptinessChecks(context)];
}

const minimums = (constitution: Constitution): readonly Checked[] =>
  checkMinimums(constitution).map(({ code, field, detail }) => {
    const value = valueAt(constitution, field);
    const written = typeof value === "number" ? `, and ${value} is written here` : "";
    const least = /at (?:least|most) ([0-9]+)/.exec(detail)?.[1];
    const change = typeof value === "number" && least !== undefined ? `write ${least}` : undefined;
    return {
      check: code,
      clause: field,
      holds: false,
      how: "proved",
      severity: "error",
      says: `No assembly is founded with this, whatever its constitution (fixed minimums): ${detail}${written}.`,
      ...(change === undefined ? {} : { change }),
    };
  });

/** What passes against everybody also passes when others stay away; one who blocks is also a few: say it once. */
function withoutRepeats(settled: readonly Checked[]): readonly Checked[] {
  const stronger: { readonly [check: string]: string } = {
    "few-pass": "few-pass-against-all",
    "few-block": "one-blocks",
    "improper-in-two-ballots": "improper",
  };
  const rule = (each: Checked): string => each.clause.split("/").slice(0, 3).join("/");
  const failed = new Set(settled.filter((each) => !each.holds).map((each) => `${each.check} ${rule(each)}`));
  return settled.filter((each) => each.holds || !failed.has(`${stronger[each.check]} ${rule(each)}`));
}
