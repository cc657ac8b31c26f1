/* oxlint-disable oxc/no-map-spread -- small test data */
/** Random conditions and electorates over two overlapping chambers, for fast-check. */
import type { Ballot, Choice, Condition, Consents, Electorate, Rule, Seat } from "@comity/rules";
import fc from "fast-check";
import { ruleOf } from "./build.ts";

const chamber = fc.constantFrom("a", "b");
const count = fc.constantFrom("weight" as const, "members" as const);
const onZero = fc.constantFrom("holds" as const, "fails" as const);
const share = fc.constantFrom(
  { num: 1, den: 2 },
  { num: 2, den: 3 },
  { num: 1, den: 3 },
  { num: 334, den: 1000 },
  { num: 3, den: 4 },
);
const over = fc.constantFrom(">" as const, ">=" as const);
const base = fc.constantFrom("cast" as const, "present" as const, "all" as const);
const role = fc.constantFrom("r", "s", "nobody");
const who = fc.oneof(
  fc.record({ role }),
  fc.record({ members: fc.subarray(["m0", "m1", "m2"], { minLength: 1 }) }),
);
const against = ["no", "abstain", "veto", "present"] as const;

const threshold: fc.Arbitrary<Condition> = fc
  .record({ chamber, share, comparator: over, base, count, onZero })
  .chain((each) => {
    const tie = fc.constantFrom(
      { answer: "fails" as const },
      { answer: "passes" as const },
      { answer: "second-vote" as const, within: 5 },
      { answer: "casting" as const, role: "r" },
    );
    const kind = "threshold" as const;
    return each.comparator === ">"
      ? tie.map((answer) => ({ kind, ...each, tie: answer }))
      : fc.constant({ kind, ...each });
  });
const quorum: fc.Arbitrary<Condition> = fc
  .record({
    chamber,
    others: fc.subarray([...against]),
    need: fc.oneof(
      fc.record({ share, comparator: over }),
      fc.record({ share, comparator: over, round: fc.constant("down" as const) }),
      fc.record({ number: fc.nat(4) }),
      fc.record({ number: fc.nat(4), lessPerRecused: fc.constant(1) }),
    ),
    count,
    onZero,
  })
  .map(({ others, ...each }) => ({ kind: "quorum", counts: ["yes", ...others], ...each }));
const limit: fc.Arbitrary<Condition> = fc
  .record({
    chamber,
    counts: fc.subarray(["no", "veto"] as const, { minLength: 1 }),
    wide: fc.subarray(["abstain", "present", "absent"] as const),
    most: fc.oneof(
      fc.record({ share, comparator: fc.constantFrom("<" as const, "<=" as const), base }),
      fc.record({ number: fc.nat(3) }),
    ),
    count,
    onZero,
    exceeded: fc.constantFrom("fails" as const, "postpones" as const),
  })
  .map(({ counts, wide, ...each }) => {
    const inside = "share" in each.most ? each.most.base : "all";
    const more = wide.filter((state) => inside === "all" || (inside === "present" && state !== "absent"));
    return { kind: "limit", ...each, counts: [...counts, ...more] };
  });
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: threshold },
  { weight: 2, arbitrary: quorum },
  { weight: 2, arbitrary: limit },
  fc.record({ kind: fc.constant("blocking" as const), chamber, share, plus: fc.nat(2) }),
  fc.record({
    kind: fc.constant("veto" as const),
    chamber,
    who,
    counts: fc.subarray(["no", "veto"] as const, { minLength: 1 }),
  }),
  fc.record({ kind: fc.constant("support" as const), chamber, who, onNone: onZero }),
  fc.record({
    kind: fc.constant("consent" as const),
    role: fc.constant("affected"),
    share,
    silence: fc.constantFrom("refuses" as const, "consents" as const),
    onNone: onZero,
  }),
  fc.constant({ kind: "due-process" as const }),
  fc.record({ kind: fc.constant("judged" as const), by: fc.constant("x"), question: fc.constant("q") }),
  fc.record({
    kind: fc.constant("without-vote" as const),
    chamber,
    requests: fc.integer({ min: 1, max: 2 }),
  }),
);

export const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("all" as const), of: group(tie("node")) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("any" as const), of: group(tie("node")) }) },
    {
      weight: 1,
      arbitrary: group(tie("node")).chain((of) =>
        fc.record({
          kind: fc.constant("at-least" as const),
          number: fc.integer({ min: 1, max: of.length }),
          of: fc.constant(of),
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("if-affected" as const), chamber, condition: tie("node") }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("veto" as const),
        chamber,
        who,
        counts: fc.constant(["no", "veto"] as const),
        overriddenBy: tie("node"),
      }),
    },
  ),
})).node;

