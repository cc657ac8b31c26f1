/** The terms of a rule besides its conditions: pauses, prolongation, mandates, requests, divided ballots, grounds. */
import type { Json } from "@comity/canon";
import { unsupportedIn } from "@comity/assembly";
import { parseConstitution, registriesOperatorsSociety, simpleMajority } from "@comity/rules";
import { describe, expect, it } from "vitest";
import type { World } from "../world.ts";
import {
  ADOPT,
  BLOCK,
  DAY,
  GROUNDS,
  HASH,
  HOLDER,
  MEMBERS,
  RECLAIM,
  asJson,
  castAll,
  choose,
  constitution,
  holderOf,
  house,
  next,
  no,
  party,
  proposal,
  propose,
  proposeAll,
  settle,
  tryPropose,
  waitUntil,
  yes,
  type Draft,
} from "./house.ts";

const adopt = (w: World, title = "a text"): string => propose(w, "QN", "adopt", { ...ADOPT, title });
const vote = (w: World, by: string, decision: string, choice: string, more: { [k: string]: Json } = {}) =>
  w.do(by, "vote", { decision, choice, ...more }).code;
const ordinary =
  (change: (rule: Draft["rules"][string]) => void) =>
  (d: Draft): void =>
    change(d.rules["ordinary"]);

describe("the pause after a failure", () => {
  it("keeps the same measures away until its end, from everybody, in any order and repeated", () => {
    const w = house();
    const a = { kind: "adopt", body: ADOPT };
    const b = { kind: "adopt", body: { ...ADOPT, title: "another" } };
    const id = proposeAll(w, "QN", [a, b]);
    castAll(w, id, no(MEMBERS));
    expect(settle(w, id).phase).toBe("rejected");
    const { decidedAt } = proposal(w, id);
    const again = (by: string, measures: readonly Json[]) =>
      w.do(by, "propose", { title: "again", measures: measures as Json }).code;
    expect(again("QO", [b, a, b] as never)).toBe("paused");
    expect(again("QO", [a] as never)).toBeUndefined();
    waitUntil(w, decidedAt! + 60 * DAY - 1);
    expect(again("QO", [a, b] as never)).toBe("paused");
    w.wait(1);
    expect(again("QO", [a, b] as never)).toBeUndefined();
    expect(w.dump("decisions").filter((line) => line.includes(`"decision":"${id}"`))).toEqual([]);
  });

  it("follows an annulled case too, and a proposal that was taken back while it was voted on, not before", () => {
    const w = house();
    const id = propose(w, "QM", "reclaim", RECLAIM, GROUNDS);
    castAll(w, id, yes(MEMBERS));
    next(w, id);
    w.must(w.act(HOLDER, "appeal", { decision: id, grounds: HASH }));
    castAll(w, id, yes(["XD", "XE", "XF"]));
    expect(settle(w, id).phase).toBe("annulled");
    expect(tryPropose(w, "QN", "reclaim", RECLAIM, GROUNDS).code).toBe("paused");
    const early = adopt(w);
    w.must(w.act("QN", "withdraw", { decision: early }));
    const voted = adopt(w);
    next(w, voted);
    w.must(w.act("QN", "withdraw", { decision: voted }));
    expect(tryPropose(w, "QN", "adopt", ADOPT).code).toBe("paused");
  });

  it("does not run while ordering stands still, and is none where the rule has none", () => {
    const w = house();
    const id = adopt(w);
    castAll(w, id, no(MEMBERS));
    const { decidedAt } = settle(w, id);
    w.block([], 50 * DAY);
    waitUntil(w, decidedAt! + 70 * DAY);
    expect(tryPropose(w, "QN", "adopt", ADOPT).code).toBe("paused");
    const v = house({ change: ordinary((r) => (r.periods.pause = 0)) });
    const other = adopt(v);
    castAll(v, other, no(MEMBERS));
    settle(v, other);
    expect(tryPropose(v, "QN", "adopt", ADOPT).code).toBeUndefined();
  });
});

