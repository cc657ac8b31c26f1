/** From the conditions of a rule to a formula over weighted axes (the meaning of each: `../rule.ts`). */
import type { Electorate, Seat } from "../evaluation.ts";
import { ok, refuse, type Result } from "../result.ts";
import type {
  Blocking,
  Condition,
  Count,
  Limit,
  Quorum,
  Rule,
  State,
  Support,
  Threshold,
  Veto,
  Who,
  WithoutVote,
} from "../rule.ts";
import { every, given, reaches, some, type Axis, type Formula } from "./game.ts";
import { leastReaching } from "./weighted.ts";

/** One chamber under the rule's terms. */
type Chamber = {
  readonly seats: readonly Seat[];
  readonly base: readonly Seat[];
  readonly voting: readonly Seat[];
};

export class Translation {
  readonly axes: Axis[] = [];
  readonly assumptions: string[] = [];
  readonly #rule: Rule;
  readonly #electorate: Electorate;
  readonly #members: readonly string[];
  readonly #known: Map<string, number> = new Map();
  /** How opponents vote: `absent` when the ballot offers nothing against. */
  #against: State = "no";

  constructor(rule: Rule, electorate: Electorate, members: readonly string[]) {
    this.#rule = rule;
    this.#electorate = electorate;
    this.#members = members;
  }

  opposing(against: State): void {
    this.#against = against;
  }

  assume(what: string): void {
    if (!this.assumptions.includes(what)) this.assumptions.push(what);
  }

  formula(condition: Condition, path: string): Result<Formula> {
    switch (condition.kind) {
      case "all":
      case "any":
      case "at-least":
        return this.#several(condition, path);
      case "if-affected":
        return this.#electorate.affected.includes(condition.chamber)
          ? this.formula(condition.condition, `${path}/condition`)
          : ok(given(true));
      case "consent":
        this.assume(`the consent asked of ${condition.role} is given`);
        return ok(given(true));
      case "due-process":
        this.assume("due process is on the record");
        return ok(given(true));
      case "judged":
        this.assume(`${condition.by} judges: ${condition.question}`);
        return ok(given(true));
      case "threshold":
      case "quorum":
      case "limit":
      case "blocking":
      case "veto":
      case "support":
      case "without-vote":
        return this.#counted(condition, path);
    }
  }

