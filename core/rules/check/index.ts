/** Running files of test vectors against the evaluator and the mathematics of power; the format is seen from the shape. */
import { checkCouncilGames } from "./council-games.ts";
import { checkEuPopulations } from "./eu-populations.ts";
import { checkImfVotes } from "./imf-votes.ts";
import { checkPublishedGames } from "./published-games.ts";
import { checkRealDecisions } from "./real-decisions.ts";
import { isList, isObject, unknownKeys, type CheckReport } from "./report.ts";
import { refuse, ok, type Result } from "../result.ts";

export type { Check, CheckReport } from "./report.ts";

/** Refuses a document of unknown shape, and one that would check nothing. */
export function checkRulesFile(document: unknown): Result<CheckReport> {
  const report = isObject(document) ? reportOn(document) : null;
  if (report === null) {
    return refuse(
      "check-format",
      "expected one of: cases with quota and weights, cases with a body, games with criteria, population by state, " +
        "members with total_votes_estimate",
      "",
    );
  }
  if (report.checks.length === 0)
    return refuse("check-empty", "the file states nothing that can be checked", "");
  return ok(report);
}

function reportOn(document: { readonly [key: string]: unknown }): CheckReport | null {
  const { cases, games, population, members } = document;
  if (isList(cases) && unknownKeys(document, ["note", "source", "cases"]).length === 0) {
    const games = cases.filter((each) => isObject(each) && each["quota"] !== undefined).length;
    const decisions = cases.filter((each) => isObject(each) && each["body"] !== undefined).length;
    if (games > 0 && decisions === 0) return checkPublishedGames(cases);
    return decisions > 0 && games === 0 ? checkRealDecisions(cases) : null;
  }
  if (isList(games)) return checkCouncilGames(document);
  if (isObject(population)) return checkEuPopulations(document);
  if (isList(members) && document["total_votes_estimate"] !== undefined) return checkImfVotes(document);
  return null;
}
