/** The lives of proposals: from notice to effect, and every way in which they end without one. */
import { describe, expect, it } from "vitest";
import { registriesOperatorsSociety } from "@comity/rules";
import type { World } from "../world.ts";
import {
  ADOPT,
  BLOCK,
  DAY,
  GROUNDS,
  HASH,
  HOLDER,
  MEMBERS,
  PERMANENT,
  RECLAIM,
  asJson,
  castAll,
  constitution,
  decidedCase,
  electorate,
  give,
  holderOf,
  house,
  next,
  no,
  party,
  proposal,
  propose,
  proposeAll,
  settle,
  subsets,
  tryPropose,
  waitUntil,
  yes,
  type Draft,
} from "./house.ts";

const adopt = (w: World, by = "QN", title = "a text"): string => propose(w, by, "adopt", { ...ADOPT, title });
const adopted = (w: World, id: string) =>
  w.assembly.state.text("decisions", `resolution/${id}/${HASH}`, "resolution");
const seat = (id: string) => ({ kind: "admit", body: { party: id, chamber: "members", weight: 1 } });

describe("a proposal that is adopted", () => {
  it("passes notice, deliberation, vote and waiting on its dates, and is carried out once", () => {
    const w = house();
    const id = adopt(w);
    const opened = w.time;
    expect(proposal(w, id)).toMatchObject({ phase: "notice", due: opened + 28 * DAY, classes: ["ordinary"] });
    w.wait(28 * DAY - 1);
    expect(w.do("QM", "vote", { decision: id, choice: "yes" }).code).toBe("poll-not-open");
    w.wait(1);
    expect(proposal(w, id).phase).toBe("voting");
    castAll(w, id, yes(["QM", "QN", "QO"]));
    waitUntil(w, opened + 42 * DAY);
    expect(proposal(w, id)).toMatchObject({
      phase: "waiting",
      decidedAt: opened + 42 * DAY,
      effectAt: opened + 49 * DAY,
      expires: opened + 139 * DAY,
    });
    waitUntil(w, opened + 49 * DAY - 1);
    expect(adopted(w, id)).toBeUndefined();
    w.wait(1);
    expect(proposal(w, id).phase).toBe("carried-out");
    const once = adopted(w, id);
    expect(once).toBeDefined();
    w.wait(200 * DAY);
    expect(adopted(w, id)).toEqual(once);
    expect(proposal(w, id)).not.toHaveProperty("due");
  });

  it("the last ballot before close counts, and one at the second of the close does not", () => {
    const w = house();
    const id = adopt(w);
    castAll(w, id, { QM: "yes", QN: "yes", QO: "no", QP: "no" });
    w.do("QM", "vote", { decision: id, choice: "no" });
    const { closes } = proposal(w, id).polls[0]!;
    waitUntil(w, closes - 1);
    expect(w.do("QO", "vote", { decision: id, choice: "no" }).code).toBeUndefined();
    w.wait(1);
    expect(w.do("QM", "vote", { decision: id, choice: "yes" }).code).toBe("poll-not-open");
    expect(settle(w, id).phase).toBe("rejected");
  });

  it("who leaves stays in the base, and its ballot counts", () => {
    const w = house();
    const id = adopt(w);
    castAll(w, id, yes(["QM"]));
    for (const gone of ["QN", "QO", "QP", "QQ"]) w.must(w.act(gone, "leave"));
    // One of five is less than the third that has to approve; of one it would be all.
    expect(settle(w, id).phase).toBe("rejected");
    const other = adopt(w, "QM", "another");
    expect(electorate(w, other).chambers["members"]).toHaveLength(1);
  });

  it("a ballot of who leaves afterwards counts, and it casts none any more", () => {
    const w = house();
    const id = adopt(w);
    castAll(w, id, yes(["QM", "QN"]));
    w.must(w.act("QN", "leave"));
    expect(w.do("QN", "vote", { decision: id, choice: "no" }).code).toBe("not-in-electorate");
    expect(settle(w, id).phase).toBe("carried-out");
  });

  it("who is seated after the opening does not vote", () => {
    const w = house();
    const seatXB = proposeAll(w, "QN", [seat("XB")]);
    const late = adopt(w);
    castAll(w, seatXB, yes(MEMBERS));
    waitUntil(w, proposal(w, seatXB).polls[0]!.closes);
    settle(w, seatXB);
    expect(Object.keys(party(w, "XB").seats)).toEqual(["members"]);
    expect(electorate(w, late).chambers["members"]!.map((s) => s.member)).not.toContain("XB");
    expect(electorate(w, adopt(w, "QN", "new")).chambers["members"]!.map((s) => s.member)).toContain("XB");
  });

  it("who is suspended when the ballots are cast casts none", () => {
    const w = house();
    const id = adopt(w);
    next(w, id);
    w.assembly.state.setText("parties", "party/QM", {
      ...party(w, "QM"),
      status: "suspended",
      suspendedUntil: w.time + 90 * DAY,
    });
    expect(w.do("QM", "vote", { decision: id, choice: "yes" }).code).toBe("suspended");
    const later = adopt(w, "QN");
    const seats = electorate(w, later).chambers["members"]!;
    expect(seats.find((s) => s.member === "QM")?.status).toBe("suspended");
  });
});