  #several(condition: Condition & { kind: "all" | "any" | "at-least" }, path: string): Result<Formula> {
    const of: Formula[] = [];
    for (const [i, part] of condition.of.entries()) {
      const formula = this.formula(part, `${path}/of/${i}`);
      if (!formula.ok) return formula;
      of.push(formula.value);
    }
    if (condition.kind === "all") return ok({ kind: "at-least", number: of.length, of });
    return ok({ kind: "at-least", number: condition.kind === "any" ? 1 : condition.number, of });
  }

  #counted(
    condition: Threshold | Quorum | Limit | Blocking | Veto | Support | WithoutVote,
    path: string,
  ): Result<Formula> {
    const { electorates } = this.#rule;
    const id = condition.chamber;
    const terms = Object.hasOwn(electorates, id) ? electorates[id] : undefined;
    const seats = Object.hasOwn(this.#electorate.chambers, id) ? this.#electorate.chambers[id] : undefined;
    if (terms === undefined || seats === undefined) {
      return refuse("chamber-missing", `the electorate has no chamber ${id}: name its members`, path);
    }
    const base = seats.filter(({ status }) =>
      status === "recused" || status === "suspended" ? terms[status] === "counted" : true,
    );
    const chamber = { seats, base, voting: seats.filter(({ status }) => status === "voting") };
    switch (condition.kind) {
      case "threshold":
        return ok(this.#threshold(condition, chamber));
      case "quorum":
        return ok(this.#quorum(condition, chamber));
      case "limit":
        return ok(this.#limit(condition, chamber));
      case "blocking":
        return ok(this.#blocking(condition, chamber));
      case "support":
        return ok(this.#support(condition, chamber));
      case "without-vote": {
        this.assume("who opposes asks for a vote");
        const heads = this.#axis(id, chamber, "members");
        return ok(reaches(heads, chamber.voting.length - (condition.requests ?? 1) + 1));
      }
      case "veto": {
        if (condition.overriddenBy === undefined) return ok(this.#veto(condition, chamber));
        const over = this.formula(condition.overriddenBy, `${path}/overriddenBy`);
        return over.ok ? ok(some([this.#veto(condition, chamber), over.value])) : over;
      }
    }
  }

  #threshold(condition: Threshold, chamber: Chamber): Formula {
    const { share, comparator, count, tie } = condition;
    const base = condition.base === "all" ? chamber.base : chamber.voting;
    // Opponents who cannot vote no stay away: then only the yes are cast, and any yes is a share of 1.
    const total = this.#against === "absent" && condition.base !== "all" ? null : sumOf(base, count);
    const axis = this.#axis(condition.chamber, chamber, count);
    if (total === null) {
      const passes = comparator === ">=" || share.num < share.den;
      return passes ? reaches(axis, 1) : given(false);
    }
    if (total === 0) return given(condition.onZero === "holds");
    const quota = leastReaching({ share, comparator }, total);
    const exact = BigInt(total) * BigInt(share.num);
    const tied = comparator === ">" && exact % BigInt(share.den) === 0n && tie !== undefined;
    if (!tied) return reaches(axis, quota);
    if (tie.answer === "passes") return reaches(axis, quota - 1);
    if (tie.answer !== "casting") return reaches(axis, quota);
    const casting = this.#named({ role: tie.role }, chamber.voting);
    if (casting.length === 0) return reaches(axis, quota);
    const all = reaches(this.#headsOf(casting, `${condition.chamber}: ${tie.role}`), casting.length);
    return some([reaches(axis, quota), every([reaches(axis, quota - 1), all])]);
  }

  #quorum(condition: Quorum, chamber: Chamber): Formula {
    const total = sumOf(chamber.base, condition.count);
    const { need } = condition;
    if ("share" in need && total === 0) return given(condition.onZero === "holds");
    const least = leastNeeded(need, total, chamber);
    const counted = (condition.counts as readonly State[]).includes(this.#against);
    // Yes and opposition both count: everybody who votes is there.
    if (counted) {
      this.assume("everybody votes, for or against: participation quorums do not depend on it");
      return given(sumOf(chamber.voting, condition.count) >= least);
    }
    return reaches(this.#axis(condition.chamber, chamber, condition.count), least);
  }

  #limit(condition: Limit, chamber: Chamber): Formula {
    const { most, counts, count } = condition;
    const voting = sumOf(chamber.voting, count);
    const all = sumOf(chamber.base, count);
    const counted = counts.includes(this.#against);
    // Those who left stay in the base and are absent.
    const left = counts.includes("absent")
      ? sumOf(
          chamber.base.filter((s) => s.status === "left"),
          count,
        )
      : 0;
    const axis = this.#axis(condition.chamber, chamber, count);
    if ("number" in most) {
      if (!counted) return given(left <= most.number);
      return reaches(axis, voting + left - most.number);
    }
    const base = most.base === "all" ? all : this.#against === "absent" ? null : voting;
    // Only the yes are cast: the base is what says yes, and nothing against is counted.
    if (base === null) {
      this.assume("who opposes stays away, and stays out of the base");
      return given(!counted && left === 0);
    }
    if (base === 0) return given(condition.onZero !== "fails");
    const product = BigInt(base) * BigInt(most.share.num);
    const den = BigInt(most.share.den);
    const greatest = Number(most.comparator === "<=" ? product / den : (product + den - 1n) / den - 1n);
    if (!counted) return given(left <= greatest);
    return reaches(axis, voting + left - greatest);
  }

  #blocking(condition: Blocking, chamber: Chamber): Formula {
    const weights = chamber.base.map(({ weight }) => weight).sort((a, b) => b - a);
    const quota = leastReaching({ share: condition.share, comparator: ">" }, sumOf(chamber.base, "weight"));
    let least = weights.length;
    for (let k = 0, sum = 0; k < weights.length; k++) {
      sum += weights[k]!;
      if (sum < quota) continue;
      least = k + 1;
      break;
    }
    // Opponents must be fewer than this many.
    const heads = this.#axis(condition.chamber, chamber, "members");
    return reaches(heads, chamber.base.length - (least + condition.plus) + 1);
  }

  #veto(condition: Veto, chamber: Chamber): Formula {
    const who = this.#named(condition.who, chamber.voting);
    if (who.length === 0) return given(true);
    if (!(condition.counts as readonly State[]).includes(this.#against)) return given(true);
    return reaches(this.#headsOf(who, `${condition.chamber}: who may veto`), who.length);
  }

  #support(condition: Support, chamber: Chamber): Formula {
    const meant = this.#named(condition.who, chamber.base);
    if (meant.length === 0) return given(condition.onNone === "holds");
    const who = this.#named(condition.who, chamber.voting);
    return reaches(
      this.#headsOf(who, `${condition.chamber}: whose support is needed`),
      condition.number ?? meant.length,
    );
  }

  #named(who: Who, seats: readonly Seat[]): readonly Seat[] {
    return seats.filter((seat) =>
      "role" in who ? seat.roles?.includes(who.role) === true : who.members.includes(seat.member),
    );
  }

  #axis(name: string, chamber: Chamber, count: Count | undefined): number {
    if (count === "members") return this.#headsOf(chamber.voting, `${name}, members`);
    return this.#add(name, new Map(chamber.voting.map(({ member, weight }) => [member, weight])));
  }

  #headsOf(seats: readonly Seat[], name: string): number {
    return this.#add(name, new Map(seats.map(({ member }) => [member, 1])));
  }

  #add(name: string, of: ReadonlyMap<string, number>): number {
    const weights = this.#members.map((member) => of.get(member) ?? 0);
    const key = weights.join(",");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.axes.push({ name, weights });
    this.#known.set(key, this.axes.length - 1);
    return this.axes.length - 1;
  }
}

const sumOf = (seats: readonly Seat[], count: Count | undefined): number =>
  count === "members" ? seats.length : seats.reduce((total, { weight }) => total + weight, 0);

/** A number is lowered for the recused, but not below 1; a share is cross-multiplied, or rounded down where it says so. */
function leastNeeded(need: Quorum["need"], total: number, { seats }: Chamber): number {
  if ("number" in need) {
    const recused = seats.filter(({ status }) => status === "recused").length;
    return need.number === 0 ? 0 : Math.max(1, need.number - (need.lessPerRecused ?? 0) * recused);
  }
  if (need.round !== "down") return leastReaching(need, total);
  const down = Number((BigInt(total) * BigInt(need.share.num)) / BigInt(need.share.den));
  return need.comparator === ">" ? down + 1 : down;
}
