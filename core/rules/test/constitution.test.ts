// A helper stands beside the only test that uses it.
/* oxlint-disable unicorn/consistent-function-scoping */
import {
  FIXED_MINIMUMS,
  amendedBy,
  amendmentClasses,
  checkMinimums,
  explainConstitution,
  freezeElectorate,
  lowersProtection,
  parseConstitution,
  protectsHolder,
  registriesOperatorsSociety,
  ruleFor,
  simpleMajority,
  squareRoot,
  weigh,
  type Condition,
  type Constitution,
  type Member,
} from "@comity/rules";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ruleOf } from "./build.ts";

type Tree = { [key: string]: Tree } & Tree[];
/** A deep copy of an example with one place changed; `undefined` removes the key. */
function changed(from: Constitution, pointer: string, value: unknown): Constitution {
  const copy = JSON.parse(JSON.stringify(from)) as Tree;
  const keys = pointer.split("/").slice(1);
  const last = keys.pop()!;
  let place: Tree = copy;
  for (const key of keys) place = place[key]!;
  if (value === undefined) Reflect.deleteProperty(place, last);
  else place[last] = value as Tree;
  return copy as unknown as Constitution;
}
const refusal = (pointer: string, value: unknown, from = registriesOperatorsSociety) => {
  const read = parseConstitution(changed(from, pointer, value));
  return read.ok ? null : [read.error.code, read.error.field];
};

const THRESHOLD = "/rules/appeal/stages/0/condition";
const half = { num: 1, den: 2 };

it("parties are named as they are spelled, and an emergency that only lapses names no class", () => {
  const given = structuredClone(registriesOperatorsSociety) as unknown as {
    rules: { [id: string]: { emergency: { confirm?: string | null }; stages: { condition: unknown }[] } };
  };
  given.rules["emergency"]!.emergency.confirm = null;
  const who = { members: ["QM", "XA-2.b"] };
  given.rules["appeal"]!.stages[0]!.condition = { kind: "support", chamber: "panel", who };
  const read = parseConstitution(given);
  if (!read.ok) throw new Error(read.error.detail);
  // Acts hold no null.
  expect(read.value.rules["emergency"]!.emergency).toEqual({ renewals: 1 });
  expect(read.value.rules["appeal"]!.stages[0]!.condition).toMatchObject({ who });
  delete given.rules["emergency"]!.emergency.confirm;
  expect(parseConstitution(given)).toEqual(read);
  expect(explainConstitution(read.value).map(({ text }) => text)).toContainEqual(
    expect.stringContaining("It cannot be confirmed"),
  );
});

