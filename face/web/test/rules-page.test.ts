import { registriesOperatorsSociety, simpleMajority } from "@comity/rules";
import { describe, expect, it } from "vitest";
import { compute, type Side } from "../rules/model.ts";
import { movables, pointed } from "../rules/numbers.ts";
import { powerView } from "../rules/power-view.ts";
import { line, sideOf } from "../rules/start.ts";

function firstOf<T>(list: readonly T[]): T {
  for (const one of list) return one;
  throw new Error("expected at least one");
}
const [first, firstRule] = firstOf(Object.entries(simpleMajority.rules));
const chamber = firstOf(Object.keys(firstRule.electorates));
const withMembers = (members: number, yes: number): Side => ({
  ...sideOf("", simpleMajority, first),
  groups: Array.from({ length: members }, (_, i) =>
    line(`M${i}`, 1, 1, { chambers: [chamber], yes: i < yes ? 1 : 0, no: i < yes ? 0 : 1 }),
  ),
});
const outcome = (side: Side): string => {
  const computed = compute(side);
  return computed.ok ? computed.value.evaluation.outcome : computed.error.code;
};

describe("the model of the rules page", () => {
  it("judges an imagined vote", () => {
    expect(outcome(withMembers(3, 3))).toBe("passes");
    expect(outcome(withMembers(3, 1))).toBe("fails");
  });

  it("takes changed numbers, and refuses those that are no rule", () => {
    const side = withMembers(5, 4);
    const share = movables(firstRule).find((each) => each.kind === "share" && each.path.endsWith("/share"))!;
    expect(pointed(firstRule, share.path)).toBeTypeOf("object");
    const changed = { ...side, edits: { [`${share.path}/num`]: 1, [`${share.path}/den`]: 1 } };
    expect(outcome(side)).toBe("passes");
    expect(outcome({ ...changed, edits: { ...changed.edits, [share.comparator!.path]: ">=" } })).toBe(
      "fails",
    );
    expect(compute({ ...side, edits: { [`${share.path}/num`]: 7, [`${share.path}/den`]: 2 } }).ok).toBe(
      false,
    );
  });

  it("gives every movable number a sentence of its own", () => {
    for (const name of Object.keys(registriesOperatorsSociety.rules)) {
      const computed = compute(sideOf("", registriesOperatorsSociety, name));
      if (!computed.ok) throw new Error(computed.error.detail);
      const places = computed.value.sentences.map(({ path }) => path);
      for (const { sentence } of movables(computed.value.rule)) expect(places).toContain(sentence);
    }
  });

  it("keeps members apart whose lines have one name", () => {
    const side = withMembers(3, 2);
    const computed = compute({ ...side, groups: side.groups.map((group) => ({ ...group, name: "same" })) });
    expect(computed.ok && new Set(computed.value.ids.flat()).size).toBe(3);
  });
});

describe("power as texts", () => {
  it("is that of a majority of three, with its coalitions by line", () => {
    const side = {
      ...sideOf("", simpleMajority, first),
      groups: [line("A", 1, 1, { chambers: [chamber] }), line("B", 2, 1, { chambers: [chamber] })],
    };
    const computed = compute(side);
    if (!computed.ok) throw new Error(computed.error.detail);
    const { rule, electorate, ids } = computed.value;
    const answer = powerView({ rule, electorate, ids });
    if (!answer.ok) throw new Error(answer.detail);
    expect(answer.value.rows.map((row) => row?.shapley)).toEqual(["33.33\u00a0%", "33.33\u00a0%"]);
    expect(answer.value.rows[1]!.whole).toBeCloseTo(2 / 3, 3);
    expect(answer.value.winning.kinds).toEqual([
      { counts: [0, 2], ways: "1" },
      { counts: [1, 1], ways: "2" },
    ]);
    expect(answer.value.fewestBlock).toBe(2);
  });

  it("says so when nobody votes", () => {
    const computed = compute({ ...sideOf("", simpleMajority, first), groups: [] });
    if (!computed.ok) throw new Error(computed.error.detail);
    expect(powerView({ ...computed.value }).ok).toBe(false);
  });
});
