/** Every shipped constitution is read strictly, says everything in English, and our own keep what they promise. */
import { constitutions, ownConstitutions, toYaml } from "@comity/example-rules";
import {
  checkMinimums,
  evaluate,
  explainConstitution,
  isMonotone,
  parseConstitution,
  protectsHolder,
  type Ballot,
  type Choice,
  type Consents,
  type Electorate,
} from "@comity/rules";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

describe.each(Object.entries(constitutions))("%s", (_, constitution) => {
  it("is a constitution of the language", () => {
    const read = parseConstitution(JSON.parse(JSON.stringify(constitution)));
    expect(read).toEqual({ ok: true, value: constitution });
  });

  it("names the source of every rule, and how sure it is", () => {
    for (const rule of Object.values(constitution.rules)) expect(rule.source?.text).toBeTruthy();
  });

  it("says every clause in English, once", () => {
    const sentences = explainConstitution(constitution);
    expect(new Set(sentences.map((each) => each.path)).size).toBe(sentences.length);
    for (const { path, text } of sentences) {
      expect([path, text]).toEqual([path, expect.stringMatching(/^[A-Z“].*[.:]$/)]);
      expect(text).not.toMatch(/undefined|\[object|NaN| {2}/);
    }
  });
});

describe("files", () => {
  const folder = new URL("../yaml/", import.meta.url);
  it("there is one for every constitution and no other", () => {
    const names = Object.keys(constitutions).map((name) => `${name}.yaml`);
    expect(readdirSync(folder).sort()).toEqual(names.sort());
  });
  it.each(Object.entries(constitutions))("%s.yaml is what is written here", (name, constitution) => {
    expect(readFileSync(new URL(`${name}.yaml`, folder), "utf8")).toBe(toYaml(constitution));
  });
});

const closed = { now: 99_999_999, closes: [99_999_999] };
const record = (answer: "consents" | "refuses", done: boolean): Consents => ({
  parties: [{ role: "affected", party: "holder", answer }],
  dueProcess: { grounds: done, notice: done, answer: done, hearing: done },
  judgements: [],
  requests: [],
});
const electorateOf = (
  chambers: readonly string[],
  size: number,
  affected: readonly string[],
): Electorate => ({
  chambers: Object.fromEntries(
    [...chambers].map((id) => [
      id,
      Array.from({ length: size }, (_, i) => ({
        member: `${id}-${i}`,
        weight: 1,
        status: "voting" as const,
      })),
    ]),
  ),
  affected,
});
const cast = (electorate: Electorate, size: number, bloc: Choice | null, others: Choice | null): Ballot[] =>
  Object.values(electorate.chambers).flatMap((seats) =>
    seats.flatMap(({ member }, i): Ballot[] => {
      const choice = i < size ? bloc : others;
      return choice === null ? [] : [{ member, choice, at: 1 }];
    }),
  );

describe.each(Object.entries(ownConstitutions))("%s, written for Comity", (_, constitution) => {
  const chambers = Object.keys(constitution.chambers);

  it("keeps the fixed minimums, and no vote against helps", () => {
    expect(checkMinimums(constitution)).toEqual([]);
    for (const rule of Object.values(constitution.rules)) {
      expect(isMonotone(rule)).toEqual({ monotone: true, hazards: [] });
    }
  });

  it.each(Object.entries(constitution.rules))(
    "%s: no bloc below one third of each chamber passes or blocks alone",
    (id, rule) => {
      for (const size of [3, 4, 7, 12, 31]) {
        for (const affected of [[], chambers]) {
          const electorate = electorateOf(chambers, size, affected);
          const bloc = Math.ceil(size / 3) - 1;
          const outcome = (by: Choice | null, others: Choice | null) =>
            evaluate(rule, electorate, cast(electorate, bloc, by, others), record("refuses", true), closed)
              .outcome;
          for (const others of ["no", "abstain", null] as const) {
            expect([id, size, outcome("yes", others)]).toEqual([id, size, "fails"]);
          }
          for (const by of ["no", "abstain", null] as const) {
            expect([id, size, outcome(by, "yes")]).toEqual([id, size, "passes"]);
          }
        }
      }
    },
  );

  it("nobody is stripped without due process, and everybody may give up their own", () => {
    const electorate = electorateOf(chambers, 9, []);
    const all = cast(electorate, 0, null, "yes");
    for (const id of ["reclaim", "reassign", "suspend", "recover"]) {
      const rule = constitution.rules[id]!;
      expect(protectsHolder(rule)).toBe(true);
      const outcome = (given: Consents, ballots: Ballot[]) =>
        evaluate(rule, electorate, ballots, given, closed).outcome;
      expect(outcome(record("refuses", false), all)).toBe("fails");
      expect(outcome(record("refuses", true), all)).toBe("passes");
      expect(outcome(record("refuses", true), [])).toBe("fails");
      expect(outcome(record("consents", false), [])).toBe("passes");
    }
  });
});
