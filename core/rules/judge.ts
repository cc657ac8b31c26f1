/** Judging a condition tree: every node says whether it holds, whether it still may, and whether it still may fail. */
import type { Consents, Electorate, Explained } from "./evaluation.ts";
import { judgeBlocking, judgeLimit, judgeQuorum, judgeThreshold } from "./judge-ballots.ts";
import { judgeConsent, judgeDueProcess, judgeJudgement, judgeWithoutVote } from "./judge-record.ts";
import { judgeSupport, judgeVeto } from "./judge-named.ts";
import type { Condition, Rule } from "./rule.ts";
import type { ChamberCount } from "./tally.ts";

/** Everything a condition may look at. `counts` holds every chamber that the condition names. */
export type Scene = {
  readonly rule: Rule;
  readonly electorate: Electorate;
  readonly counts: ReadonlyMap<string, ChamberCount>;
  readonly consents: Consents;
  /** Whether anything may still come. */
  readonly open: boolean;
  readonly round: number;
};

export function judge(scene: Scene, condition: Condition, path: string): Explained {
  switch (condition.kind) {
    case "all":
      return group(scene, condition.kind, condition.of, path, condition.of.length);
    case "any":
      return group(scene, condition.kind, condition.of, path, 1);
    case "at-least":
      return group(scene, condition.kind, condition.of, path, condition.number);
    case "if-affected": {
      const { kind, chamber } = condition;
      if (!scene.electorate.affected.includes(chamber)) {
        return { path, kind, chamber, holds: true, mayHold: true, mayFail: false, because: "not-affected" };
      }
      const inner = judge(scene, condition.condition, `${path}/condition`);
      const { holds, mayHold, mayFail } = inner;
      return { path, kind, chamber, holds, mayHold, mayFail, of: [inner] };
    }
    case "threshold":
      return { path, ...judgeThreshold(condition, chamberOf(scene, condition.chamber)) };
    case "quorum":
      return {
        path,
        ...judgeQuorum(condition, chamberOf(scene, condition.chamber), scene.rule.ballot.choices),
      };
    case "limit": {
      const { choices } = scene.rule.ballot;
      return { path, ...judgeLimit(condition, chamberOf(scene, condition.chamber), choices, scene.round) };
    }
    case "blocking":
      return { path, ...judgeBlocking(condition, chamberOf(scene, condition.chamber)) };
    case "veto": {
      const over =
        condition.overriddenBy === undefined
          ? undefined
          : judge(scene, condition.overriddenBy, `${path}/overriddenBy`);
      const { choices } = scene.rule.ballot;
      return { path, ...judgeVeto(condition, chamberOf(scene, condition.chamber), choices, over) };
    }
    case "support":
      return { path, ...judgeSupport(condition, chamberOf(scene, condition.chamber)) };
    case "consent":
      return { path, ...judgeConsent(condition, scene) };
    case "due-process":
      return { path, ...judgeDueProcess(scene) };
    case "judged":
      return { path, ...judgeJudgement(condition, scene) };
    case "without-vote":
      return { path, ...judgeWithoutVote(condition, scene, chamberOf(scene, condition.chamber)) };
  }
}

/**
 * `need` of the parts hold. At best all parts hold at once, so `mayHold` is exact; parts that share members may be
 * unable to fail together, so `mayFail` is exact for `need` = all of them and never too small otherwise.
 */
function group(
  scene: Scene,
  kind: string,
  parts: readonly Condition[],
  path: string,
  need: number,
): Explained {
  const of: Explained[] = [];
  let holding = 0;
  let mayHold = 0;
  let safe = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = judge(scene, parts[i]!, `${path}/of/${i}`);
    of.push(part);
    if (part.holds) holding++;
    if (part.mayHold) mayHold++;
    if (!part.mayFail) safe++;
  }
  return {
    path,
    kind,
    holds: holding >= need,
    mayHold: mayHold >= need,
    mayFail: safe < need,
    left: holding,
    comparator: ">=",
    right: need,
    of,
  };
}

function chamberOf(scene: Scene, id: string): ChamberCount {
  return scene.counts.get(id)!;
}
