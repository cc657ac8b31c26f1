/** For every check a constitution that fails it and a near twin that passes. */
import { parseConstitution, simpleMajority, type Condition, type Constitution } from "@comity/rules";
import { lintConstitution, openProver, type Checked, type Prover } from "@comity/rules-lint";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  all,
  any,
  approval,
  consent,
  constitution,
  dueProcess,
  ofAll,
  ruleWith,
  share,
  sound,
  yes,
} from "./build.ts";

let prover: Prover;
beforeAll(async () => {
  prover = await openProver();
});
afterAll(() => prover.close());

const ordinary = (condition: Condition, more = {}): Constitution =>
  constitution({ ordinary: ruleWith(condition, more) });
const amended = (extra: Condition, base = simpleMajority): Constitution => ({
  ...base,
  rules: {
    ...base.rules,
    amendment: { ...base.rules["amendment"]!, stages: [{ name: "vote", condition: extra }] },
  },
});
/** Two chambers: the members, and a council that they admit to. */
const twoChambers = (admission: Condition): Constitution => {
  const council = {
    name: "Council",
    membership: { by: "decision", class: "seat" },
    weights: { kind: "equal" },
  } as const;
  const inCouncil: Condition = {
    kind: "threshold",
    chamber: "council",
    share: share(2, 3),
    comparator: ">=",
    base: "all",
  };
  const terms = { recuse: [], recused: "removed", suspended: "counted" } as const;
  const rules = {
    seat: ruleWith(
      admission,
      JSON.stringify(admission).includes("council")
        ? { electorates: { members: terms, council: terms } }
        : {},
    ),
    amendment: {
      ...simpleMajority.rules["amendment"]!,
      electorates: { members: terms, council: terms },
      stages: [{ name: "vote", condition: all(ofAll(2, 3), inCouncil) }],
    },
  };
  return constitution(rules, { chambers: { ...simpleMajority.chambers, council } });
};
const councilMajority: Condition = {
  kind: "threshold",
  chamber: "council",
  share: share(1, 2),
  comparator: ">",
  base: "cast",
};
const inCase = (condition: Condition): Constitution =>
  constitution({ reclaim: { ...simpleMajority.rules["reclaim"]!, stages: [{ name: "vote", condition }] } });
const twoThirds = all(yes(2, 3), approval(1, 2));
const quorum = (counts: ("yes" | "no" | "abstain")[]): Condition => ({
  kind: "quorum",
  chamber: "members",
  counts,
  need: { share: share(2, 5), comparator: ">=" },
});
const named = (number: number): Condition => ({
  kind: "support",
  chamber: "members",
  who: { members: ["a", "b"] },
  number,
});
const veto: Condition = { kind: "veto", chamber: "members", who: { role: "permanent" }, counts: ["no"] };
const number = (lessPerRecused?: number): Condition => ({
  kind: "quorum",
  chamber: "members",
  counts: ["yes"],
  need: { number: 9, ...(lessPerRecused === undefined ? {} : { lessPerRecused }) },
});
const recuse = (recused: "removed" | "counted") => ({
  electorates: { members: { recuse: ["affected"], recused, suspended: "removed" as const } },
});
const zeroHolds: Condition = {
  kind: "threshold",
  chamber: "members",
  share: share(2, 3),
  comparator: ">=",
  base: "cast",
  onZero: "holds",
};
const strongAmendment = {
  ...simpleMajority.rules["amendment"]!,
  about: "Strong.",
  stages: [{ name: "vote", condition: ofAll(3, 4) }],
};
const ordered = (order: string[], clauses: Constitution["amendment"]["clauses"]): Constitution =>
  constitution({ strong: strongAmendment }, { amendment: { order, clauses } });
const guardAll = ["/amendment", "/rules/strong", "/chambers", "/fold", "/format"].map((clause) => ({
  clause,
  by: "strong",
}));