describe("parseConstitution", () => {
  it.each([simpleMajority, registriesOperatorsSociety])("returns the same JSON value", (example) => {
    const read = parseConstitution(JSON.parse(JSON.stringify(example)));
    expect(read).toEqual({ ok: true, value: example });
    expect(JSON.stringify(read.ok && read.value)).toBe(JSON.stringify(example));
  });

  it.each<[string, unknown, string, string?]>([
    ["/extra", 1, "unknown-key"],
    ["/name", undefined, "missing-key"],
    ["/name", "", "text"],
    ["/name", "\uD800", "text"],
    ["/format", "v2", "choice"],
    ["/fold", 1.5, "integer"],
    ["/fold", "1", "integer"],
    ["/parameters/grace", -1, "integer"],
    ["/parameters/skew", -0, "integer"],
    ["/parameters/skew", null, "integer"],
    ["/chambers", [], "shape"],
    ["/chambers/Big", registriesOperatorsSociety.chambers["panel"], "name"],
    ["/chambers/a~1b", registriesOperatorsSociety.chambers["panel"], "name", "/chambers/a~01b"],
    [
      "/chambers/society/membership",
      { by: "decision", class: "nothing" },
      "unknown-name",
      "/chambers/society/membership/class",
    ],
    [
      "/chambers/society/membership",
      { by: "chambers", of: ["nobody"] },
      "unknown-name",
      "/chambers/society/membership/of/0",
    ],
    [
      "/chambers/society/membership",
      { by: "chambers", of: ["society"] },
      "circular",
      "/chambers/society/membership/of/0",
    ],
    ["/chambers/society/membership", { by: "magic" }, "choice", "/chambers/society/membership/by"],
    [
      "/chambers/society/weights",
      { kind: "declared", cap: { num: 2, den: 1 } },
      "fraction",
      "/chambers/society/weights/cap",
    ],
    ["/rules/appeal/electorates/society", { recuse: [], recused: "removed", suspended: "removed" }, "unused"],
    ["/rules/appeal/electorates", {}, "missing-key", "/rules/appeal/electorates/panel"],
    ["/rules/appeal/proposers", ["nobody"], "unknown-name", "/rules/appeal/proposers/0"],
    ["/rules/appeal/ballot/choices", ["yes", "abstain"], "choices"],
    ["/rules/appeal/ballot/choices", ["yes", "yes"], "duplicate", "/rules/appeal/ballot/choices/1"],
    ["/rules/appeal/stages", [], "length"],
    ["/rules/appeal/periods/voting", 0, "integer"],
    ["/rules/appeal/periods/expiry", 0, "integer"],
    ["/rules/emergency/periods/lapse", 0, "no-lapse"],
    ["/rules/emergency/emergency/confirm", "nothing", "unknown-name"],
    ["/rules/emergency/emergency/confirm", "emergency", "emergency"],
    ["/rules/emergency/emergency/confirm", 1, "name"],
    [
      THRESHOLD,
      { kind: "support", chamber: "panel", who: { members: ["Q N"] } },
      "party",
      `${THRESHOLD}/who/members/0`,
    ],
    ["/rules/ordinary/extension/last", 999_999_999, "extension"],
    ["/rules/reclaim/appeal/levels/0/body", "society", "appeal-body"],
    ["/rules/reclaim/appeal/levels/0/body", "nobody", "unknown-name"],
    ["/rules/reclaim/appeal/levels/0/class", "nothing", "unknown-name"],
    ["/rules/reclaim/appeal/levels/0/class", "ordinary", "appeal-rule"],
    [THRESHOLD, "majority", "shape"],
    [THRESHOLD, { kind: "magic" }, "choice", `${THRESHOLD}/kind`],
    [`${THRESHOLD}/chamber`, "nobody", "missing-key", "/rules/appeal/electorates/nobody"],
    [`${THRESHOLD}/share`, { num: 0, den: 1 }, "integer", `${THRESHOLD}/share/num`],
    [`${THRESHOLD}/share`, { num: 1, den: 1 }, "unattainable", `${THRESHOLD}/comparator`],
    [`${THRESHOLD}/comparator`, ">=", "tie-free"],
    [
      THRESHOLD,
      { kind: "at-least", number: 2, of: [{ kind: "due-process" }] },
      "unattainable",
      `${THRESHOLD}/number`,
    ],
    [THRESHOLD, { kind: "all", of: [] }, "length", `${THRESHOLD}/of`],
    [
      THRESHOLD,
      {
        kind: "threshold",
        chamber: "panel",
        share: half,
        comparator: ">=",
        base: "all",
        tie: { answer: "passes" },
      },
      "tie",
      `${THRESHOLD}/tie`,
    ],
    [
      THRESHOLD,
      { kind: "quorum", chamber: "panel", counts: ["no"], need: { number: 1 } },
      "counts",
      `${THRESHOLD}/counts`,
    ],
    [
      THRESHOLD,
      {
        kind: "quorum",
        chamber: "panel",
        counts: ["yes"],
        need: { share: { num: 1, den: 1 }, comparator: ">" },
      },
      "unattainable",
      `${THRESHOLD}/need/comparator`,
    ],
    [
      THRESHOLD,
      { kind: "limit", chamber: "panel", counts: ["yes"], most: { number: 1 } },
      "counts",
      `${THRESHOLD}/counts`,
    ],
    [
      THRESHOLD,
      {
        kind: "limit",
        chamber: "panel",
        counts: ["no", "abstain"],
        most: { share: half, comparator: "<", base: "cast" },
      },
      "counts",
      `${THRESHOLD}/counts/1`,
    ],
    [
      THRESHOLD,
      { kind: "veto", chamber: "panel", who: { role: "chair" }, counts: ["veto"] },
      "counts",
      `${THRESHOLD}/counts`,
    ],
    [
      THRESHOLD,
      {
        kind: "any",
        of: [{ kind: "if-affected", chamber: "nobody", condition: { kind: "due-process" } }],
      },
      "unused",
      "/rules/appeal/electorates/panel",
    ],
    ["/amendment/order", ["amendment", "nothing"], "unknown-name", "/amendment/order/1"],
    ["/amendment/order", ["emergency", "amendment", "entrenchment"], "emergency", "/amendment/order/0"],
    ["/amendment/clauses", [{ clause: "/rules", by: "entrenchment" }], "missing-clause"],
    ["/amendment/clauses/0/by", "ordinary", "unknown-name"],
    ["/amendment/clauses/0/clause", "rules", "pointer"],
    ["/amendment/clauses/0/clause", "/amendment", "duplicate", "/amendment/clauses/1/clause"],
  ])("refuses %s = %j with %s", (pointer, value, code, field) => {
    if (code === "tie-free") {
      // Control: this change is allowed, so the refusals around it have their own cause.
      expect(refusal(pointer, value)).toBeNull();
    } else expect(refusal(pointer, value)).toEqual([code, field ?? pointer]);
  });

  it("refuses conditions nested too deep, too many of them, and stages named alike", () => {
    let deep: unknown = { kind: "due-process" };
    for (let i = 0; i < 12; i++) deep = { kind: "all", of: [deep] };
    expect(refusal(THRESHOLD, deep)?.[0]).toBe("too-deep");
    const wide = { kind: "all", of: Array.from({ length: 60 }, () => ({ kind: "due-process" })) };
    expect(refusal(THRESHOLD, { kind: "all", of: [wide, wide, wide, wide, wide] })?.[0]).toBe("too-many");
    const stage = registriesOperatorsSociety.rules["appeal"]!.stages[0];
    expect(refusal("/rules/appeal/stages", [stage, stage])).toEqual([
      "duplicate",
      "/rules/appeal/stages/1/name",
    ]);
  });

  it("an appeal is decided by a rule without appeal or emergency", () => {
    const { emergency } = registriesOperatorsSociety.rules["emergency"]!;
    const short = changed(registriesOperatorsSociety, "/rules/appeal/periods/lapse", 1);
    expect(refusal("/rules/appeal/emergency", emergency, short)?.[0]).toBe("appeal-rule");
    const { panel } = registriesOperatorsSociety.chambers;
    const second = changed(registriesOperatorsSociety, "/chambers/second", panel);
    const levels = [{ body: "second", class: "second", length: 1 }];
    const { appeal } = registriesOperatorsSociety.rules["reclaim"]!;
    const rule = registriesOperatorsSociety.rules["appeal"]!;
    const terms = Object.values(rule.electorates)[0];
    const other = changed(second, "/rules/second", {
      ...rule,
      electorates: { second: terms },
      stages: [{ name: "vote", condition: { ...rule.stages[0]!.condition, chamber: "second" } }],
    });
    expect(parseConstitution(other).ok).toBe(true);
    expect(refusal("/rules/appeal/appeal", { ...appeal, levels }, other)?.[0]).toBe("appeal-rule");
    // Two measures whose appeals go to different bodies are proposed apart.
    const apart = changed(other, "/rules/reassign/appeal", { ...appeal, levels });
    const joined = ruleFor(apart, ["reclaim", "reassign"]);
    expect(!joined.ok && joined.error.code).toBe("appeal-body");
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void parseConstitution(value)));
    for (const value of [undefined, null, () => 1, Symbol("x"), 1n])
      expect(parseConstitution(value).ok).toBe(false);
  });
});

