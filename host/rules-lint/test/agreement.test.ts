/** On random rules, what z3 proves and finds is what exhaustive search with the real evaluator finds. */
import { parseConstitution, simpleMajority, type Condition, type Constitution } from "@comity/rules";
import { lintConstitution, openProver, type Checked, type Prover } from "@comity/rules-lint";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ruleWith, share } from "./build.ts";

const SOAK = process.env["COMITY_SOAK"] !== undefined;
const MEMBERS = 3;

let prover: Prover;
beforeAll(async () => {
  prover = await openProver();
});
afterAll(() => prover.close());

const chamber = fc.constant("members");
const fraction = fc.constantFrom(share(1, 2), share(2, 3), share(1, 3), share(334, 1000), share(3, 4));
const over = fc.constantFrom(">" as const, ">=" as const);
const base = fc.constantFrom("cast" as const, "present" as const, "all" as const);
const onZero = fc.constantFrom("holds" as const, "fails" as const);
const count = fc.constantFrom("weight" as const, "members" as const);
const tie = fc.constantFrom({ answer: "passes" as const }, { answer: "casting" as const, role: "chair" }, { answer: "fails" as const });

const threshold = fc
  .record({ kind: fc.constant("threshold" as const), chamber, share: fraction, comparator: over, base, onZero, count })
  .chain((each) => (each.comparator === ">" ? tie.map((answer) => ({ ...each, tie: answer })) : fc.constant(each)));
const quorum = fc.record({
  kind: fc.constant("quorum" as const),
  chamber,
  counts: fc.subarray(["no", "abstain"] as const).map((more) => ["yes" as const, ...more]),
  need: fc.oneof(
    fc.record({ share: fraction, comparator: over }),
    fc.record({ share: fraction, comparator: over, round: fc.constant("down" as const) }),
    fc.record({ number: fc.nat(3), lessPerRecused: fc.constant(1) }),
  ),
  onZero,
});
const limit = fc.record({
  kind: fc.constant("limit" as const),
  chamber,
  counts: fc.constantFrom(["no" as const], ["no" as const, "abstain" as const]),
  most: fc.oneof(
    fc.record({ number: fc.nat(2) }),
    fc.record({ share: fraction, comparator: fc.constantFrom("<" as const, "<=" as const), base: fc.constant("present" as const) }),
  ),
  onZero,
});
const others = fc.oneof(
  fc.record({ kind: fc.constant("blocking" as const), chamber, share: fraction, plus: fc.nat(1) }),
  fc.record({ kind: fc.constant("veto" as const), chamber, who: fc.constant({ role: "chair" }), counts: fc.constant(["no" as const]) }),
  fc.record({ kind: fc.constant("support" as const), chamber, who: fc.constantFrom({ role: "chair" }, { members: ["a", "b"] }), onNone: onZero }),
  fc.record({ kind: fc.constant("consent" as const), role: fc.constant("affected"), share: fc.constant(share(1, 1)), onNone: onZero }),
  fc.constant<Condition>({ kind: "due-process" }),
  fc.constant<Condition>({ kind: "judged", by: "chair", question: "consensus" }),
  fc.record({ kind: fc.constant("without-vote" as const), chamber }),
);
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: threshold },
  { weight: 2, arbitrary: quorum },
  { weight: 2, arbitrary: limit },
  { weight: 2, arbitrary: others },
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  threshold,
  fc.record({ kind: fc.constantFrom("all" as const, "any" as const), of: fc.array(leaf, { minLength: 2, maxLength: 3 }) }),
);

function build(top: Condition, recused: "removed" | "counted"): Constitution {
  const rule = ruleWith(top, { electorates: { members: { recuse: ["affected"], recused, suspended: recused } } });
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
      how === "searched" && upTo !== MEMBERS ? [] : [[`${check} ${clause.split("/").slice(0, 3).join("/")}`, holds]],
    ),
  );

it(
  "agree in chambers of three members",
  async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(condition, fc.constantFrom("removed" as const, "counted" as const), async (top, recused) => {
        const given = build(top, recused);
        fc.pre(parseConstitution(given).ok);
        const sizes = { members: MEMBERS };
        const proved = await lintConstitution(given, { prover, sizes });
        const limits = { members: MEMBERS, steps: SOAK ? 600_000 : 100_000 };
        const searched = await lintConstitution(given, { prover: null, sizes, limits });
        expect(proved.filter((each) => each.how === "searched")).toEqual([]);
        const known = verdicts(proved);
        for (const [check, holds] of verdicts(searched)) {
          // What is said once in a stronger form is left out of the weaker.
          if (known.has(check)) expect(`${check} ${holds}`).toBe(`${check} ${known.get(check)}`);
          compared++;
        }
      }),
      { numRuns: SOAK ? 300 : 12 },
    );
    expect(compared).toBeGreaterThan(100);
  },
  SOAK ? 3_600_000 : 60_000,
);