describe("a vote that turns late", () => {
  it("is prolonged also when its ballots are cast anew in the last minutes", () => {
    const w = house();
    const id = adopt(w);
    castAll(w, id, { QM: "yes", QN: "yes", QO: "no", QP: "no", QQ: "no" });
    const { closes } = proposal(w, id).polls[0]!;
    waitUntil(w, closes - DAY);
    // QO turns the result; everybody casts anew, so that no ballot is left from before.
    for (const [by, choice] of Object.entries({ QM: "yes", QN: "yes", QO: "yes", QP: "no", QQ: "no" })) {
      expect(vote(w, by, id, choice)).toBeUndefined();
      expect(vote(w, by, id, choice)).toBeUndefined();
    }
    next(w, id);
    expect(proposal(w, id).polls).toMatchObject([{ extended: true, closes: closes + 4 * DAY }]);
    // One earlier ballot each is kept, and none once the vote was prolonged.
    const kept = () =>
      w.assembly.state.text("decisions", `ballot/${id}/0/QO`, "ballot")!.earlier?.map(({ choice }) => choice);
    expect(kept()).toEqual(["no"]);
    vote(w, "QO", id, "no");
    expect(kept()).toBeUndefined();
    expect(settle(w, id).phase).toBe("rejected");
  });

  it("is not prolonged by casting the same ballots anew", () => {
    const w = house();
    const id = adopt(w);
    castAll(w, id, yes(["QM", "QN", "QO"]));
    const { closes } = proposal(w, id).polls[0]!;
    waitUntil(w, closes - DAY);
    for (const by of ["QM", "QN", "QO"]) vote(w, by, id, "yes");
    next(w, id);
    expect(proposal(w, id)).toMatchObject({ phase: "waiting", polls: [{ closes }] });
  });

  it("in a later stage is prolonged as well, each stage once", () => {
    const two = ordinary((r) => {
      r.stages = [r.stages[0], { ...r.stages[0], name: "second" }];
    });
    const w = house({ change: two });
    const id = adopt(w);
    for (const stage of [0, 1]) {
      castAll(w, id, { ...no(["QP", "QQ"]), ...yes(["QM"]) });
      const { closes, extended } = proposal(w, id).polls[stage]!;
      expect(extended).toBeUndefined();
      waitUntil(w, closes - 3_600);
      for (const by of ["QN", "QO"]) vote(w, by, id, "yes");
      next(w, id);
      expect(proposal(w, id).polls[stage]).toMatchObject({ extended: true, closes: closes + 4 * DAY });
      next(w, id);
    }
    expect(proposal(w, id)).toMatchObject({ phase: "waiting", polls: [{ stage: 0 }, { stage: 1 }] });
    expect(settle(w, id).phase).toBe("carried-out");
  });
});