describe("amendment", () => {
  it("the longest clause decides, at a pointer's boundary", () => {
    expect(amendedBy(registriesOperatorsSociety, "/rules/reclaim/periods/notice")).toBe("entrenchment");
    expect(amendedBy(registriesOperatorsSociety, "/rules/reclaim-more")).toBe("amendment");
    expect(amendedBy(registriesOperatorsSociety, "/name")).toBe("amendment");
  });

  it("a change needs every class whose clauses it touches", () => {
    const needed = (pointer: string, value: unknown) =>
      amendmentClasses(registriesOperatorsSociety, changed(registriesOperatorsSociety, pointer, value));
    expect(needed("/name", registriesOperatorsSociety.name)).toEqual([]);
    expect(needed("/name", "Other")).toEqual(["amendment"]);
    expect(needed("/rules/ordinary/periods/notice", 1)).toEqual(["amendment"]);
    expect(needed("/rules/reclaim/periods/notice", 1)).toEqual(["entrenchment"]);
    expect(needed("/rules/reclaim", undefined)).toEqual(["entrenchment"]);
    expect(needed("/rules", {})).toEqual(["amendment", "entrenchment"]);
    expect(needed("/amendment/clauses", [])).toEqual(["entrenchment"]);
  });

  it("whatever the order of the clauses, and with the clauses inside what is replaced", () => {
    const { order, clauses } = registriesOperatorsSociety.amendment;
    const more = [...clauses, { clause: "/rules/ordinary/periods", by: "entrenchment" }].reverse();
    const turned = changed(registriesOperatorsSociety, "/amendment", { order, clauses: more });
    expect(amendedBy(turned, "/rules/reclaim")).toBe("entrenchment");
    expect(amendedBy(turned, "/name")).toBe("amendment");
    expect(amendmentClasses(turned, changed(turned, "/rules/ordinary", undefined))).toEqual(order);
  });

  it.each([
    ["/amendment", "amend the amender"],
    ["/fold", "replace the fold"],
    ["/format", "replace the format"],
    ["/chambers", "empty or re-weigh the electorate"],
    ["/rules/entrenchment", "weaken the strongest rule"],
  ])("no two-step way round: %s (%s)", (clause) => {
    const { clauses } = registriesOperatorsSociety.amendment;
    const weak = clauses.map((each) => (each.clause === clause ? { clause, by: "amendment" } : each));
    expect(refusal("/amendment/clauses", weak)?.[0]).toBe("entrenchment");
    expect(
      refusal("/amendment/clauses", [
        ...clauses,
        { clause: clause === "/chambers" ? "/chambers/society/weights" : `${clause}/inner`, by: "amendment" },
      ])?.[0],
    ).toBe("entrenchment");
  });
});