describe("a proposal that is not", () => {
  it("is rejected without a majority, for every coalition below it", () => {
    for (const coalition of subsets(MEMBERS)) {
      const w = house();
      const id = adopt(w);
      castAll(w, id, { ...no(MEMBERS.filter((m) => !coalition.includes(m))), ...yes(coalition) });
      expect(settle(w, id).phase, coalition.join()).toBe(coalition.length >= 3 ? "carried-out" : "rejected");
    }
  });

  const tie = (d: Draft): void => {
    const [threshold] = d.rules["ordinary"].stages[0].condition.of;
    threshold.tie = { answer: "second-vote", within: 20 * DAY };
    delete d.rules["ordinary"].extension;
  };
  const half = { QM: "yes", QN: "yes", QO: "no", QP: "no" };

  it("is voted a second time after a tie, with ballots of its own, and a second tie rejects it", () => {
    const w = house({ change: tie });
    const id = adopt(w);
    castAll(w, id, half);
    next(w, id);
    expect(proposal(w, id)).toMatchObject({ phase: "voting", polls: [{ round: 1 }, { round: 2 }] });
    const [first, second] = proposal(w, id).polls;
    expect(second!.opens).toBe(first!.closes);
    expect(second!.closes - second!.opens).toBe(20 * DAY);
    castAll(w, id, half);
    expect(settle(w, id).phase).toBe("rejected");
    const v = house({ change: tie });
    const other = adopt(v);
    castAll(v, other, half);
    next(v, other);
    castAll(v, other, { QM: "yes" });
    // Ballots of the first vote do not count in the second: one yes of five is too little support.
    expect(settle(v, other).phase).toBe("rejected");
    const u = house({ change: tie });
    const third = adopt(u);
    castAll(u, third, half);
    next(u, third);
    castAll(u, third, yes(["QM", "QN"]));
    expect(settle(u, third).phase).toBe("carried-out");
  });

  it("is prolonged when it turns late, once, and ballots of the prolonged time count", () => {
    const w = house();
    const id = adopt(w);
    castAll(w, id, { QM: "yes", QN: "yes", QO: "no" });
    const scheduled = proposal(w, id).polls[0]!.closes;
    waitUntil(w, scheduled - DAY);
    for (const by of ["QO", "QP", "QQ"]) w.do(by, "vote", { decision: id, choice: "no" });
    waitUntil(w, scheduled);
    expect(proposal(w, id)).toMatchObject({
      phase: "voting",
      polls: [{ closes: scheduled + 4 * DAY, extended: true }],
    });
    // It turns again and again, and everybody's late ballot is replaced: the end stays where it is.
    for (let i = 0; i < 3; i++) {
      for (const by of ["QO", "QP", "QQ"]) w.do(by, "vote", { decision: id, choice: i % 2 ? "yes" : "no" });
      w.wait(DAY);
    }
    w.wait(DAY);
    expect(proposal(w, id)).toMatchObject({ phase: "rejected", decidedAt: scheduled + 4 * DAY });
  });

  it("is withdrawn by who proposed it, and stays so", () => {
    const w = house();
    const id = adopt(w);
    w.must(w.act("QN", "withdraw", { decision: id }));
    w.wait(100 * DAY);
    expect(proposal(w, id).phase).toBe("withdrawn");
    expect(w.do("QN", "withdraw", { decision: id }).code).toBe("decision-closed");
    expect(adopted(w, id)).toBeUndefined();
  });

  const shortLived = (d: Draft): void => {
    d.parameters["gap"] = 30 * DAY;
    d.rules["ordinary"].periods.expiry = 20 * DAY;
  };

  it("expires when nothing could carry it out in time", () => {
    const w = house({ change: shortLived });
    const id = adopt(w);
    waitUntil(w, proposal(w, id).polls[0]!.opens);
    castAll(w, id, yes(MEMBERS));
    w.block([], 14 * DAY);
    expect(proposal(w, id).phase).toBe("waiting");
    w.block([], proposal(w, id).expires! - w.time + 1);
    expect(proposal(w, id).phase).toBe("expired");
    expect(adopted(w, id)).toBeUndefined();
  });

  it("is void when a precondition has changed, whole: nothing of it happens", () => {
    const w = house();
    const both = proposeAll(w, "QN", [seat("XB"), { kind: "adopt", body: ADOPT }, seat("XC")]);
    const quick = proposeAll(w, "QO", [seat("XC")]);
    castAll(w, quick, yes(MEMBERS));
    castAll(w, both, yes(MEMBERS));
    const before = w.dump("parties").filter((line) => line.includes('"id":"XB"'));
    // The two fall due in one block; the other one is first only if its number is lower.
    const ends = [settle(w, both).phase, settle(w, quick).phase];
    expect(ends.toSorted()).toEqual(["carried-out", "void"]);
    const lost = proposal(w, both).phase === "void";
    if (lost) {
      expect(proposal(w, both).reason).toMatch(/^already-seated: /);
      expect(w.dump("parties").filter((line) => line.includes('"id":"XB"'))).toEqual(before);
      expect(adopted(w, both)).toBeUndefined();
    } else expect(proposal(w, quick).reason).toMatch(/^already-seated: /);
    expect(() => w.replay()).not.toThrow();
  });

  it("is void when its first measure holds and its second does not", () => {
    const w = house();
    const quick = proposeAll(w, "QO", [seat("XC")]);
    w.wait(DAY);
    const both = proposeAll(w, "QN", [seat("XB"), { kind: "adopt", body: ADOPT }, seat("XC")]);
    castAll(w, quick, yes(MEMBERS));
    w.wait(DAY);
    castAll(w, both, yes(MEMBERS));
    const before = w.dump("parties").filter((line) => line.includes('"id":"XB"'));
    expect(settle(w, both)).toMatchObject({
      phase: "void",
      reason: expect.stringMatching(/^already-seated/),
    });
    expect(w.dump("parties").filter((line) => line.includes('"id":"XB"'))).toEqual(before);
    expect(adopted(w, both)).toBeUndefined();
  });
});