describe("ballots", () => {
  it("divide a weight where the rule lets them", () => {
    const founders = [
      { id: "QM", label: "north", seats: { members: 10 } },
      { id: "QN", seats: { members: 4 } },
    ];
    const change = (d: Draft): void => {
      d.chambers["members"].weights = { kind: "declared" };
      d.rules["ordinary"].ballot.split = true;
      delete d.rules["ordinary"].extension;
    };
    const outcome = (split: { [choice: string]: number }): string => {
      const w = house({ founders, change });
      const id = propose(w, "QM", "adopt", ADOPT);
      next(w, id);
      expect(vote(w, "QM", id, "yes", { split: { members: split } })).toBeUndefined();
      return settle(w, id).phase;
    };
    expect(outcome({ yes: 6, no: 4 })).toBe("carried-out");
    expect(outcome({ yes: 4, no: 6 })).toBe("rejected");
    const w = house({ founders, change });
    const id = propose(w, "QM", "adopt", ADOPT);
    next(w, id);
    for (const split of [{ members: { yes: 9 } }, { panel: { yes: 10 } }, { members: { yes: 9, veto: 1 } }]) {
      expect(vote(w, "QM", id, "yes", { split })).toBe("split-unfit");
    }
  });

  it("a veto counts as one with its ground, and as a no without it where the rule asks for grounds", () => {
    const change = ordinary((r) => {
      r.ballot.choices = ["yes", "no", "abstain", "veto"];
      r.ballot.grounds = true;
      const veto = { kind: "veto", chamber: "members", who: { role: "registry" }, counts: ["veto"] };
      r.stages[0].condition = { kind: "all", of: [r.stages[0].condition, veto] };
    });
    const outcome = (more: { [k: string]: Json }): string => {
      const w = house({ change });
      const id = adopt(w);
      castAll(w, id, yes(["QM", "QN", "QO"]));
      expect(vote(w, "QQ", id, "veto", more)).toBeUndefined();
      return settle(w, id).phase;
    };
    expect([outcome({}), outcome({ ground: HASH })]).toEqual(["carried-out", "rejected"]);
  });

  it("of members that are there and take no part are cast where the rule offers it", () => {
    const w = house({ change: ordinary((r) => r.ballot.choices.push("present")) });
    const id = adopt(w);
    next(w, id);
    expect(vote(w, "QM", id, "present")).toBeUndefined();
  });
});

describe("mandates", () => {
  const change = ordinary((r) => {
    r.delegation = { transitive: false, length: 60 * DAY, most: 2 };
  });
  const give = (w: World, decision: string, by: string, to: string) =>
    w.must(w.act(by, "give-mandate", { decision, to }));

  it("let another vote until the member votes itself, takes it back, or more than the rule's most were given", () => {
    const after = (act: (w: World, id: string) => void): string => {
      const w = house({ change });
      const id = adopt(w);
      give(w, id, "QM", "QO");
      give(w, id, "QN", "QO");
      next(w, id);
      castAll(w, id, { QO: "yes", QP: "no", QQ: "no" });
      act(w, id);
      return settle(w, id).phase;
    };
    expect(after(() => {})).toBe("carried-out");
    expect(after((w, id) => vote(w, "QM", id, "no"))).toBe("rejected");
    expect(after((w, id) => w.must(w.act("QM", "revoke-mandate", { decision: id })))).toBe("rejected");
    // A third mandate finds no room, and takes none away.
    const w = house({ change });
    const id = adopt(w);
    for (const by of ["QM", "QN", "QP"]) give(w, id, by, "QO");
    castAll(w, id, { QO: "yes", QQ: "no" });
    next(w, id);
    const outcome = JSON.stringify(proposal(w, id).outcome);
    expect(outcome).toContain('"yes":3');
  });

  it("given in a later stage change nothing about one that has closed", () => {
    const w = house({
      change: ordinary((r) => {
        r.delegation = { transitive: false, length: 60 * DAY, most: 2 };
        r.stages = [r.stages[0], { ...r.stages[0], name: "second" }];
        delete r.extension;
      }),
    });
    const id = adopt(w);
    give(w, id, "QM", "QO");
    castAll(w, id, { QN: "yes", QO: "yes", QP: "no", QQ: "no" });
    next(w, id);
    expect(proposal(w, id).polls).toHaveLength(2);
    // Taken back now, the first stage would be a tie: its count stays.
    w.must(w.act("QM", "revoke-mandate", { decision: id }));
    castAll(w, id, yes(MEMBERS));
    expect(settle(w, id).phase).toBe("carried-out");
  });

  it("are not let in by a prolonged vote", () => {
    const w = house({ change });
    const id = adopt(w);
    castAll(w, id, yes(["QM", "QN", "QO"]));
    waitUntil(w, proposal(w, id).polls[0]!.closes - 3_600);
    for (const by of ["QM", "QN"]) vote(w, by, id, "no");
    next(w, id);
    expect(proposal(w, id).polls[0]!.extended).toBe(true);
    expect(w.do("QP", "give-mandate", { decision: id, to: "QO" }).code).toBe("mandate-late");
  });
});

