/** The files of test vectors, and that each kind of mistake in such a file is found. */
import { checkRulesFile } from "@comity/rules/check";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const folder = new URL("../../../../../shared/vectors/rules/", import.meta.url);
const present = existsSync(folder);
const suffix = present ? "" : " (skipped: shared data not present)";
const names = present ? readdirSync(folder) : [];

type Document = { [key: string]: unknown };
const read = (name: string): Document => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Document;
const failures = (document: unknown): readonly string[] => {
  const report = checkRulesFile(document);
  return report.ok
    ? report.value.checks.filter(({ passed }) => !passed).map(({ name }) => name)
    : [report.error.code];
};

describe("files of other people", () => {
  it.skipIf(!present)(`all of them are met to the last digit${suffix}`, () => {
    const counts: { [name: string]: number } = {};
    for (const name of names) {
      const report = checkRulesFile(read(name));
      if (!report.ok) throw new Error(`${name}: ${report.error.detail}`);
      expect(report.value.checks.filter(({ passed }) => !passed)).toEqual([]);
      counts[name] = report.value.checks.length;
    }
    expect(counts).toMatchObject({
      "eu-populations.json": 52,
      "imf-top25.json": 54,
      "published-games.json": 24,
      "real-decisions.json": 129,
      "unsc.json": 47,
    });
  });

  it.skipIf(!present)(`wrong tables are recognised, and what they show instead${suffix}`, () => {
    const report = checkRulesFile(read("published-games.json"));
    const notes = report.ok
      ? report.value.checks.flatMap(({ name, detail }) => (name.includes("WRONG") ? [detail] : []))
      : [];
    expect(notes).toHaveLength(2);
    for (const note of notes) expect(note).toContain("what was printed is shapley_shubik");
  });
});

describe("the formats, beyond what the files use", () => {
  it.skipIf(!present)(`how many members of the IMF block 85 and 70 of 100${suffix}`, () => {
    const claim = (percent: number, value: number) => ({
      claim: `members needed to block a ${percent}% decision`,
      value,
    });
    const document = read("imf-top25.json");
    expect(failures({ ...document, derived_tests: [claim(85, 1), claim(70, 4)] })).toEqual([]);
    expect(failures({ ...document, derived_tests: [claim(85, 2), { claim: "all is well" }] })).toHaveLength(
      2,
    );
    const alone = (percent: number, expected: readonly string[]) => ({
      claim: `single-member blocking of a ${percent}% decision`,
      expect: expected,
    });
    expect(
      failures({
        ...document,
        derived_tests: [alone(70, []), alone(94, ["United States", "Japan", "China"])],
      }),
    ).toEqual([]);
  });

  it("strict quotas, other fields of games, overrides", () => {
    const game = { name: "g", quota: 2, weights: [2, 1, 1], win: "sum > quota" };
    expect(
      failures({
        cases: [{ ...game, holler_raw: [2, 1, 1], minimal_winning: 2, coleman_collectivity: "3/8" }],
      }),
    ).toEqual([]);
    const council = {
      name: "c",
      members: ["a", "b", "c", "d"],
      criteria: [{ quota: 4, weights: [4, 0, 0, 0] }],
      override_min_members: 3,
    };
    expect(
      failures({
        games: [{ ...council, winning: 9, minimal_blocking: 3, swings: { a: 7, b: 1, c: 1, d: 1 } }],
      }),
    ).toEqual([]);
  });

  it("decisions that failed, vetoes, abstaining and absent permanent members, shares in x/gov", () => {
    const tally = { yes: 9, no: 1, abstain: 3, nonvoting: 2 };
    const council = { body: "UNSC", id: "x", date: "2001-01-01", ...tally };
    expect(
      failures({
        cases: [
          { ...council, permanent_no: ["AAA"], actual: "vetoed", art27_3_substantive: false },
          {
            ...council,
            permanent_no: [],
            permanent_abstain: ["A", "B"],
            permanent_nonvoting: ["C"],
            actual: "adopted",
            art27_3_substantive: true,
          },
          {
            ...council,
            yes: 8,
            no: 2,
            actual: "rejected",
            art27_2_procedural: false,
            art27_3_substantive: false,
          },
          {
            body: "UNGA",
            id: "y",
            yes: 1,
            no: 2,
            abstain: 0,
            nonvoting: 0,
            members: 3,
            actual: "rejected",
            simple_present_voting: false,
          },
          { body: "UNGA", id: "z", actual: "adopted without a vote" },
          {
            body: "Cosmos x/gov",
            id: "82",
            yes_pct: 47.51,
            no_pct: 1.98,
            veto_pct: 37.39,
            abstain_pct: 13.12,
            rule: { threshold: 0.5, veto: 0.334, base: "non-abstaining" },
            expect: "vetoed: more than 33.4 % with veto",
          },
        ],
      }),
    ).toEqual([]);
    const none = failures({ cases: [{ ...council, permanent_no: ["A", "B"], art27_3_substantive: false }] });
    expect(none).toEqual(["UNSC x: permanent_no"]);
    expect(failures({ cases: [council] })).toEqual(["UNSC x"]);
  });
});

