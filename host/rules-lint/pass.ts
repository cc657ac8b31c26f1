/** When a rule passes, as linear arithmetic over a tally: the same meaning as `evaluate`, for every size at once. */
import type { Base, Condition, ElectorateTerms, Limit, Quorum, Rule, Threshold } from "@comity/rules";
import { keyOf } from "./electorate.ts";
import { everybodyOf, judgedKey, type ChamberTally, type Counts, type Place, type Tally } from "./tally.ts";
import {
  above,
  and,
  atLeast,
  atMost,
  below,
  div,
  equal,
  FALSE,
  not,
  number,
  ONE,
  or,
  sum,
  times,
  TRUE,
  when,
  ZERO,
  type Bool,
  type Int,
} from "./term.ts";

/** The rule passes on this tally; `side` collects what holds of helper variables. */
export function passes(rule: Rule, tally: Tally, side: Bool[]): Bool {
  return and(...rule.stages.map((stage, i) => condition(stage.condition, { rule, tally, stage: i, side })));
}

type Scene = { readonly rule: Rule; readonly tally: Tally; readonly stage: number; readonly side: Bool[] };

function condition(given: Condition, scene: Scene): Bool {
  switch (given.kind) {
    case "all":
      return and(...given.of.map((each) => condition(each, scene)));
    case "any":
      return or(...given.of.map((each) => condition(each, scene)));
    case "at-least": {
      const holding = given.of.map((each) => when(condition(each, scene), ONE, ZERO));
      return atLeast(sum(...holding), number(given.number));
    }
    case "if-affected":
      return or(not(scene.tally.affected[given.chamber] ?? FALSE), condition(given.condition, scene));
    case "threshold":
      return threshold(given, scene);
    case "quorum":
      return quorum(given, scene);
    case "limit":
      return limit(given, scene);
    case "blocking": {
      const chamber = chamberOf(scene, given.chamber);
      const all = allOf(scene, given.chamber, chamber.heads);
      const opponents = sum(all, times(-1, chamber.heads.yes));
      return below(opponents, sum(fewest(scene, given.chamber, given.share), number(given.plus)));
    }
    case "veto": {
      const group = groupOf(scene, given.chamber, keyOf(given.who));
      const vetoing = sum(...given.counts.map((choice) => group[choice]));
      const over = given.overriddenBy === undefined ? FALSE : condition(given.overriddenBy, scene);
      return or(equal(vetoing, ZERO), over);
    }
    case "support": {
      const group = groupOf(scene, given.chamber, keyOf(given.who));
      const meant = allOf(scene, given.chamber, group);
      const enough = atLeast(group.yes, given.number === undefined ? meant : number(given.number));
      const none = equal(meant, ZERO);
      return given.onNone === "holds" ? or(none, enough) : and(not(none), enough);
    }
    case "consent": {
      const { given: yes, silent, refused } = scene.tally.consents[given.role]!;
      const asked = sum(yes, silent, refused);
      const consenting = given.silence === "consents" ? sum(yes, silent) : yes;
      const enough = atLeast(times(given.share.den, consenting), times(given.share.num, asked));
      const none = equal(asked, ZERO);
      return given.onNone === "holds" ? or(none, enough) : and(not(none), enough);
    }
    case "due-process":
      return scene.tally.dueProcess;
    case "judged":
      return scene.tally.judged[judgedKey(given.by, given.question)]!;
    case "without-vote":
      return and(scene.tally.kept, below(scene.tally.requests[given.chamber]!, number(given.requests ?? 1)));
  }
}

function threshold(given: Threshold, scene: Scene): Bool {
  const chamber = chamberOf(scene, given.chamber);
  const counts = given.count === "members" ? chamber.heads : chamber.weight;
  const base = baseOf(scene, given.chamber, counts, given.base);
  const left = times(given.share.den, counts.yes);
  const right = times(given.share.num, base);
  const zero = given.onZero === "holds" ? TRUE : FALSE;
  const enough = given.comparator === ">" ? above(left, right) : atLeast(left, right);
  const tie = given.comparator === ">" ? and(equal(left, right), tied(given, scene)) : FALSE;
  return or(and(equal(base, ZERO), zero), and(above(base, ZERO), or(enough, tie)));
}