describe("without a vote", () => {
  const change = ordinary((r) => {
    const of = [{ kind: "without-vote", chamber: "members", requests: 2 }, r.stages[0].condition];
    r.stages[0].condition = { kind: "any", of };
  });
  it("it is adopted unless enough members ask for one; then the votes decide", () => {
    const asked = (members: readonly string[]): string => {
      const w = house({ change });
      const id = adopt(w);
      for (const by of members) w.must(w.act(by, "request-vote", { decision: id }));
      return settle(w, id).phase;
    };
    expect([asked([]), asked(["QM"]), asked(["QM", "QN"])]).toEqual([
      "carried-out",
      "carried-out",
      "rejected",
    ]);
  });
});

describe("a rule that ends what is open when it is amended", () => {
  it("aborts those under another text of it, voted on or waiting, and no others", () => {
    const run = (change: (d: Draft) => void): readonly string[] => {
      const w = house({
        change: (d) => {
          d.rules["ordinary"].whenAmended = "aborts";
          d.rules["ordinary"].periods.waiting = 200 * DAY;
        },
      });
      const text = asJson(
        constitution((d) => {
          d.rules["ordinary"].whenAmended = "aborts";
          d.rules["ordinary"].periods.waiting = 200 * DAY;
          change(d);
        }),
      );
      const waiting = adopt(w, "waiting");
      castAll(w, waiting, yes(MEMBERS));
      next(w, waiting);
      const amendment = propose(w, "QM", "amend", { base: 1, constitution: text });
      castAll(w, amendment, yes(MEMBERS));
      waitUntil(w, proposal(w, amendment).polls[0]!.closes + 20 * DAY);
      const open = adopt(w, "open");
      castAll(w, open, yes(MEMBERS));
      expect(settle(w, amendment).phase).toBe("carried-out");
      return [settle(w, waiting).phase, settle(w, open).phase];
    };
    expect(run((d) => (d.rules["ordinary"].about = "Another."))).toEqual(["void", "rejected"]);
    expect(run((d) => (d.rules["admission"].about = "Another."))).toEqual(["carried-out", "carried-out"]);
  });
});

