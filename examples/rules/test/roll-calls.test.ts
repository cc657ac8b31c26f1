/** The 6,203 recorded roll calls of the General Assembly (reference, section 8): arithmetic, outcomes, pitfalls. */
import {
  compareDecisions,
  constitutions,
  differences,
  judgeAll,
  kindOf,
  plot,
  readRollCalls,
  recordedDecisions,
  unGeneralAssembly,
  years,
} from "@comity/example-rules";
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { part, tallied } from "./tally.ts";

const folder = new URL("../../../../shared/data/un-votes/", import.meta.url);
const decisionsFile = new URL("../../../../shared/vectors/rules/real-decisions.json", import.meta.url);
const present = existsSync(folder) && existsSync(decisionsFile);
const suffix = present ? "" : " (skipped: shared data not present)";
const text = (name: string): string => gunzipSync(readFileSync(new URL(name, folder))).toString("utf8");

describe("CSV", () => {
  const VOTES = "rcid,session,date,resolution,iso2,country,vote\n";
  const CALLS = "rcid,session,importantvote,date,unres,amend,para,short,descr\n";
  it("doubles quotes, keeps backslashes, and never reads NA as nothing", () => {
    const data = readRollCalls(
      `${CALLS}7,1,0,1946-01-01,"R/1/1",0,1,"A ""quoted"" \\","one,\ntwo"\r\n`,
      `${VOTES}7,1,1946-01-01,"R/1/1","NA","Namibia",yes\n7,1,1946-01-01,"R/1/1","","Zanzibar",abstain`,
    );
    expect(data.members).toEqual(["Namibia", "Zanzibar"]);
    expect(data.calls[0]).toMatchObject({ title: 'A "quoted" \\', paragraph: true, amendment: false });
    expect([...data.calls[0]!.votes]).toEqual([1, 3]);
  });
  it("refuses shifted columns, unknown votes and open quotes, with the record", () => {
    expect(() => readRollCalls(CALLS, `${VOTES}7,1,x,y,z,Q,maybe`)).toThrow("record 2");
    expect(() => readRollCalls(`${CALLS}7,1,0`, VOTES)).toThrow("roll calls, record 2");
    expect(() => readRollCalls(`${CALLS}7,1,0,d,"R,0,0,s,t`, VOTES)).toThrow("never closed");
    expect(() => readRollCalls(`${CALLS}x,1,0,d,R,0,0,s,t`, VOTES)).toThrow('"x" is not a number');
    expect(kindOf("a,b,c\n")).toBe(null);
  });
});