function tied({ tie, chamber }: Threshold, scene: Scene): Bool {
  if (tie?.answer === "passes") return TRUE;
  if (tie?.answer !== "casting") return FALSE;
  const group = groupOf(scene, chamber, keyOf({ role: tie.role }));
  return and(above(group.yes, ZERO), equal(sum(group.no, group.veto), ZERO));
}

function quorum(given: Quorum, scene: Scene): Bool {
  const chamber = chamberOf(scene, given.chamber);
  const counts = given.count === "members" ? chamber.heads : chamber.weight;
  const counted = sum(...given.counts.map((choice) => counts[choice]));
  const { need } = given;
  if ("number" in need) {
    if (need.number === 0) return TRUE;
    const less = times(-(need.lessPerRecused ?? 0), chamber.heads.recused);
    const lowered = need.lessPerRecused === undefined ? number(need.number) : sum(number(need.number), less);
    return and(atLeast(counted, ONE), atLeast(counted, lowered));
  }
  const all = allOf(scene, given.chamber, counts);
  const { num, den } = need.share;
  const [left, right] =
    need.round === "down" ? [counted, div(times(num, all), den)] : [times(den, counted), times(num, all)];
  const enough = need.comparator === ">" ? above(left, right) : atLeast(left, right);
  const none = equal(all, ZERO);
  return given.onZero === "holds" ? or(none, enough) : and(not(none), enough);
}

function limit(given: Limit, scene: Scene): Bool {
  const chamber = chamberOf(scene, given.chamber);
  const counts = given.count === "members" ? chamber.heads : chamber.weight;
  const counted = sum(...given.counts.map((state) => counts[state]));
  const within = limited(given, scene, counts, counted);
  return given.exceeded === "postpones" ? or(scene.tally.later, within) : within;
}

function limited(given: Limit, scene: Scene, counts: Counts, counted: Int): Bool {
  const { most } = given;
  if ("number" in most) return atMost(counted, number(most.number));
  const base = baseOf(scene, given.chamber, counts, most.base);
  const left = times(most.share.den, counted);
  const right = times(most.share.num, base);
  const few = most.comparator === "<" ? below(left, right) : atMost(left, right);
  const none = equal(base, ZERO);
  return given.onZero === "fails" ? and(not(none), few) : or(none, few);
}

/**
 * The least number of members that together weigh more than the share. Known where all weigh the same; elsewhere
 * some number that cannot be more.
 */
function fewest(scene: Scene, id: string, share: { readonly num: number; readonly den: number }): Int {
  const chamber = chamberOf(scene, id);
  const all = allOf(scene, id, chamber.heads);
  const even = sum(div(times(share.num, all), share.den), ONE);
  const most = when(below(even, all), even, all);
  if (chamber.shape.equal) return most;
  const { electorate } = scene.tally;
  const k: Int = { is: "int", name: `${electorate} fewest ${id} ${share.num}/${share.den}` };
  scene.side.push(atLeast(k, ZERO), atMost(k, most), or(atLeast(k, ONE), equal(all, ZERO)));
  return k;
}

function baseOf(scene: Scene, id: string, counts: Counts, base: Base): Int {
  if (base === "all") return allOf(scene, id, counts);
  const cast = sum(counts.yes, counts.no, counts.veto);
  return base === "cast" ? cast : sum(cast, counts.abstain, counts.present);
}

/** Everybody who belongs to the base `all`. */
function allOf(scene: Scene, id: string, counts: Counts): Int {
  const terms = termsOf(scene, id);
  const out = (["recused", "suspended"] as const satisfies readonly Place[]).filter(
    (place) => terms[place] === "removed",
  );
  return everybodyOf({ ...counts, ...Object.fromEntries(out.map((place) => [place, ZERO])) });
}

const termsOf = (scene: Scene, id: string): ElectorateTerms => scene.rule.electorates[id]!;
const chamberOf = (scene: Scene, id: string): ChamberTally => scene.tally.stages[scene.stage]![id]!;

function groupOf(scene: Scene, id: string, key: string): Counts {
  const chamber = chamberOf(scene, id);
  return chamber.named[chamber.shape.named.findIndex((each) => each.key === key)]!;
}
