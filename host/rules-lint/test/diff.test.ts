/** What changes between two constitutions, who must agree, and what falls. */
import { registriesOperatorsSociety, simpleMajority } from "@comity/rules";
import { diffConstitutions, openProver, type Prover } from "@comity/rules-lint";
import { afterAll, beforeAll, expect, it } from "vitest";
import { all, approval, constitution, ruleWith, yes } from "./build.ts";

let prover: Prover;
beforeAll(async () => {
  prover = await openProver();
});
afterAll(() => prover.close());

it("the same constitution has no difference", async () => {
  const none = { changes: [], classes: [], protection: [], lost: [], gained: [] };
  expect(await diffConstitutions(simpleMajority, simpleMajority, { prover })).toEqual(none);
});

it("a lower share is said in words, and what no longer holds is shown", async () => {
  const after = constitution({ ordinary: ruleWith(all(yes(1, 2, ">"), approval(1, 10))) });
  const { changes, classes, lost, gained, protection } = await diffConstitutions(simpleMajority, after, {
    prover,
  });
  const quorum = changes.find(
    (each) => each.path.startsWith("/rules/ordinary/") && each.after?.includes("1/10") === true,
  );
  expect(quorum).toBeDefined();
  expect(classes).toEqual(["amendment"]);
  expect(protection).toEqual([]);
  expect(lost.map((each) => each.check)).toContain("few-pass");
  expect(lost.find((each) => each.check === "few-pass")!.example!.length).toBe(1);
  expect(gained).toEqual([]);
  const back = await diffConstitutions(after, simpleMajority, { prover });
  expect(back.lost).toEqual([]);
  expect(back.gained.map((each) => each.check)).toContain("few-pass");
});

it("protection of holders that falls is named, and who must agree", async () => {
  const reclaim = registriesOperatorsSociety.rules["reclaim"]!;
  const shorter = { ...reclaim, periods: { ...reclaim.periods, answer: reclaim.periods.answer - 1 } };
  const after = {
    ...registriesOperatorsSociety,
    rules: { ...registriesOperatorsSociety.rules, reclaim: shorter },
  };
  const { changes, classes, protection } = await diffConstitutions(registriesOperatorsSociety, after, {
    prover,
  });
  expect(changes.map((each) => each.path)).toEqual(["/rules/reclaim/periods/answer"]);
  expect(classes).toEqual(["entrenchment"]);
  expect(protection).toEqual(["/rules/reclaim/periods/answer"]);
});