describe.skipIf(!present)(`recorded roll calls${suffix}`, () => {
  const calls = present ? text("unga_rollcalls_1946_2020.csv.gz") : "";
  const votes = present ? text("unga_votes_1946_2020.csv.gz") : "";
  const data = present ? readRollCalls(calls, votes) : { members: [], calls: [], sessions: new Map() };
  const { ordinary, important } = unGeneralAssembly.rules;
  const judged = present ? judgeAll(data, "general-assembly", ordinary!, important!) : [];
  const byId = new Map(judged.map((call) => [call.id, call]));

  it("reads every row of every file", () => {
    expect([kindOf(calls), kindOf(votes), kindOf(text("unga_issues.csv.gz"))]).toEqual([
      "calls",
      "votes",
      null,
    ]);
    expect([data.calls.length, data.members.length]).toEqual([6203, 200]);
    const totals = [0, 0, 0, 0];
    for (const call of data.calls) for (const vote of call.votes) totals[vote]!++;
    expect(totals.slice(1)).toEqual([693_664, 65_548, 110_897]);
    expect(Math.max(...data.calls.map((call) => call.session))).toBe(74);
  });

  const half = part(unGeneralAssembly, "ordinary", "/of/1");
  const twoThirds = part(unGeneralAssembly, "important", "/of/1");
  const strict = {
    ...twoThirds,
    stages: [{ name: "vote", condition: { ...twoThirds.stages[0]!.condition, comparator: ">" } }],
  } as typeof twoThirds;
  const abstentions = part(constitutions["itu"]!, "ordinary", "/of/1");
  const unanimous = part(constitutions["eu-council"]!, "unanimity", "/of/1");
  const tallyOf = ({ yes, no, abstain }: (typeof judged)[number]["ordinary"]) => ({ yes, no, abstain });
  const ids = (rule: typeof half, chamber: string, outcome: "passes" | "fails") =>
    judged
      .filter((call) => tallied(rule, chamber, tallyOf(call.ordinary)).outcome === outcome)
      .map((call) => call.id);

  it("the counts of section 8.3", () => {
    const house = "general-assembly";
    const exact = ids(twoThirds, house, "passes").filter((id) => !ids2.has(id));
    expect(ids(half, house, "passes")).toHaveLength(5854);
    expect(ids(twoThirds, house, "passes")).toHaveLength(5585);
    expect(ids2.size).toBe(5577);
    expect(exact).toEqual([205, 376, 1315, 2056, 4090, 4275, 4309, 4699]);
    expect(ids(abstentions, "delegations", "fails")).toHaveLength(69);
    expect(judged.filter(({ ordinary: { yes, no } }) => no > yes)).toHaveLength(338);
    const all = {
      ...half,
      stages: [{ name: "vote", condition: { ...half.stages[0]!.condition, base: "present" } }],
    };
    const above = ids(half, house, "passes");
    const overPresent = new Set(ids(all as typeof half, house, "passes"));
    expect(above.filter((id) => !overPresent.has(id))).toHaveLength(316);
    const enough = new Set(ids(twoThirds, house, "passes"));
    expect(above.filter((id) => !enough.has(id))).toHaveLength(269);
    expect(judged.filter((call) => call.ordinary.yes + call.ordinary.no === 0)).toHaveLength(0);
    expect(
      judged.filter(
        (call) => tallied(unanimous, "council", tallyOf(call.ordinary), { heads: true }).outcome === "passes",
      ),
    ).toHaveLength(1343);
  });
  const ids2 = present ? new Set(ids(strict, "general-assembly", "passes")) : new Set<number>();

  it("the eleven ties, under two rules", () => {
    const ties = [55, 203, 204, 206, 356, 395, 499, 669, 843, 885, 5689];
    expect(judged.filter(({ ordinary: { yes, no } }) => yes === no).map((call) => call.id)).toEqual(ties);
    const itu = constitutions["itu"]!.rules["ordinary"]!;
    for (const id of ties) {
      const tally = tallyOf(byId.get(id)!.ordinary);
      expect(tallied(half, "general-assembly", tally).again).toEqual({ why: "tie", within: 172_800 });
      const { outcome, again } = tallied(itu, "delegations", tally);
      const postponed = [203, 204, 206].includes(id);
      expect([id, outcome, again?.why]).toEqual([id, "fails", postponed ? "abstentions" : undefined]);
    }
    // Fragment: its quorum fails before its tie is asked about.
    expect(judged.filter((call) => call.ordinary.outcome === "second-vote")).toHaveLength(10);
  });

  it("excessive abstention postpones under the rules of the ITU, once, and not in the Assembly", () => {
    const { ordinary: found } = byId.get(5227)!;
    expect([found.yes, found.no, found.abstain, found.outcome]).toEqual([54, 5, 118, "passes"]);
    const itu = constitutions["itu"]!.rules["ordinary"]!;
    expect(tallied(itu, "delegations", tallyOf(found)).again).toEqual({ why: "abstentions" });
    expect(tallied(itu, "delegations", tallyOf(found), { round: 2 }).outcome).toBe("passes");
    // Exactly half is not excessive.
    for (const id of [165, 459, 1188]) {
      expect(tallied(abstentions, "delegations", tallyOf(byId.get(id)!.ordinary)).outcome).toBe("passes");
    }
  });

  it("explains every vote that carries a resolution's symbol and does not pass", () => {
    const found = differences(judged);
    const count = (start: string) => found.filter((each) => each.why.startsWith(start)).length;
    expect(found).toHaveLength(321);
    expect([
      count("fewer than half"),
      count("tie"),
      count("an amendment"),
      count("a separate"),
      count("a motion"),
    ]).toEqual([7, 9, 132, 88, 85]);
    expect(found.filter((each) => each.why.startsWith("fewer")).map((each) => each.id)).toEqual(
      expect.arrayContaining([5689, 5893]),
    );
  });

  it("compares with another source, whose tallies may differ", () => {
    const recorded = recordedDecisions(JSON.parse(readFileSync(decisionsFile, "utf8")))!;
    const compared = compareDecisions(judged, recorded);
    expect(compared).toHaveLength(15);
    const of = (id: string) => compared.find((each) => each.id === id)!;
    expect(["A/RES/74/247", "A/RES/73/187", "A/RES/73/266", "A/RES/46/86"].map((id) => of(id).found)).toEqual(
      [9087, 6138, 6156, 3647],
    );
    expect(of("A/RES/48/78")).toMatchObject({ found: 3778, tally: "53-45-65", here: "55-45-63" });
    for (const each of compared) if (each.found !== null) expect(each.why).toContain("adopted by rule");
    expect(recordedDecisions({})).toBe(null);
  });

  it("pivotal members are those whose other vote changes the outcome", () => {
    const passes = (yes: number, no: number, present: number, members: number) =>
      yes > no && 2 * present > members;
    for (const call of judged) {
      const { yes, no, abstain, pivotal, members } = call.ordinary;
      const present = yes + no + abstain;
      const before = passes(yes, no, present, members);
      // What a member that is absent, says yes, says no, abstains could have said instead: yes, or no.
      const turns = [
        passes(yes + 1, no, present + 1, members) !== before ||
          passes(yes, no + 1, present + 1, members) !== before,
        passes(yes - 1, no + 1, present, members) !== before,
        passes(yes + 1, no - 1, present, members) !== before,
        passes(yes + 1, no, present, members) !== before || passes(yes, no + 1, present, members) !== before,
      ];
      const expected = data.sessions
        .get(call.session)!
        .filter((member: number) => turns[call.votes[member]!]);
      expect([call.id, [...pivotal].sort((a, b) => a - b)]).toEqual([call.id, expected]);
    }
  });

  it("the years: every roll call once, equal blocs each time, a plot", () => {
    const table = years(data, judged);
    expect(table.reduce((sum, year) => sum + year.rollCalls, 0)).toBe(6203);
    expect(table.find((year) => year.year === 1982)).toMatchObject({
      rollCalls: 160,
      passed: 160,
      members: 156,
    });
    const last = table.find((year) => year.year === 2019)!;
    const inOne = last.blocs.flatMap((bloc) => bloc.members);
    expect(new Set(inOne).size).toBe(inOne.length);
    for (const bloc of last.blocs) expect(bloc.agreement).toBeGreaterThanOrEqual(880);
    expect(last.power).toBe(57_507);
    const svg = plot(table);
    expect(svg.match(/<g>/g)).toHaveLength(table.length);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});