describe("the fold's minimums", () => {
  const fields = (pointer: string, value: unknown, from = simpleMajority) =>
    checkMinimums(changed(from, pointer, value)).map((each) => each.field);
  const DAY = 86_400;

  it("are kept by the examples", () => {
    expect(checkMinimums(simpleMajority)).toEqual([]);
    expect(checkMinimums(registriesOperatorsSociety)).toEqual([]);
  });

  it.each<[string, number]>([
    ...Object.entries(FIXED_MINIMUMS.parameters).map(([key, least]): [string, number] => [
      `/parameters/${key}`,
      least,
    ]),
    ...Object.entries(FIXED_MINIMUMS.everyRule).map(([key, least]): [string, number] => [
      `/rules/ordinary/periods/${key}`,
      least,
    ]),
    ...Object.entries(FIXED_MINIMUMS.amendment).map(([key, least]): [string, number] => [
      `/rules/amendment/periods/${key}`,
      least,
    ]),
    ...FIXED_MINIMUMS.dueProcessClasses.flatMap((id) =>
      Object.entries(FIXED_MINIMUMS.dueProcess).map(([key, least]): [string, number] => [
        `/rules/${id}/periods/${key}`,
        least,
      ]),
    ),
    ["/rules/emergency/periods/voting", 3600],
    ["/rules/reclaim/appeal/levels/0/length", 14 * DAY],
    ["/rules/reclaim/stages/0/voting", 7 * DAY],
  ])("%s is at least %i", (pointer, least) => {
    expect(fields(pointer, least)).toEqual([]);
    expect(fields(pointer, least - 1)).toContain(pointer);
  });

  it.each(Object.entries(FIXED_MINIMUMS.parametersMost))("/parameters/%s is at most %i", (key, most) => {
    expect(fields(`/parameters/${key}`, most)).toEqual([]);
    expect(fields(`/parameters/${key}`, most + 1)).toEqual([`/parameters/${key}`]);
  });

  it("emergencies are short and few, and act on nobody's holdings", () => {
    expect(fields("/rules/emergency/periods/lapse", 91 * DAY)).toEqual(["/rules/emergency/periods/lapse"]);
    expect(fields("/rules/emergency/emergency/renewals", 4)).toEqual(["/rules/emergency/emergency/renewals"]);
    const { emergency } = simpleMajority.rules["emergency"]!;
    expect(fields("/rules/suspend/emergency", emergency)).toContain("/rules/suspend/emergency");
  });

  it("due process has its shape", () => {
    expect(fields("/rules/recover/appeal", undefined)).toEqual(["/rules/recover/appeal/levels"]);
    expect(fields("/rules/recover/appeal/suspends", false)).toEqual(["/rules/recover/appeal/suspends"]);
    expect(fields("/rules/recover/electorates/members/recuse", [])).toEqual([
      "/rules/recover/electorates/members/recuse",
    ]);
    // Whoever is no member opens no case.
    expect(fields("/rules/recover/proposers", [])).toEqual(["/rules/recover/proposers"]);
    const naked = simpleMajority.rules["ordinary"]!.stages;
    expect(fields("/rules/reclaim/stages", naked)).toEqual(["/rules/reclaim/stages"]);
    expect(fields("/rules/reclaim", undefined)).toEqual([]);
  });

  const consent: Condition = { kind: "consent", role: "affected", share: { num: 1, den: 1 } };
  const process: Condition = { kind: "due-process" };
  const most: Condition = { kind: "threshold", chamber: "a", share: half, comparator: ">", base: "cast" };
  it.each<[string, Condition, boolean]>([
    ["consent", consent, true],
    ["consent of some", { ...consent, share: half }, false],
    ["consent of others", { ...consent, role: "other" }, false],
    ["consent by silence", { ...consent, silence: "consents" }, false],
    ["consent of nobody", { ...consent, onNone: "holds" }, false],
    ["a majority", most, false],
    ["due process alone", process, false],
    ["due process and a majority", { kind: "all", of: [process, most] }, true],
    ["due process and half", { kind: "all", of: [process, { ...most, comparator: ">=" }] }, false],
    ["a majority of nobody", { kind: "all", of: [process, { ...most, onZero: "holds" }] }, false],
    ["a majority by tie", { kind: "all", of: [process, { ...most, tie: { answer: "passes" } }] }, false],
    ["either", { kind: "any", of: [consent, { kind: "all", of: [process, most] }] }, true],
    ["a way round", { kind: "any", of: [consent, most] }, false],
    ["two of three", { kind: "at-least", number: 2, of: [consent, consent, most] }, true],
    ["one of three", { kind: "at-least", number: 1, of: [consent, consent, most] }, false],
    ["only where affected", { kind: "if-affected", chamber: "a", condition: consent }, false],
  ])("%s: holder protected = %s", (_, condition, expected) => {
    expect(protectsHolder(ruleOf(condition))).toBe(expected);
  });
});