/** check, clause, what fails it, its twin. */
const TWINS: readonly [string, string, Constitution, Constitution][] = [
  ["dead", "/rules/ordinary", ordinary(all(sound, named(3))), ordinary(all(sound, named(2)))],
  [
    "no-amendment-path",
    "/rules/amendment",
    amended(all(twoThirds, named(3))),
    amended(all(twoThirds, named(2))),
  ],
  ["unanimity-fails", "/rules/ordinary", ordinary(all(sound, number())), ordinary(sound)],
  ["zero-votes", "/rules/ordinary", ordinary(zeroHolds), ordinary(yes(2, 3))],
  ["improper", "/rules/ordinary", ordinary(yes(1, 2)), ordinary(yes(1, 2, ">"))],
  ["improper-in-two-ballots", "/rules/ordinary", ordinary(sound), ordinary(ofAll(1, 2, ">"))],
  ["few-pass-against-all", "/rules/ordinary", ordinary(ofAll(1, 4)), ordinary(ofAll(1, 3))],
  ["few-pass", "/rules/ordinary", ordinary(yes(1, 2, ">")), ordinary(sound)],
  ["one-blocks", "/rules/ordinary", ordinary(all(sound, veto)), ordinary(any(all(sound, veto), ofAll(2, 3)))],
  ["few-block", "/rules/ordinary", ordinary(ofAll(3, 4)), ordinary(ofAll(2, 3))],
  [
    "recusal-blocks",
    "/rules/ordinary",
    ordinary(ofAll(2, 3), recuse("counted")),
    ordinary(ofAll(2, 3), recuse("removed")),
  ],
  [
    "recusal-blocks",
    "/rules/ordinary",
    ordinary(all(sound, number()), recuse("removed")),
    ordinary(all(sound, number(1)), recuse("removed")),
  ],
  [
    "suspension-blocks",
    "/rules/ordinary",
    ordinary(ofAll(2, 3), {
      electorates: { members: { recuse: [], recused: "removed", suspended: "counted" } },
    }),
    ordinary(ofAll(2, 3)),
  ],
  [
    "seizure",
    "/rules/reclaim",
    inCase(any(consent, twoThirds)),
    inCase(any(consent, all(dueProcess, twoThirds))),
  ],
  [
    "seizure-by-few",
    "/rules/reclaim",
    inCase(any(consent, all(dueProcess, approval(1, 3)))),
    inCase(any(consent, all(dueProcess, sound))),
  ],
  [
    "no-helps",
    "/rules/ordinary",
    ordinary(all(yes(1, 2, ">"), quorum(["yes", "no"]))),
    ordinary(all(yes(1, 2, ">"), quorum(["yes", "abstain"]))),
  ],
  [
    "judged-alone",
    "/rules/ordinary",
    ordinary({ kind: "judged", by: "chair", question: "consensus" }, { electorates: {} }),
    ordinary(all(sound, { kind: "judged", by: "chair", question: "consensus" })),
  ],
  ["weak-guard", "/rules/reclaim", inCase(all(dueProcess, ofAll(3, 4))), inCase(all(dueProcess, twoThirds))],
  ["packing", "/chambers/council", twoChambers(sound), twoChambers(all(sound, councilMajority))],
  [
    "emptied-chamber",
    "/chambers/members",
    simpleMajority,
    constitution({
      admission: ruleWith({ kind: "judged", by: "panel", question: "eligible" }, { electorates: {} }),
    }),
  ],
  [
    "bypass",
    "/rules/admission",
    ordered(["amendment", "strong"], [{ clause: "", by: "amendment" }, ...guardAll]),
    ordered(
      ["amendment", "strong"],
      [{ clause: "", by: "amendment" }, ...guardAll, { clause: "/rules/admission", by: "strong" }],
    ),
  ],
  [
    "clause-guards-nothing",
    "/amendment/clauses/1",
    constitution(
      {},
      {
        amendment: {
          order: ["amendment"],
          clauses: [
            { clause: "", by: "amendment" },
            { clause: "/rules/reclam", by: "amendment" },
          ],
        },
      },
    ),
    constitution(
      {},
      {
        amendment: {
          order: ["amendment"],
          clauses: [
            { clause: "", by: "amendment" },
            { clause: "/rules/reclaim", by: "amendment" },
          ],
        },
      },
    ),
  ],
  [
    "uncapped-weight",
    "/chambers/members",
    constitution({}, { members: { weights: { kind: "declared" } } }),
    constitution({}, { members: { weights: { kind: "declared", cap: share(1, 10) } } }),
  ],
  [
    "below-minimum",
    "/parameters/cooling",
    constitution({}, { parameters: { ...simpleMajority.parameters, cooling: 0 } }),
    simpleMajority,
  ],
];

const lint = (given: Constitution): Promise<readonly Checked[]> => lintConstitution(given, { prover });
const failing = (checked: readonly Checked[], check: string, clause: string): Checked | undefined =>
  checked.find(
    (each) =>
      !each.holds && each.check === check && (each.clause === clause || each.clause.startsWith(`${clause}/`)),
  );

