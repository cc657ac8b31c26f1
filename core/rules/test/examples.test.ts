// A helper stands beside the tests that use it.
/* oxlint-disable unicorn/consistent-function-scoping */
import {
  evaluate,
  registriesOperatorsSociety,
  type Ballot,
  type Choice,
  type Consents,
  type Electorate,
} from "@comity/rules";
import { describe, expect, it } from "vitest";

const CHAMBERS = ["registries", "operators", "society"] as const;
// Far after the ballots, so that none of them extends the vote.
const closed = { now: 9_999_999, closes: [9_999_999] };
const record = (answer: "consents" | "refuses", done = true): Consents => ({
  parties: [{ role: "affected", party: "holder", answer }],
  dueProcess: { grounds: done, notice: done, answer: done, hearing: done },
  judgements: [],
});

const electorateOf = (sizes: readonly number[], affected: readonly string[]): Electorate => ({
  chambers: Object.fromEntries(
    [...CHAMBERS, "panel"].map((id, c) => [
      id,
      Array.from({ length: sizes[c] ?? 9 }, (_, i) => ({
        member: `${id}-${i}`,
        weight: 1,
        status: "voting" as const,
      })),
    ]),
  ),
  affected,
});

/** In every chamber the bloc is the largest number of members below one third. */
function cast(electorate: Electorate, bloc: Choice | null, others: Choice | null): Ballot[] {
  return Object.values(electorate.chambers).flatMap((seats) => {
    const size = Math.ceil(seats.length / 3) - 1;
    return seats.flatMap(({ member }, i): Ballot[] => {
      const choice = i < size ? bloc : others;
      return choice === null ? [] : [{ member, choice, at: 1 }];
    });
  });
}

describe("registriesOperatorsSociety", () => {
  const sizes = [
    [5, 30, 12],
    [3, 3, 3],
    [4, 31, 100],
    [6, 7, 8],
  ];
  const rules = Object.entries(registriesOperatorsSociety.rules);

  it.each(rules)("%s: no bloc below one third of each chamber passes or blocks alone", (_, rule) => {
    for (const each of sizes) {
      for (const affected of [[], ["registries"], [...CHAMBERS]]) {
        const electorate = electorateOf(each, affected);
        const outcome = (bloc: Choice | null, others: Choice | null) =>
          evaluate(rule, electorate, cast(electorate, bloc, others), record("refuses"), closed).outcome;
        for (const others of ["no", "abstain", null] as const) expect(outcome("yes", others)).toBe("fails");
        for (const bloc of ["no", "abstain", null] as const) expect(outcome(bloc, "yes")).toBe("passes");
      }
    }
  });

  const run = (
    id: string,
    yes: readonly string[],
    affected: readonly string[],
    consents = record("refuses"),
  ) => {
    const electorate = electorateOf([6, 9, 9], affected);
    const ballots = Object.entries(electorate.chambers).flatMap(([chamber, seats]) =>
      seats.map(({ member }): Ballot => ({ member, choice: yes.includes(chamber) ? "yes" : "no", at: 1 })),
    );
    return evaluate(registriesOperatorsSociety.rules[id]!, electorate, ballots, consents, closed).outcome;
  };

  it("shared matters need two of three chambers, and each affected one", () => {
    expect(run("ordinary", ["registries", "society"], [])).toBe("passes");
    expect(run("ordinary", ["registries"], [])).toBe("fails");
    expect(run("ordinary", ["registries", "society"], ["operators"])).toBe("fails");
    expect(run("ordinary", ["operators", "society"], ["operators"])).toBe("passes");
  });

  it("holdings need consent, or due process and strong majorities", () => {
    expect(run("reclaim", [...CHAMBERS], [], record("refuses", false))).toBe("fails");
    expect(run("reclaim", [...CHAMBERS], [])).toBe("passes");
    expect(run("reclaim", ["operators", "society"], ["registries"])).toBe("fails");
    expect(run("reclaim", [], [], record("consents", false))).toBe("passes");
  });

  it("the constitution needs every chamber", () => {
    expect(run("amendment", ["registries", "society"], [])).toBe("fails");
    expect(run("entrenchment", ["registries", "society"], [])).toBe("fails");
    expect(run("entrenchment", [...CHAMBERS], [])).toBe("passes");
  });
});