/** Each changes one value of a file; the check that must fail. */
const MISTAKES: readonly [file: string, pointer: string, value: unknown, failing: string][] = [
  ["published-games.json", "/cases/0/banzhaf_normalized/0", "1/3", "4;3,2,1,1 Banzhaf: banzhaf_normalized"],
  ["published-games.json", "/cases/0/banzhaf_raw/1", 3, "4;3,2,1,1 Banzhaf: banzhaf_raw"],
  ["published-games.json", "/cases/3/banzhaf_absolute/0", 0.626, "12;8,6,4,2: banzhaf_absolute"],
  [
    "published-games.json",
    "/cases/8/shapley_shubik_rounded3/0",
    0.534,
    "Catalan Parliament 2012: shapley_shubik_rounded3",
  ],
  ["published-games.json", "/cases/0/win", "sum != quota", "4;3,2,1,1 Banzhaf"],
  ["published-games.json", "/cases/0/banzhaf_strange", [1], "4;3,2,1,1 Banzhaf: banzhaf_strange"],
  ["published-games.json", "/cases/0/weights", [1.5], "4;3,2,1,1 Banzhaf"],
  [
    "published-games.json",
    "/cases/10/WRONG_third_party_banzhaf_normalized",
    [0.321, 0.179, 0.25, 0.107, 0.107, 0, 0.036],
    "Bundestag 2025+BSW: WRONG_third_party_banzhaf_normalized",
  ],
  ["unsc.json", "/games/0/winning", 849, "UNSC: winning"],
  ["unsc.json", "/games/0/minimal_winning", 211, "UNSC: minimal_winning"],
  ["unsc.json", "/games/0/swings/P1", 847, "UNSC: swings"],
  ["unsc.json", "/games/0/shapley_shubik/N1", 0.0018648018648, "UNSC: shapley_shubik"],
  ["unsc.json", "/games/1/coleman_prevent/N6", 0.0877192982456, "UNSC-pre1965: coleman_prevent"],
  ["unsc.json", "/games/0/surprise", 1, "UNSC: surprise"],
  ["unsc.json", "/games/2/override_min_members", 3, "EEC-1958: swings"],
  ["unsc.json", "/weighted_form/quota", 38, "weighted_form: UNSC"],
  ["unsc.json", "/published/UNSC/permanent/swings", 847, "published UNSC: permanent.swings"],
  ["eu-populations.json", "/population/Malta/p2011", 413, "Malta p2011: 413->4130"],
  ["eu-populations.json", "/qpop_published_62pct/p2011", 3106765, "p2011: 62 % of 27 members"],
  ["imf-top25.json", "/members/0/votes", 831395, "United States: basic votes"],
  ["imf-top25.json", "/members/1/votes_pct", 6.2, "Japan: share of votes"],
  [
    "imf-top25.json",
    "/derived_tests/0/expect",
    ["Japan"],
    "claim: single-member blocking of an 85% decision",
  ],
  ["imf-top25.json", "/derived_tests/1/value", 0.74, "claim: top-25 share of total votes"],
  ["imf-top25.json", "/implied_basic_votes/3", 1453, "implied basic votes"],
  [
    "real-decisions.json",
    "/cases/0/simple_present_voting",
    false,
    "UNGA A/RES/73/266: simple_present_voting",
  ],
  [
    "real-decisions.json",
    "/cases/1/two_thirds_present_voting",
    true,
    "UNGA A/RES/73/187: two_thirds_present_voting",
  ],
  ["real-decisions.json", "/cases/0/nonvoting", 28, "UNGA A/RES/73/266: members"],
  ["real-decisions.json", "/cases/0/three_fifths", true, "UNGA A/RES/73/266: three_fifths"],
  ["real-decisions.json", "/cases/16/art27_3_substantive", true, "UNSC S/RES/34(1947): art27_3_substantive"],
  ["real-decisions.json", "/cases/17/date", "1966-10-31", "UNSC S/RES/119(1956): members"],
  ["real-decisions.json", "/cases/16/permanent_no", [], "UNSC S/RES/34(1947): art27_3_substantive"],
  ["real-decisions.json", "/cases/22/rule/threshold", 0.55, "Juno x/gov prop 16: passed"],
  ["real-decisions.json", "/cases/22/rule/veto", 0.03, "Juno x/gov prop 16: passed"],
  ["real-decisions.json", "/cases/23/id", "80%", "IMF 80%: one member alone"],
  ["real-decisions.json", "/cases/5/body", "Parliament", "Parliament A/RES/77/36"],
];

/** One column is enough to find a mistake in it. */
function oneColumn(document: Document): Document {
  const { population, fixes_applied: fixes } = document as {
    population: { [state: string]: { [column: string]: number } };
    fixes_applied: string[][];
  };
  const states = Object.entries(population).map(([state, row]) => [state, { p2011: row["p2011"] }] as const);
  const published = document["qpop_published_62pct"] as { [column: string]: number };
  return {
    population: Object.fromEntries(states.filter(([, row]) => row.p2011 !== undefined)),
    qpop_published_62pct: { p2011: published["p2011"] },
    fixes_applied: fixes.filter(([, column]) => column === "p2011"),
  };
}

describe("a mistake in a file is found", () => {
  it.skipIf(!present).each(MISTAKES)(`%s%s = %j: %s${suffix}`, (file, pointer, value, failing) => {
    const document = file === "eu-populations.json" ? oneColumn(read(file)) : read(file);
    let place: Document = document;
    const path = pointer.slice(1).split("/");
    for (const key of path.slice(0, -1)) place = place[key] as Document;
    place[path.at(-1)!] = value;
    expect(failures(document)).toContain(failing);
  });

  it.each([
    ["null", null],
    ["a list", []],
    ["an unknown shape", { rows: [] }],
    ["cases of nothing known", { cases: [{ x: 1 }] }],
    ["games and decisions mixed", { cases: [{ quota: 1 }, { body: "UNGA" }] }],
    ["an unknown field beside cases", { cases: [{ quota: 1 }], more: 1 }],
  ])("%s is no known format", (_, document) => {
    expect(failures(document)).toEqual(["check-format"]);
  });

  it("a file that states nothing is refused", () => {
    expect(failures({ games: [] })).toEqual(["check-empty"]);
  });
});