describe("two cases about one holding", () => {
  const suspend = { party: HOLDER, days: 5 };
  const reassign = { ...RECLAIM, to: "XB" };
  const both = (w: World): readonly [string, string] => [
    propose(w, "QM", "reclaim", RECLAIM, GROUNDS),
    propose(w, "QN", "reassign", reassign, GROUNDS),
  ];
  const marks = (w: World) => {
    const { case: first, furtherCases } = w.at(BLOCK, "holding")!;
    return [first, ...(furtherCases ?? [])];
  };

  it("both mark it; the end of one leaves the mark of the other", () => {
    const w = house();
    const [first, second] = both(w);
    expect(marks(w)).toEqual([first, second]);
    expect(propose(w, "QO", "suspend", suspend, GROUNDS)).not.toBe("");
    w.must(w.act("QM", "withdraw", { decision: first }));
    expect(marks(w)).toEqual([second]);
    w.must(w.act("QN", "withdraw", { decision: second }));
    expect(w.at(BLOCK, "holding")).not.toHaveProperty("case");
  });

  it("follow it to whoever takes it over, who has to know of both", () => {
    const w = house();
    const [first, second] = both(w);
    const hand = (known: readonly string[]) =>
      w.do(
        HOLDER,
        "transfer",
        { to: "XC", resources: [BLOCK], ...(known.length === 0 ? {} : { acknowledges: known as Json }) },
        { cosign: ["XC"] },
      ).code;
    expect([hand([]), hand([first]), hand([second])]).toEqual(Array(3).fill("case-not-acknowledged"));
    expect(hand([first, second])).toBeUndefined();
    expect(holderOf(w)).toBe("XC");
    expect(marks(w)).toEqual([first, second]);
    // The later case reaches it there.
    w.must(w.act("QM", "withdraw", { decision: first }));
    w.must(w.act("XB", "consent", { decision: second, answer: "consents" }));
    castAll(w, second, yes(MEMBERS));
    expect(settle(w, second).phase).toBe("carried-out");
    expect(holderOf(w)).toBe("XB");
  });

  it("of one member there is one at a time", () => {
    const w = house();
    propose(w, "QM", "reclaim", RECLAIM, GROUNDS);
    const part = { holder: HOLDER, resources: ["10.1.9.0/24"] };
    expect(tryPropose(w, "QM", "reclaim", part, GROUNDS).code).toBe("case-running");
    expect(tryPropose(w, "QN", "reclaim", part, GROUNDS).code).toBeUndefined();
    expect(tryPropose(w, "QM", "suspend", suspend, GROUNDS).code).toBeUndefined();
  });

  it("run at most as many as who takes it over can name", () => {
    const members = Array.from({ length: 17 }, (_, i) => `X${String.fromCharCode(72 + i)}`).filter(
      (id) => id !== HOLDER,
    );
    const founders = [
      { id: "QM", label: "north" },
      { id: "XD", kind: "other", seats: { panel: 1 } },
      ...members.map((id) => ({ id })),
    ];
    const w = house({ founders });
    const codes = members.map((by) => tryPropose(w, by, "reclaim", RECLAIM, GROUNDS).code);
    expect(codes).toEqual([...Array(16).fill(undefined), "case-running"]);
    w.must(
      w.act(
        HOLDER,
        "transfer",
        { to: "XB", resources: [BLOCK], acknowledges: marks(w) as Json },
        { cosign: ["XB"] },
      ),
    );
    expect(marks(w)).toHaveLength(16);
  });

  it("goes on against whoever the other gave the holding to, and marks no more when it ends", () => {
    const w = house();
    const given = propose(w, "QN", "reassign", reassign, GROUNDS);
    w.wait(5 * DAY);
    const later = propose(w, "QM", "reclaim", RECLAIM, GROUNDS);
    w.must(w.act("XB", "consent", { decision: given, answer: "consents" }));
    castAll(w, given, yes(MEMBERS));
    castAll(w, later, yes(MEMBERS));
    expect(settle(w, given).phase).toBe("carried-out");
    expect(holderOf(w)).toBe("XB");
    expect(marks(w)).toEqual([later]);
    expect(settle(w, later).phase).toBe("carried-out");
    expect(holderOf(w)).toBeUndefined();
    for (const line of w.dump("ipv4")) expect(line).not.toContain('"case"');
  });

  it("follow what is handed down from it", () => {
    const w = house();
    const [first, second] = both(w);
    const part = "10.1.4.0/24";
    const body = { to: "XC", resources: [part], terms: { kind: "permanent" } };
    expect(w.do(HOLDER, "delegate", { ...body, acknowledges: [first] }, { cosign: ["XC"] }).code).toBe(
      "case-not-acknowledged",
    );
    w.must(w.act(HOLDER, "delegate", { ...body, acknowledges: [first, second] }, { cosign: ["XC"] }));
    expect(w.at(part, "holding")).toMatchObject({ case: first, furtherCases: [second] });
    castAll(w, second, { ...no(MEMBERS) });
    settle(w, second);
    expect(w.at(part, "holding")).not.toHaveProperty("furtherCases");
  });
});