describe("seats", () => {
  it("a new member does not vote on what affects holders until COOLING is over", () => {
    const w = house();
    const id = proposeAll(w, "QN", [seat("XB")]);
    castAll(w, id, yes(MEMBERS));
    settle(w, id);
    const members = (n: string) => electorate(w, n).chambers["members"]!.map((s) => s.member);
    expect(members(propose(w, "QM", "reclaim", RECLAIM, GROUNDS))).not.toContain("XB");
    expect(members(adopt(w))).toContain("XB");
    w.wait(91 * DAY);
    expect(members(propose(w, "QM", "suspend", { party: "XC", days: 1 }, GROUNDS))).toContain("XB");
  });

  it("a seat more does not silence the seat a member has", () => {
    const seats = (chamber: string) => ({ [chamber]: 1 });
    const founders = [
      { id: "QM", label: "north", seats: seats("registries") },
      { id: "QN", seats: seats("operators") },
      { id: "QO", seats: seats("society") },
      { id: "XD", seats: seats("panel") },
    ];
    const w = house({ base: registriesOperatorsSociety, founders });
    const id = propose(w, "QO", "admit", { party: "QM", chamber: "society", weight: 1 });
    w.must(w.act("QM", "consent", { decision: id, answer: "consents" }));
    castAll(w, id, yes(["QM", "QN", "QO"]));
    expect(settle(w, id).phase).toBe("carried-out");
    expect(Object.keys(party(w, "QM").seats)).toEqual(["registries", "society"]);
    const { chambers } = electorate(w, propose(w, "QN", "suspend", { party: "XC", days: 1 }, GROUNDS));
    expect(chambers["registries"]!.map((s) => s.member)).toEqual(["QM"]);
    expect(chambers["society"]!.map((s) => s.member)).toEqual(["QO"]);
  });
});