function group(part: fc.Arbitrary<Condition>): fc.Arbitrary<Condition[]> {
  return fc.array(part, { minLength: 1, maxLength: 3 });
}

export const CHOICES: readonly Choice[] = ["yes", "no", "abstain", "veto", "present"];
const kept = fc.constantFrom("removed" as const, "counted" as const);
const terms = fc.record({ recuse: fc.constant([]), recused: kept, suspended: kept });

export const rule: fc.Arbitrary<Rule> = fc
  .record({
    condition,
    a: terms,
    b: terms,
    revote: fc.constantFrom("last" as const, "first" as const),
    offered: fc.subarray(["abstain", "veto", "present"] as const),
    split: fc.boolean(),
    grounds: fc.boolean(),
    delegation: fc.option(
      fc.record({
        transitive: fc.boolean(),
        length: fc.constantFrom(60, 1000),
        most: fc.constant(10),
        lead: fc.constantFrom(0, 30),
      }),
      { nil: undefined },
    ),
  })
  .map((each) =>
    ruleOf(each.condition, {
      electorates: { a: each.a, b: each.b },
      ballot: {
        method: "choice",
        choices: ["yes", "no", ...each.offered],
        revote: each.revote,
        split: each.split,
        grounds: each.grounds,
      },
      ...(each.delegation === undefined ? {} : { delegation: each.delegation }),
    }),
  );

const seatOf = (member: string): fc.Arbitrary<Seat> =>
  fc.record({
    member: fc.constant(member),
    weight: fc.oneof(fc.constant(1), fc.nat(4)),
    status: fc.oneof(
      { weight: 5, arbitrary: fc.constant("voting" as const) },
      fc.constantFrom("recused" as const, "suspended" as const, "left" as const),
    ),
    roles: fc.subarray(["r", "s"]),
  });

/** Members m0 … m4 over two chambers; m1 and m2 may sit in both. */
export const electorate: fc.Arbitrary<Electorate> = fc.record({
  chambers: fc.record({
    a: fc.subarray(["m0", "m1", "m2"]).chain((ids) => fc.tuple(...ids.map(seatOf))),
    b: fc.subarray(["m1", "m2", "m3"]).chain((ids) => fc.tuple(...ids.map(seatOf))),
  }),
  affected: fc.subarray(["a", "b"]),
});

const part = fc.nat(2);
export const ballots: fc.Arbitrary<Ballot[]> = fc.array(
  fc.record(
    {
      member: fc.constantFrom("m0", "m1", "m2", "m3", "z"),
      choice: fc.constantFrom(...CHOICES),
      at: fc.integer({ min: 0, max: 110 }),
      split: fc.record(
        { a: fc.record({ yes: part, no: part }), b: fc.record({ yes: part, veto: part, no: part }) },
        { requiredKeys: [] },
      ),
      ground: fc.constant("a right is denied"),
      by: fc.constantFrom("m0", "m1", "m2", "z"),
    },
    { requiredKeys: ["member", "choice", "at"] },
  ),
  { maxLength: 6 },
);

const answer = fc.constantFrom("consents" as const, "refuses" as const, "none" as const);
const members = fc.constantFrom("m0", "m1", "m2", "m3");
const optional = {
  requests: fc.subarray(["m0", "m1", "m2", "z"]),
  mandates: fc.array(
    fc.record({
      member: members,
      to: fc.option(members, { nil: null }),
      from: fc.integer({ min: 0, max: 110 }),
      until: fc.integer({ min: 50, max: 200 }),
    }),
    { maxLength: 5 },
  ),
};
export const consents: fc.Arbitrary<Consents> = fc.record({
  parties: fc.array(
    fc.record({ role: fc.constantFrom("affected", "other"), party: fc.constantFrom("p", "q"), answer }),
    { maxLength: 2 },
  ),
  dueProcess: fc.record({
    grounds: fc.boolean(),
    notice: fc.constant(true),
    answer: fc.constant(true),
    hearing: fc.constant(true),
  }),
  judgements: fc.array(fc.record({ by: fc.constant("x"), question: fc.constant("q"), holds: fc.boolean() }), {
    maxLength: 2,
  }),
  ...optional,
});
