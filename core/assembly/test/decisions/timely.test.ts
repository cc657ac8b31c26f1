/** SEMANTICS C4: what is bound to a deadline counts if witnesses countersigned it before and it is ordered within GRACE. */
import type { SignedAct } from "@comity/assembly";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countersigned, withNodeCrypto, type Times } from "../witnesses.ts";
import type { Body, World } from "../world.ts";
import {
  ADOPT,
  BLOCK,
  DAY,
  GROUNDS,
  HASH,
  HOLDER,
  MEMBERS,
  PANEL,
  RECLAIM,
  castAll,
  choose,
  decidedCase,
  house,
  next,
  no,
  party,
  proposal,
  propose,
  waitUntil,
  yes,
} from "./house.ts";

let portable: () => void;
beforeAll(() => {
  portable = withNodeCrypto();
});
afterAll(() => portable());

const witnessed = (): World => house({ witnessed: true });
const graceOf = (w: World): number => w.assembly.parameters.grace;

type Scene = {
  readonly world: World;
  readonly deadline: number;
  readonly act: () => SignedAct;
  /** Of an act that comes too late. */
  readonly late: string;
};

/** A world in which one act is bound to a deadline that comes. */
const scenes: { readonly [name: string]: (w: World) => Scene } = {
  "a ballot": (world) => {
    const decision = propose(world, "QM", "adopt", ADOPT);
    castAll(world, decision, yes(MEMBERS.slice(0, 2)));
    const deadline = proposal(world, decision).polls[0]!.closes;
    return {
      world,
      deadline,
      act: () => world.act("QO", "vote", { decision, choice: "yes" }),
      late: "poll-not-open",
    };
  },
  "a consent": (world) => {
    const decision = propose(world, "QM", "reclaim", RECLAIM, GROUNDS);
    const poll = proposal(world, decision).polls[0]!;
    waitUntil(world, poll.opens);
    return {
      world,
      deadline: poll.closes,
      act: () => world.act(HOLDER, "consent", { decision, answer: "consents" }),
      late: "decision-closed",
    };
  },
  "an answer": (world) => {
    const decision = propose(world, "QM", "reclaim", RECLAIM, GROUNDS);
    return {
      world,
      deadline: proposal(world, decision).case!.answerCloses,
      act: () => world.act(HOLDER, "answer", { decision, text: HASH }),
      late: "answer-closed",
    };
  },
  "an appeal": (world) => {
    const decision = decidedCase(world);
    return {
      world,
      deadline: proposal(world, decision).case!.filingEnds!,
      act: () => world.act(HOLDER, "appeal", { decision, grounds: HASH }),
      late: "appeal-closed",
    };
  },
  "a vote of the body of appeal": (world) => {
    const decision = decidedCase(world);
    world.must(world.act(HOLDER, "appeal", { decision, grounds: HASH }));
    return {
      world,
      deadline: proposal(world, decision).case!.levelEnds!,
      act: () => world.act(PANEL[0], "vote", { decision, choice: "yes" }),
      late: "poll-not-open",
    };
  },
  "an objection": (world) => {
    const body: Body = { to: "XB", resources: ["10.5.0.0/16"] };
    world.must(
      world.act(
        "QM",
        "delegate",
        { ...body, to: "XC", resources: ["10.5.1.0/24"], terms: { kind: "permanent" } },
        { cosign: ["XC"] },
      ),
    );
    world.must(world.act("QM", "recognise", { ...body, resources: ["10.6.0.0/16"] }, { cosign: ["XB"] }));
    world.must(world.act("QM", "transfer", { to: "QN", resources: ["10.0.0.0/9"] }, { cosign: ["QN"] }));
    return {
      world,
      deadline: world.at("10.6.0.0/16", "claim")!.until,
      act: () => world.act("QN", "object", { resources: ["10.6.0.0/16"], reason: "ours" }),
      late: "objection-late",
    };
  },
  "a renewal": (world) => {
    const until = world.time + 40 * DAY;
    const lease: Body = { to: "XB", resources: ["10.7.0.0/16"], terms: { kind: "lease", until } };
    world.must(world.act("QM", "delegate", lease, { cosign: ["XB"] }));
    const leases = { which: "named", resources: ["10.7.0.0/16"] };
    return {
      world,
      deadline: until,
      act: () => world.act("QM", "renew", { leases, until: until + 100 * DAY }),
      late: "renewal-late",
    };
  },
  "a stop": (world) => {
    const { state } = world.assembly;
    const lockedUntil = world.time + 5 * DAY;
    const { policy } = party(world, HOLDER);
    state.setText("parties", `party/${HOLDER}`, {
      ...party(world, HOLDER),
      lockedUntil,
      recovery: { from: policy, decision: "1" },
    });
    return {
      world,
      deadline: lockedUntil,
      act: () => world.act(HOLDER, "contest-recovery", {}),
      late: "no-recovery",
    };
  },
};

/** The outcomes of the act, ordered `after` the deadline, countersigned at each of these times relative to it. */
function ordered({ world, deadline, act }: Scene, after: number, ...all: Times[]): (string | undefined)[] {
  waitUntil(world, deadline + after);
  return all.map((times) => {
    const at = Object.fromEntries(Object.entries(times).map(([name, t]) => [name, deadline + t]));
    return world.block([countersigned(act(), at)]).outcomes[0]!.code;
  });
}