describe("emergencies", () => {
  const declare = (w: World): string => {
    const id = propose(w, "QM", "emergency", { title: "exercise", text: HASH });
    castAll(w, id, yes(MEMBERS));
    expect(settle(w, id).phase).toBe("carried-out");
    return id;
  };
  const record = (w: World, id: string) =>
    w.assembly.state.text("decisions", `emergency/${id}`, "emergency")!;

  it("lapse by the clock, and are renewed no more often than the rule says", () => {
    const w = house();
    const first = declare(w);
    expect(record(w, first).until - w.time).toBe(30 * DAY);
    w.wait(20 * DAY);
    const second = declare(w);
    expect(record(w, second).renewals).toBe(1);
    expect(tryPropose(w, "QM", "emergency", { title: "again", text: HASH }).code).toBe("measure-void");
    waitUntil(w, record(w, second).until);
    expect([record(w, first).ended, record(w, second).ended]).toEqual([true, true]);
    expect(tryPropose(w, "QM", "emergency", { title: "again", text: HASH }).code).toBe("measure-void");
    w.wait(14 * DAY);
    expect(record(w, declare(w)).renewals).toBeUndefined();
  });

  it("are never bundled and never decide anything else", () => {
    const w = house();
    const emergency = { kind: "emergency", body: { title: "x", text: HASH } };
    for (const other of [{ kind: "adopt", body: ADOPT }, { kind: "reclaim", body: RECLAIM }, emergency]) {
      const measures = [emergency, other] as never;
      expect(w.do("QM", "propose", { title: "x", measures, ...GROUNDS }).code).toMatch(
        /^(?:no-rule|emergency-bundled)$/,
      );
    }
  });

  it("end within the fold's bound even where the constitution gives them no emergency rule", () => {
    const change = (d: Draft): void => {
      d.rules["emergency"] = structuredClone(d.rules["ordinary"]);
      d.rules["emergency"].periods.lapse = 10_000 * DAY;
    };
    const w = house({ change });
    const id = declare(w);
    expect(record(w, id).until - w.time).toBe(90 * DAY);
  });
});

