/** On random rules, what z3 proves and finds is what exhaustive search with the real evaluator finds. */
import { parseConstitution, simpleMajority, type Condition, type Constitution } from "@comity/rules";
import { lintConstitution, openProver, type Checked, type Prover } from "@comity/rules-lint";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { conditions } from "./arbitrary.ts";
import { ruleWith } from "./build.ts";

const SOAK = process.env["COMITY_SOAK"] !== undefined;
/** A short run is the same each time; a long one takes a new seed and says it; `COMITY_SEED` repeats it. */
const SEED = Number(process.env["COMITY_SEED"] ?? (SOAK ? Date.now() % 2 ** 31 : 20_261_125));
const MEMBERS = 3;
/** A long run ends after ten minutes a property, wherever it is then: one rule may take its search a minute. */
const LIMIT = SOAK ? { interruptAfterTimeLimit: 600_000 } : {};

let prover: Prover;
beforeAll(async () => {
  if (SOAK) console.log(`seed ${SEED}`);
  prover = await openProver();
});
afterAll(() => prover.close());

function build(top: Condition, recused: "removed" | "counted"): Constitution {
  const rule = ruleWith(top, {
    electorates: { members: { recuse: ["affected"], recused, suspended: recused } },
  });
  return {
    ...simpleMajority,
    chambers: { members: { ...simpleMajority.chambers["members"]!, membership: { by: "charter" } } },
    rules: { only: rule },
    amendment: { order: ["only"], clauses: [{ clause: "", by: "only" }] },
  };
}

/** By check; an unfinished search has no verdict. */
const verdicts = (checked: readonly Checked[]) =>
  new Map(
    checked.flatMap(({ check, clause, holds, how, upTo }) =>
      how === "searched" && upTo !== MEMBERS
        ? []
        : [[`${check} ${clause.split("/").slice(0, 3).join("/")}`, holds]],
    ),
  );

it(
  "agree in chambers of three members",
  async () => {
    let compared = 0;
    let rules = 0;
    await fc.assert(
      fc.asyncProperty(
        conditions("members"),
        fc.constantFrom("removed" as const, "counted" as const),
        async (top, recused) => {
          const given = build(top, recused);
          fc.pre(parseConstitution(given).ok);
          const sizes = { members: MEMBERS };
          const proved = await lintConstitution(given, { prover, sizes });
          const limits = { members: MEMBERS, steps: SOAK ? 600_000 : 100_000 };
          const searched = await lintConstitution(given, { prover: null, sizes, limits });
          expect(proved.filter((each) => each.how === "searched")).toEqual([]);
          rules++;
          const known = verdicts(proved);
          for (const [check, holds] of verdicts(searched)) {
            // What is said once in a stronger form is left out of the weaker.
            if (known.has(check)) expect(`${check} ${holds}`).toBe(`${check} ${known.get(check)}`);
            compared++;
          }
        },
      ),
      { seed: SEED, numRuns: SOAK ? 300 : 3, ...LIMIT },
    );
    if (SOAK) console.log(`${rules} rules, ${compared} verdicts agree`);
    expect(compared).toBeGreaterThan(20);
  },
  SOAK ? 3_600_000 : 60_000,
);

const TERMS = { recuse: ["affected"], recused: "removed", suspended: "counted" } as const;

/** Two stages over members with weights of their own, and a chamber that is made of them. */
function weighted(first: Condition, second: Condition, cap: boolean): Constitution {
  const members = simpleMajority.chambers["members"]!;
  const only = ruleWith(first, {
    electorates: { members: TERMS, whole: TERMS },
    stages: [
      {
        name: "first",
        condition: {
          kind: "all",
          of: [first, { kind: "limit", chamber: "whole", counts: ["no"], most: { number: 2 } }],
        },
      },
      { name: "second", condition: second },
    ],
  });
  return {
    ...simpleMajority,
    chambers: {
      members: {
        ...members,
        membership: { by: "charter" },
        weights: cap ? { kind: "declared", cap: { num: 1, den: 2 } } : { kind: "declared" },
      },
      whole: { name: "Whole", membership: { by: "chambers", of: ["members"] }, weights: { kind: "equal" } },
    },
    rules: { only },
    amendment: { order: ["only"], clauses: [{ clause: "", by: "only" }] },
  };
}

it(
  "nothing that is proved has a counter-example, with weights, caps, stages and chambers of chambers",
  async () => {
    const any = conditions("members", "whole");
    await fc.assert(
      fc.asyncProperty(any, any, fc.boolean(), async (first, second, cap) => {
        const given = weighted(first, { kind: "any", of: [second, { kind: "due-process" }] }, cap);
        fc.pre(parseConstitution(given).ok);
        const few = { members: 2, steps: 300 };
        const proofs = await lintConstitution(given, { prover, limits: few });
        const known = new Map(proofs.map((each) => [each.check, each]));
        const limits = { members: 3, steps: SOAK ? 200_000 : 4000 };
        for (const found of await lintConstitution(given, { prover: null, limits })) {
          const proof = known.get(found.check);
          if (!found.holds && found.how === "found" && proof?.how !== "searched" && proof !== undefined) {
            expect(`${found.check} ${proof.holds}`).toBe(`${found.check} false`);
          }
        }
      }),
      { seed: SEED, numRuns: SOAK ? 300 : 1, ...LIMIT },
    );
  },
  SOAK ? 3_600_000 : 60_000,
);
