/** Random conditions over given chambers. */
import type { Condition } from "@comity/rules";
import fc from "fast-check";
import { share } from "./build.ts";

export function conditions(...CHAMBERS: readonly string[]): fc.Arbitrary<Condition> {
  const chamber = fc.constantFrom(...CHAMBERS);
  const fraction = fc.constantFrom(share(1, 2), share(2, 3), share(1, 3), share(334, 1000), share(3, 4));
  const over = fc.constantFrom(">" as const, ">=" as const);
  const base = fc.constantFrom("cast" as const, "present" as const, "all" as const);
  const onZero = fc.constantFrom("holds" as const, "fails" as const);
  const count = fc.constantFrom("weight" as const, "members" as const);
  const tie = fc.constantFrom(
    { answer: "passes" as const },
    { answer: "casting" as const, role: "chair" },
    { answer: "fails" as const },
  );

  const threshold = fc
    .record({
      kind: fc.constant("threshold" as const),
      chamber,
      share: fraction,
      comparator: over,
      base,
      onZero,
      count,
    })
    .chain((each) =>
      each.comparator === ">" ? tie.map((answer) => ({ ...each, tie: answer })) : fc.constant(each),
    );
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
      fc.record({
        share: fraction,
        comparator: fc.constantFrom("<" as const, "<=" as const),
        base: fc.constant("present" as const),
      }),
    ),
    onZero,
  });
  const others = fc.oneof(
    fc.record({ kind: fc.constant("blocking" as const), chamber, share: fraction, plus: fc.nat(1) }),
    fc.record({
      kind: fc.constant("veto" as const),
      chamber,
      who: fc.constant({ role: "chair" }),
      counts: fc.constant(["no" as const]),
    }),
    fc.record({
      kind: fc.constant("support" as const),
      chamber,
      who: fc.constantFrom({ role: "chair" }, { members: ["a", "b"] }),
      onNone: onZero,
    }),
    fc.record({
      kind: fc.constant("consent" as const),
      role: fc.constant("affected"),
      share: fc.constant(share(1, 1)),
      onNone: onZero,
    }),
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
  return fc.oneof(
    threshold,
    fc.record({
      kind: fc.constantFrom("all" as const, "any" as const),
      of: fc.array(leaf, { minLength: 2, maxLength: 3 }),
    }),
  );
}