describe("amendments", () => {
  const weaker = (d: Draft): void => {
    const [threshold, quorum] = d.rules["reclaim"].stages[0].condition.of[1].of[1].of;
    threshold.share = { num: 1, den: 2 };
    threshold.comparator = ">";
    quorum.share = undefined;
    quorum.need.share = { num: 1, den: 3 };
    delete quorum.share;
    // Who sits elsewhere proposes, so that all five vote.
    d.rules["reclaim"].proposers = ["panel"];
  };
  const amend = (w: World, change: (d: Draft) => void, base = 1): string => {
    const body = { base, constitution: asJson(constitution(change)) };
    const id = propose(w, "QM", "amend", body);
    castAll(w, id, yes(MEMBERS));
    expect(settle(w, id).phase).toBe("carried-out");
    return id;
  };

  it("need the class of what they change, all of them together", () => {
    const founders = ["registries", "operators", "society"].map((chamber, i) => ({
      id: MEMBERS[i]!,
      ...(i === 0 ? { label: "north" } : {}),
      seats: { [chamber]: 1 },
    }));
    const w = house({ base: registriesOperatorsSociety, founders });
    const classes = (change: (d: Draft) => void): readonly string[] => {
      const body = { base: 1, constitution: asJson(constitution(change, registriesOperatorsSociety)) };
      return proposal(w, propose(w, "QM", "amend", body)).classes;
    };
    expect(classes((d) => (d["name"] = "new name"))).toEqual(["amendment"]);
    expect(classes((d) => (d.parameters["lock"] = 30 * DAY))).toEqual(["entrenchment"]);
    const both = classes((d) => {
      d["name"] = "new name";
      d.parameters["lock"] = 30 * DAY;
    });
    expect(both.toSorted()).toEqual(["amendment", "entrenchment"]);
  });

  it("are void on top of a version that another one replaced meanwhile", () => {
    const w = house();
    const change = (name: string) => ({
      base: 1,
      constitution: asJson(constitution((d) => (d["name"] = name))),
    });
    const first = propose(w, "QM", "amend", change("one"));
    w.wait(DAY);
    const second = propose(w, "QN", "amend", change("two"));
    castAll(w, first, yes(MEMBERS));
    w.wait(DAY);
    castAll(w, second, yes(MEMBERS));
    expect(settle(w, first).phase).toBe("carried-out");
    expect(settle(w, second)).toMatchObject({
      phase: "void",
      reason: expect.stringMatching(/^amendment-outdated/),
    });
    expect(w.assembly.constitution?.name).toBe("one");
  });

  it("never go below the fixed minimums", () => {
    const w = house();
    const body = { base: 1, constitution: asJson(constitution((d) => (d.parameters["contest"] = 0))) };
    expect(tryPropose(w, "QM", "amend", body).code).toBe("measure-void");
  });

  it("leave older holdings the rule they were made under; newer ones have the new one (G6)", () => {
    const w = house();
    amend(w, weaker);
    give(w, "10.2.0.0/16", "XB");
    const old = propose(w, "XD", "reclaim", RECLAIM, GROUNDS);
    const fresh = propose(w, "XD", "reclaim", { holder: "XB", resources: ["10.2.0.0/16"] }, GROUNDS);
    expect([proposal(w, old).versions, proposal(w, fresh).versions]).toEqual([[2, 1], [2]]);
    // Three to two is a majority and no two thirds.
    const ballots = { ...yes(["QM", "QN", "QO"]), ...no(["QP", "QQ"]) };
    castAll(w, old, ballots);
    castAll(w, fresh, ballots);
    expect(settle(w, old).phase).toBe("rejected");
    expect(settle(w, fresh).phase).toBe("carried-out");
    expect([holderOf(w), holderOf(w, "10.2.0.0/16")]).toEqual([HOLDER, undefined]);
  });

  it("cannot pack the chamber that the older rule counts", () => {
    const founders = [
      { id: "QM", label: "north" },
      { id: "QN" },
      { id: "QO" },
      { id: "QP", kind: "operator" },
      { id: "QQ", kind: "operator" },
      { id: "XD", kind: "other", seats: { panel: 1 } },
    ];
    const w = house({ founders });
    amend(w, (d) => (d.chambers["members"].membership = { by: "role", role: "operator" }));
    const id = propose(w, "QP", "reclaim", RECLAIM, GROUNDS);
    const frozen = electorate(w, id);
    expect(frozen.chambers["members"]!.map((s) => s.member)).toEqual(["QP", "QQ"]);
    expect(frozen.older?.["1"]?.chambers["members"]!.map((s) => s.member)).toEqual(MEMBERS);
    castAll(w, id, { ...yes(["QP", "QQ"]), ...no(["QN", "QO"]) });
    expect(settle(w, id).phase).toBe("rejected");
    expect(holderOf(w)).toBe(HOLDER);
  });

  it("cannot make appeals of older holdings harder", () => {
    const w = house();
    const unanimous = { num: 1, den: 1 };
    amend(w, (d) => {
      Object.assign(d.rules["appeal"].stages[0].condition, { share: unanimous, comparator: ">=" });
    });
    const id = decidedCase(w);
    w.must(w.act(HOLDER, "appeal", { decision: id, grounds: HASH }));
    castAll(w, id, { ...yes(["XD", "XE"]), XF: "no" });
    expect(settle(w, id).phase).toBe("annulled");
  });

  it("of GRACE keep everything due that waits", () => {
    const w = house();
    const until = w.time + 200 * DAY;
    const lease = { to: "XB", resources: ["10.3.0.0/16"], terms: { kind: "lease", until } };
    w.must(w.act("QM", "delegate", lease, { cosign: ["XB"] }));
    amend(w, (d) => (d.parameters["grace"] = 3 * DAY));
    waitUntil(w, until + 3 * DAY - 1);
    expect(holderOf(w, "10.3.0.0/16")).toBe("XB");
    w.wait(1);
    expect(w.at("10.3.0.0/16", "holding")).toBeUndefined();
    expect(w.at("10.3.0.0/16", "quarantine")).toBeDefined();
  });
});