describe("protection over several stages", () => {
  it("adds up: every stage must pass", () => {
    const process: Condition = { kind: "due-process" };
    const most: Condition = { kind: "threshold", chamber: "a", share: half, comparator: ">", base: "cast" };
    const stages = [
      { name: "case", condition: process },
      { name: "vote", condition: most },
    ];
    expect(protectsHolder(ruleOf(process, { stages }))).toBe(true);
    expect(protectsHolder(ruleOf(process, { stages: stages.slice(1) }))).toBe(false);
  });
});

describe("lowersProtection (G6)", () => {
  const lowered = (pointer: string, value: unknown) =>
    lowersProtection(registriesOperatorsSociety, changed(registriesOperatorsSociety, pointer, value));
  it.each<[string, unknown]>([
    ["/rules/reclaim/periods/notice", 1],
    ["/rules/reclaim/periods/expiry", 999_999_999],
    ["/rules/reclaim/stages/0/name", "other"],
    ["/rules/reclaim", undefined],
    ["/rules/reclaim/appeal/levels/0/length", 1],
    ["/rules/appeal/about", "other"],
    ["/rules/admission/about", "other"],
    ["/chambers/society/weights/kind", "declared"],
    ["/chambers/panel/name", "other"],
    ["/parameters/quarantine", 1],
  ])("%s = %j asks the holders", (pointer, value) => {
    expect(lowered(pointer, value)).toEqual([pointer]);
  });
  it.each<[string, unknown]>([
    ["/name", "other"],
    ["/rules/ordinary/about", "other"],
    ["/parameters/grace", 1],
    ["/rules/reclaim/periods/notice", 999_999_999],
    ["/rules/reclaim/appeal/levels/0/length", 999_999_999],
    ["/parameters/quarantine", 999_999_999],
  ])("%s = %j does not", (pointer, value) => {
    expect(lowered(pointer, value)).toEqual([]);
  });
});