describe("emergencies", () => {
  it("are confirmed once by the class their rule names, alone, and end by the clock all the same", () => {
    const w = house({
      change: (d) => {
        for (const key of ["notice", "deliberation"]) d.rules["ordinary"].periods[key] = 0;
        d.rules["ordinary"].periods.voting = 7 * DAY;
      },
    });
    const id = propose(w, "QM", "emergency", { title: "exercise", text: HASH });
    castAll(w, id, yes(MEMBERS));
    settle(w, id);
    const record = () => w.assembly.state.text("decisions", `emergency/${id}`, "emergency")!;
    const { until } = record();
    const confirm = { kind: "confirm-emergency", body: { emergency: id } };
    const bundled = [confirm, { kind: "adopt", body: ADOPT }] as never;
    expect(w.do("QM", "propose", { title: "x", measures: bundled }).code).toBe("emergency-bundled");
    const confirmation = proposeAll(w, "QM", [confirm]);
    expect(proposal(w, confirmation).classes).toEqual(["ordinary"]);
    castAll(w, confirmation, yes(MEMBERS));
    expect(settle(w, confirmation).phase).toBe("carried-out");
    expect(record()).toMatchObject({ until: until + 30 * DAY, confirmed: confirmation });
    expect(tryPropose(w, "QM", "confirm-emergency", { emergency: id }).code).toBe("measure-void");
    waitUntil(w, until + 30 * DAY - 1);
    expect(record().ended).toBeUndefined();
    w.wait(1);
    expect(record().ended).toBe(true);
  });

  it("lapse unconfirmed, whoever stays silent", () => {
    const w = house();
    const id = propose(w, "QM", "emergency", { title: "exercise", text: HASH });
    castAll(w, id, yes(MEMBERS));
    settle(w, id);
    const confirmation = propose(w, "QM", "confirm-emergency", { emergency: id });
    // The ordinary way takes longer than the emergency lasts.
    castAll(w, confirmation, choose(MEMBERS, "yes"));
    expect(settle(w, confirmation)).toMatchObject({
      phase: "void",
      reason: expect.stringMatching(/^emergency-over/),
    });
  });
});

describe("seats", () => {
  it("a judge is not made a member, and so silenced, without its consent", () => {
    const w = house();
    const seat = { party: "XD", chamber: "members", weight: 1 };
    const id = propose(w, "QM", "admit", seat);
    castAll(w, id, yes(MEMBERS));
    expect(settle(w, id)).toMatchObject({ phase: "void", reason: expect.stringMatching(/^consent-missing/) });
    expect(party(w, "XD").seats).toEqual({ panel: 1 });
    const again = propose(w, "QN", "admit", seat);
    w.must(w.act("XD", "consent", { decision: again, answer: "consents" }));
    castAll(w, again, yes(MEMBERS));
    expect(settle(w, again).phase).toBe("carried-out");
  });

  it("who sits by its kind or by another seat may propose, who sits nowhere may not", () => {
    const change = (d: Draft): void => {
      d.chambers["observers"] = {
        name: "Observers",
        membership: { by: "role", role: "other" },
        weights: { kind: "equal" },
      };
      d.chambers["all"] = {
        name: "All",
        membership: { by: "chambers", of: ["members"] },
        weights: { kind: "equal" },
      };
      d.rules["ordinary"].proposers = ["observers"];
      d.rules["admission"].proposers = ["all"];
    };
    const w = house({ change });
    const admit = { party: "XB", chamber: "members", weight: 1 };
    expect(tryPropose(w, "QM", "adopt", ADOPT).code).toBe("not-a-proposer");
    expect(tryPropose(w, "XD", "adopt", ADOPT).code).toBeUndefined();
    expect(tryPropose(w, "XB", "admit", admit).code).toBe("not-a-proposer");
    expect(tryPropose(w, "XD", "admit", admit).code).toBe("not-a-proposer");
    expect(tryPropose(w, "QM", "admit", admit).code).toBeUndefined();
  });
});