it.each(TWINS)("%s at %s: found in one, not in its twin", async (check, clause, bad, good) => {
  for (const each of [bad, good]) expect(parseConstitution(each)).toMatchObject({ ok: true });
  const found = failing(await lint(bad), check, clause);
  expect(found, `${check} is found`).toBeDefined();
  if (found!.how === "found") expect(found!.example!.length).toBeGreaterThan(0);
  expect(failing(await lint(good), check, clause), `${check} in the twin`).toBeUndefined();
});

it("the naive rule without Y > 0 gives the 0–0 counter-example", async () => {
  const naive = failing(await lint(ordinary(zeroHolds)), "zero-votes", "/rules/ordinary")!;
  expect(naive).toMatchObject({ severity: "error", how: "found" });
  const { heads } = naive.example![0]!.given.stages[0]!["members"]!;
  expect([heads.yes, heads.no]).toEqual([0, 0]);
  expect(naive.example![0]).toMatchObject({ outcome: "passes", evaluation: { outcome: "passes" } });
});

it("weak guards are told step by step, fixed minimums with both figures", async () => {
  const [, , weak] = TWINS.find(([check]) => check === "weak-guard")!;
  const found = failing(await lint(weak), "weak-guard", "/rules/reclaim")!;
  expect(found.example!.map(({ about, outcome }) => `${about} ${outcome}`)).toEqual([
    "a vote by amendment passes",
    "the same votes by reclaim fails",
    "reclaim, if everybody were for it passes",
  ]);
  const short = constitution({}, { parameters: { ...simpleMajority.parameters, cooling: 0 } });
  expect(failing(await lint(short), "below-minimum", "/parameters/cooling")).toMatchObject({
    says: expect.stringMatching(/at least [0-9]+ s \([0-9]+ days?\), and 0 is written here/),
    change: expect.stringMatching(/^write [0-9]+$/),
  });
});

it("amendment classes in the wrong order are found", async () => {
  const clauses = [{ clause: "", by: "amendment" }];
  const wrong = ordered(["strong", "amendment"], clauses);
  expect(failing(await lint(wrong), "amendment-order", "/amendment/order/1")).toMatchObject({
    severity: "error",
  });
  const right = ordered(["amendment", "strong"], [...clauses, ...guardAll]);
  expect(failing(await lint(right), "amendment-order", "/amendment/order/1")).toBeUndefined();
});

it("suspending members of a chamber against its majority is found", async () => {
  const removed = failing(
    await lint(
      constitution({
        suspend: {
          ...simpleMajority.rules["suspend"]!,
          stages: [{ name: "vote", condition: any(consent, all(dueProcess, approval(1, 3))) }],
        },
      }),
    ),
    "thinning",
    "/chambers/members",
  );
  expect(removed).toMatchObject({ how: "found", severity: "warning" });
  expect(failing(await lint(simpleMajority), "thinning", "/chambers/members")).toBeUndefined();
});

it("chambers that no rule counts and classes that amend nothing are named", async () => {
  const idle = { name: "Idle", membership: { by: "charter" }, weights: { kind: "equal" } } as const;
  const found = await lint(
    constitution(
      {},
      {
        chambers: { ...simpleMajority.chambers, idle },
        amendment: { order: ["ordinary", "amendment"], clauses: [{ clause: "", by: "amendment" }] },
      },
    ),
  );
  expect(failing(found, "unused-chamber", "/chambers/idle")).toBeDefined();
  expect(failing(found, "unused-class", "/amendment/order/0")).toBeDefined();
  expect(failing(found, "unused-chamber", "/chambers/panel")).toBeUndefined();
});

it("a share and sizes of the caller's choice", async () => {
  const half = await lintConstitution(ordinary(ofAll(2, 3)), { prover, share: share(1, 2) });
  expect(failing(half, "few-block", "/rules/ordinary")).toBeDefined();
  const nine = ordinary(all(number(), yes(1, 2, ">")));
  expect(
    failing(await lintConstitution(nine, { prover }), "unanimity-fails", "/rules/ordinary"),
  ).toBeDefined();
  const fifteen = await lintConstitution(nine, { prover, sizes: { members: 15 } });
  expect(failing(fifteen, "unanimity-fails", "/rules/ordinary")).toBeUndefined();
});

it("every counter-example is what the evaluator said", async () => {
  for (const each of await lint(ordinary(any(yes(1, 2), zeroHolds)))) {
    for (const { outcome, evaluation } of each.example ?? [])
      expect(evaluation.outcome === "passes").toBe(outcome === "passes");
  }
});