describe("ruleFor", () => {
  const combined = (...classes: string[]) => {
    const result = ruleFor(registriesOperatorsSociety, classes);
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };
  const code = (from: Constitution, ...classes: string[]) => {
    const result = ruleFor(from, classes);
    return result.ok ? null : result.error.code;
  };

  it("one class is its own rule; all conditions of several, in one order", () => {
    expect(combined("ordinary", "ordinary")).toBe(registriesOperatorsSociety.rules["ordinary"]);
    const both = combined("reclaim", "ordinary");
    expect(both).toEqual(combined("ordinary", "reclaim"));
    expect(both.stages[0]!.condition).toEqual({
      kind: "all",
      of: ["ordinary", "reclaim"].map((id) => registriesOperatorsSociety.rules[id]!.stages[0]!.condition),
    });
    expect(both.electorates["society"]!.recuse).toEqual(["affected", "proposer"]);
    expect(both.appeal).toEqual(registriesOperatorsSociety.rules["reclaim"]!.appeal);
    expect(both.extension).toEqual(registriesOperatorsSociety.rules["ordinary"]!.extension);
  });

  it("the longest periods", () => {
    const ids = ["ordinary", "reclaim", "amendment", "entrenchment"];
    const { periods, stages } = combined(...ids);
    for (const key of [
      "notice",
      "deliberation",
      "voting",
      "waiting",
      "expiry",
      "pause",
      "answer",
      "quarantine",
    ] as const) {
      expect(periods[key]).toBe(
        Math.max(...ids.map((id) => registriesOperatorsSociety.rules[id]!.periods[key])),
      );
    }
    expect(stages[0]!.voting).toBe(30 * 86_400);
    const soon = changed(registriesOperatorsSociety, "/rules/ordinary/periods/lapse", 500);
    const result = ruleFor(soon, ["ordinary", "amendment"]);
    expect(result.ok && result.value.periods.lapse).toBe(500);
  });

  it("a combined rule is a rule of the language", () => {
    const both = combined("ordinary", "reclaim", "entrenchment");
    const constitution = changed(registriesOperatorsSociety, "/rules/both", both);
    expect(parseConstitution(constitution)).toEqual({ ok: true, value: constitution });
  });

  it("refuses emergencies in bundles, unknown classes, nothing, and what cannot go together", () => {
    expect(code(simpleMajority, "emergency")).toBeNull();
    expect(code(simpleMajority, "emergency", "ordinary")).toBe("emergency-bundle");
    expect(code(simpleMajority, "emergency", "emergency")).toBe("emergency-bundle");
    expect(code(simpleMajority, "nothing")).toBe("no-rule");
    expect(code(simpleMajority, "constructor")).toBe("no-rule");
    expect(code(simpleMajority)).toBe("no-measure");
    expect(code(simpleMajority, "reclaim", "appeal")).toBe("appeal-body");
    const apart = changed(
      changed(simpleMajority, "/rules/ordinary/proposers", ["members"]),
      "/rules/reclaim/proposers",
      ["panel"],
    );
    expect(code(apart, "ordinary", "reclaim")).toBe("no-proposer");
    expect(code(apart, "ordinary", "admission")).toBeNull();
  });

  it("stages are joined by position, delegation is the narrowest", () => {
    const stage = (name: string) => ({ name, condition: { kind: "due-process" } });
    const two = changed(simpleMajority, "/rules/ordinary/stages", [
      { ...simpleMajority.rules["ordinary"]!.stages[0], voting: 9_999_999 },
      stage("second"),
    ]);
    const delegation = (most: number) => ({ transitive: most > 1, length: 10 * most, most });
    const first = changed(two, "/rules/ordinary/delegation", delegation(3));
    const single = ruleFor(first, ["ordinary", "admission"]);
    expect(single.ok && single.value.stages.map((each) => [each.name, each.voting])).toEqual([
      ["vote", 9_999_999],
      ["second (2)", simpleMajority.rules["ordinary"]!.periods.voting],
    ]);
    expect(single.ok && single.value.delegation).toBeUndefined();
    const both = ruleFor(changed(first, "/rules/admission/delegation", delegation(1)), [
      "ordinary",
      "admission",
    ]);
    expect(both.ok && both.value.delegation).toEqual({ transitive: false, length: 10, most: 1 });
  });
});