describe.each(Object.keys(scenes))("%s (C4)", (name) => {
  const scene = (): Scene => scenes[name]!(witnessed());

  it("counts when a quorum countersigned it before the deadline and it is ordered within GRACE", () => {
    expect(ordered(scene(), -1, {})).toEqual([undefined]);
    const { late, ...rest } = scene();
    const some = { w1: -DAY, w2: 0 };
    const tries = [{}, { w1: -1 }, some, { ...some, w3: 5 }, { w1: -1, w2: -1 }];
    expect(ordered({ ...rest, late }, 0, ...tries)).toEqual([late, late, late, late, undefined]);
    const last = scene();
    expect(ordered(last, graceOf(last.world) - 1, { w1: -2, w3: -1 })).toEqual([undefined]);
  });

  it("comes too late after GRACE", () => {
    const { world, ...rest } = scene();
    // Its place in the decision may be another by then: it is void, whatever the reason.
    expect(ordered({ world, ...rest }, graceOf(world), { w1: -1, w2: -1 })).not.toEqual([undefined]);
  });
});

describe("what a deadline decides", () => {
  it("waits for GRACE where there are witnesses, and not where ordering decides", () => {
    for (const world of [witnessed(), house()]) {
      const wait = world.assembly.witnessed === undefined ? 0 : graceOf(world);
      const id = propose(world, "QM", "adopt", ADOPT);
      castAll(world, id, no(MEMBERS.slice(0, 2)));
      const { closes } = proposal(world, id).polls[0]!;
      expect(proposal(world, id).due).toBe(closes + wait);
      waitUntil(world, closes + wait - 1);
      expect(proposal(world, id).phase).toBe("voting");
      waitUntil(world, closes + wait);
      expect(proposal(world, id).phase).toBe("rejected");
    }
  });

  it("is decided by the ballot that was countersigned in time", () => {
    const world = house({ witnessed: true, change: (d) => delete d.rules["ordinary"].extension });
    const id = propose(world, "QM", "adopt", ADOPT);
    castAll(world, id, { QM: "yes", QN: "no", QP: "no", QQ: "yes" });
    const { closes } = proposal(world, id).polls[0]!;
    waitUntil(world, closes);
    world.must(
      countersigned(world.act("QO", "vote", { decision: id, choice: "yes" }), {
        w1: closes - 9,
        w2: closes - 5,
      }),
    );
    const ballot = world.assembly.state.text("decisions", `ballot/${id}/0/QO`, "ballot")!;
    expect(ballot.at).toBe(closes - 5);
    expect(next(world, id).phase).toBe("waiting");
    expect(proposal(world, id).decidedAt).toBe(closes + graceOf(world));
    world.replay();
  });

  it("is nobody's to change while it is counted", () => {
    const world = witnessed();
    const id = propose(world, "QM", "reclaim", RECLAIM, GROUNDS);
    world.must(world.act(HOLDER, "answer", { decision: id, text: HASH }));
    castAll(world, id, choose(MEMBERS, "yes"));
    waitUntil(world, proposal(world, id).polls[0]!.closes);
    expect(world.do("QM", "withdraw", { decision: id }).code).toBe("decision-closed");
    expect(world.do("QM", "hear", { decision: id, record: HASH }).code).toBe("not-a-case");
    expect(world.do(HOLDER, "consent", { decision: id, answer: "refuses" }).code).toBe("decision-closed");
  });

  it("lets who is asked speak until the effect, and then does not expire for it", () => {
    const world = witnessed();
    const id = propose(world, "QM", "reclaim", RECLAIM, GROUNDS);
    castAll(world, id, yes(MEMBERS));
    next(world, id);
    const { due, effectAt, expires, phase } = next(world, id);
    expect({ phase, due }).toEqual({ phase: "waiting", due: effectAt! + graceOf(world) });
    expect(expires).toBeGreaterThan(due!);
    expect(world.at(BLOCK, "holding")!.holder).toBe(HOLDER);
    expect(next(world, id).phase).toBe("carried-out");
  });

  it("is prolonged for as long as its rule says when the vote turned late, counted from when that is known", () => {
    const world = witnessed();
    const extension = world.assembly.constitution!.rules["ordinary"]!.extension!;
    const id = propose(world, "QM", "adopt", ADOPT);
    castAll(world, id, { QM: "yes", QN: "no", QP: "no", QQ: "yes" });
    const { closes } = proposal(world, id).polls[0]!;
    waitUntil(world, closes - 10);
    world.must(world.act("QO", "vote", { decision: id, choice: "yes" }));
    const now = closes + graceOf(world);
    waitUntil(world, now);
    expect(proposal(world, id).polls[0]).toMatchObject({ closes: now + extension.by, extended: true });
  });
});

describe("a countersignature", () => {
  it("is no signature of a party, whatever the witness is called", () => {
    const world = witnessed();
    const act = world.act("QM", "reserve", { resources: ["10.9.0.0/16"], reason: "growth" });
    const alone = countersigned({ ...act, signatures: [] }, { w1: world.time, w2: world.time });
    const refused = world.assembly.applyBlock(world.time, [alone], () => undefined);
    expect(refused.ok ? "" : refused.error.code).toBe("block-unsigned");
    expect(world.block([countersigned(act, { w1: world.time })]).outcomes[0]!.code).toBeUndefined();
  });

  it("says nothing in an assembly without witnesses", () => {
    const world = house();
    const id = propose(world, "QM", "adopt", ADOPT);
    const { closes } = proposal(world, id).polls[0]!;
    waitUntil(world, closes - 1);
    const vote = countersigned(world.act("QO", "vote", { decision: id, choice: "yes" }), { w1: 5, w2: 5 });
    waitUntil(world, closes);
    expect(world.block([vote]).outcomes[0]!.code).toBe("poll-not-open");
  });
});