describe("consent, whatever the constitution says (A4)", () => {
  it("a measure that touches somebody's own is void without it", () => {
    const assign = { to: "XB", resources: ["198.51.100.0/24"] };
    const w = house();
    const id = propose(w, "QM", "assign", assign);
    castAll(w, id, yes(MEMBERS));
    expect(settle(w, id)).toMatchObject({ phase: "void", reason: expect.stringMatching(/^consent-missing/) });
    expect(w.at("198.51.100.0/24", "holding")).toBeUndefined();
    const again = propose(w, "QM", "assign", assign);
    castAll(w, again, yes(MEMBERS));
    w.must(w.act("XB", "consent", { decision: again, answer: "consents" }));
    expect(settle(w, again).phase).toBe("carried-out");
    expect(holderOf(w, "198.51.100.0/24")).toBe("XB");
  });

  it("consent taken back before the effect counts as taken back", () => {
    const w = house();
    const id = propose(w, "QM", "reclaim", RECLAIM, GROUNDS);
    w.must(w.act(HOLDER, "consent", { decision: id, answer: "consents" }));
    castAll(w, id, no(MEMBERS));
    next(w, id);
    expect(proposal(w, id).phase).toBe("appeal");
    w.must(w.act(HOLDER, "consent", { decision: id, answer: "refuses" }));
    expect(settle(w, id)).toMatchObject({
      phase: "void",
      reason: expect.stringMatching(/^consent-withdrawn/),
    });
    expect(holderOf(w)).toBe(HOLDER);
  });

  it("consent that stands is enough without a majority", () => {
    const w = house();
    const id = propose(w, "QM", "reclaim", RECLAIM, GROUNDS);
    w.must(w.act(HOLDER, "consent", { decision: id, answer: "consents" }));
    castAll(w, id, no(MEMBERS));
    expect(settle(w, id).phase).toBe("carried-out");
    expect(holderOf(w)).toBeUndefined();
    expect(w.at(BLOCK, "quarantine")?.from).toBe(HOLDER);
  });

  it("a recipient that does not consent is made no holder, in a case either", () => {
    const w = house();
    const id = propose(w, "QM", "reassign", { ...RECLAIM, to: "XB" }, GROUNDS);
    castAll(w, id, yes(MEMBERS));
    expect(settle(w, id)).toMatchObject({
      phase: "void",
      reason: expect.stringMatching(/^recipient-not-cons/),
    });
    expect(w.at(BLOCK, "holding")).toMatchObject({ holder: HOLDER, terms: PERMANENT });
  });
});