describe("a constitution that this fold does not carry out", () => {
  const places = (change: (d: Draft) => void): readonly string[] => {
    const parsed = parseConstitution(asJson(constitution(change)));
    if (!parsed.ok) throw new Error(`${parsed.error.field} ${parsed.error.detail}`);
    return unsupportedIn(parsed.value).map(({ field }) => field);
  };
  const half = { num: 1, den: 2 };
  const all =
    (...of: Json[]) =>
    (d: Draft): void => {
      const [stage] = d.rules["ordinary"].stages;
      stage.condition = { kind: "all", of: [stage.condition, ...of] };
    };
  const PART = "/rules/ordinary/stages/0/condition/of/1";

  it.each<[string, string, (d: Draft) => void]>([
    [
      "backing",
      "/rules/ordinary/backing",
      ordinary((r) => (r.backing = [{ chamber: "members", need: { number: 2 } }])),
    ],
    ["open proposals", "/rules/ordinary/live", ordinary((r) => (r.live = 3))],
    ["early closes", "/rules/ordinary/early", ordinary((r) => (r.early = true))],
    ["effects that lapse", "/rules/ordinary/periods/lapse", ordinary((r) => (r.periods.lapse = DAY))],
    [
      "appeals that stop nothing",
      "/rules/ordinary/appeal/suspends",
      (d) => (d.rules["ordinary"].appeal = { ...d.rules["reclaim"].appeal, suspends: false }),
    ],
    [
      "judges by proxy",
      "/rules/reclaim/appeal/levels/0/class",
      (d) => {
        const { appeal } = d.rules["reclaim"];
        d.rules["reclaim"].appeal = { ...appeal, levels: [{ ...appeal.levels[0], class: "proxies" }] };
        const delegation = { transitive: false, length: DAY, most: 1 };
        d.rules["proxies"] = { ...d.rules["appeal"], delegation };
      },
    ],
    ["judgements", PART, all({ kind: "judged", by: "chairs", question: "rough-consensus" })],
    ["consent of others", `${PART}/role`, all({ kind: "consent", role: "neighbours", share: half })],
    [
      "vetoes of nobody",
      `${PART}/of/0/condition/who/role`,
      all({
        kind: "any",
        of: [
          {
            kind: "if-affected",
            chamber: "members",
            condition: { kind: "veto", chamber: "members", who: { role: "permanent" }, counts: ["no"] },
          },
        ],
      }),
    ],
    [
      "supporters that are nobody, where a veto is overridden",
      `${PART}/overriddenBy/who/role`,
      all({
        kind: "veto",
        chamber: "members",
        who: { role: "state" },
        counts: ["no"],
        overriddenBy: { kind: "support", chamber: "members", who: { role: "chair" } },
      }),
    ],
    [
      "casting votes of nobody",
      `${PART}/tie/role`,
      all({
        kind: "threshold",
        chamber: "members",
        share: half,
        comparator: ">",
        base: "cast",
        tie: { answer: "casting", role: "chair" },
      }),
    ],
    [
      "recusal of nobody",
      "/rules/ordinary/electorates/members/recuse/0",
      ordinary((r) => (r.electorates.members.recuse = ["chair"])),
    ],
    [
      "chambers of nobody",
      "/chambers/wise/membership/role",
      (d) =>
        (d.chambers["wise"] = {
          name: "The wise",
          membership: { by: "role", role: "wise" },
          weights: { kind: "equal" },
        }),
    ],
    [
      "requests in two stages",
      "/rules/ordinary/stages/0",
      ordinary((r) => {
        const silent = {
          kind: "any",
          of: [{ kind: "without-vote", chamber: "members" }, r.stages[0].condition],
        };
        r.stages = [{ name: "one", condition: silent }, { ...r.stages[0] }];
      }),
    ],
  ])("%s: %s", (_, place, change) => expect(places(change)).toEqual([place]));

  it("the examples are carried out as they read", () => {
    for (const example of [simpleMajority, registriesOperatorsSociety])
      expect(unsupportedIn(example)).toEqual([]);
  });
});