describe("weights and the frozen electorate", () => {
  it("square roots are exact", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const root = BigInt(squareRoot(value));
        expect(root * root <= BigInt(value) && (root + 1n) * (root + 1n) > BigInt(value)).toBe(true);
      }),
    );
    expect(squareRoot(94_906_265 ** 2 - 1)).toBe(94_906_264);
  });

  it("a cap holds and is the greatest that does", () => {
    const cap = { num: 1, den: 4 };
    const weights = { kind: "declared", cap } as const;
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 4, maxLength: 12 }), (figures) => {
        const capped = weigh(weights, figures);
        const top = Math.max(...capped);
        const total = capped.reduce((a, b) => a + b, 0);
        fc.pre(figures.filter((each) => each > 0).length >= 4);
        expect(top * 4).toBeLessThanOrEqual(total);
        if (top < Math.max(...figures)) {
          const next = figures.reduce((sum, each) => sum + Math.min(each, top + 1), 0);
          expect((top + 1) * 4).toBeGreaterThan(next);
        }
      }),
    );
    expect(weigh(weights, [9, 9])).toEqual([1, 1]);
    expect(weigh({ kind: "measured", figure: "x", scale: "sqrt" }, [99, 100])).toEqual([9, 10]);
    expect(weigh({ kind: "measured", figure: "x", scale: "linear" }, [99, 100])).toEqual([99, 100]);
    expect(weigh({ kind: "equal" }, [99, 0])).toEqual([1, 1]);
  });

  it("seats members by membership, recuses by role, weighs by figure", () => {
    const member = (id: string, more: Partial<Member>): Member => ({
      id,
      chambers: [],
      roles: [],
      suspended: false,
      ...more,
    });
    const rule = registriesOperatorsSociety.rules["reclaim"]!;
    const members = [
      member("r1", { chambers: ["registries"], roles: ["affected"] }),
      member("r2", { chambers: ["registries", "operators"], figures: { networks: 10_000 } }),
      member("o1", { chambers: ["operators"], figures: { networks: 49 }, suspended: true }),
    ];
    const frozen = freezeElectorate(registriesOperatorsSociety, rule, members, ["registries"]);
    expect(
      frozen.ok && frozen.value.chambers["registries"]!.map((each) => [each.member, each.status]),
    ).toEqual([
      ["r1", "recused"],
      ["r2", "voting"],
    ]);
    expect(
      frozen.ok && frozen.value.chambers["operators"]!.map((each) => [each.weight, each.status]),
    ).toEqual([
      [1, "voting"],
      [1, "suspended"],
    ]);
    expect(frozen.ok && frozen.value.affected).toEqual(["registries"]);
    const bad = members.map((each) =>
      member(each.id, { chambers: ["operators"], figures: { networks: 0.5 } }),
    );
    const refused = freezeElectorate(registriesOperatorsSociety, rule, bad, []);
    expect(!refused.ok && refused.error.code).toBe("weight");
    const plain = changed(registriesOperatorsSociety, "/chambers/operators/weights", {
      kind: "measured",
      figure: "networks",
      scale: "linear",
    });
    const huge = bad.map((each) =>
      member(each.id, { chambers: ["operators"], figures: { networks: Number.MAX_SAFE_INTEGER } }),
    );
    const heavy = freezeElectorate(plain, rule, huge, []);
    expect(!heavy.ok && heavy.error.code).toBe("overflow");
  });

  it("chambers by role and of chambers", () => {
    const byRole = changed(registriesOperatorsSociety, "/chambers/panel/membership", {
      by: "role",
      role: "elder",
    });
    const union = changed(registriesOperatorsSociety, "/chambers/panel/membership", {
      by: "chambers",
      of: ["registries", "society"],
    });
    const rule = registriesOperatorsSociety.rules["appeal"]!;
    const of = (constitution: Constitution, roles: string[], chambers: string[]) => {
      const frozen = freezeElectorate(
        constitution,
        rule,
        [{ id: "x", chambers, roles, suspended: false }],
        [],
      );
      return frozen.ok ? frozen.value.chambers["panel"]!.length : -1;
    };
    expect([of(byRole, ["elder"], []), of(byRole, [], ["panel"])]).toEqual([1, 0]);
    expect([of(union, [], ["society"]), of(union, [], ["operators"])]).toEqual([1, 0]);
  });
});
