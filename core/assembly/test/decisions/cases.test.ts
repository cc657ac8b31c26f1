/** Due process (SEMANTICS G5, G7, B6): grounds, answer, hearing, vote, appeal, QUARANTINE; recovery of keys. */
import fc from "fast-check";
import { formatVkey, signerOf } from "@comity/signing";
import { describe, expect, it } from "vitest";
import type { World } from "../world.ts";
import {
  BLOCK,
  DAY,
  GROUNDS,
  HASH,
  HOLDER,
  MEMBERS,
  PANEL,
  PERMANENT,
  RECLAIM,
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
  waitUntil,
  yes,
  type Draft,
} from "./house.ts";

const open = (w: World): string => propose(w, "QM", "reclaim", RECLAIM, GROUNDS);
const answer = (decision: string) => ({ decision, text: HASH });
const hear = (decision: string) => ({ decision, record: HASH });
const appeal = (decision: string) => ({ decision, grounds: HASH });

describe("a case", () => {
  it("takes effect only after notice, answer, vote, appeal and QUARANTINE, and nothing changes before", () => {
    const w = house();
    const id = open(w);
    const { opened } = proposal(w, id);
    castAll(w, id, yes(MEMBERS));
    while (proposal(w, id).due !== undefined) {
      expect(w.at(BLOCK, "holding")).toMatchObject({ holder: HOLDER, case: id });
      w.wait(DAY);
    }
    const p = proposal(w, id);
    expect(p.phase).toBe("carried-out");
    expect(p.effectAt! - opened).toBe((30 + 30 + 21 + 30 + 90) * DAY);
    expect(w.at(BLOCK, "quarantine")).toMatchObject({ from: HOLDER, cause: "reclaimed" });
  });

  it("needs the hearing of who answered: agreed on before the time to answer ends, filed alone after it", () => {
    const unheard = house();
    const a = open(unheard);
    unheard.must(unheard.act(HOLDER, "answer", answer(a)));
    castAll(unheard, a, yes(MEMBERS));
    expect(settle(unheard, a).phase).toBe("rejected");

    const agreed = house();
    const b = open(agreed);
    agreed.must(agreed.act(HOLDER, "answer", answer(b)));
    agreed.must(agreed.act("QM", "hear", hear(b)));
    expect(proposal(agreed, b).case?.hearing).toBeUndefined();
    agreed.must(agreed.act("QM", "hear", hear(b), { cosign: [HOLDER] }));
    expect(proposal(agreed, b).case?.hearing).toBe(HASH);
    castAll(agreed, b, yes(MEMBERS));
    expect(settle(agreed, b).phase).toBe("carried-out");

    // Refusing to sign what was said is no veto.
    const alone = house();
    const c = open(alone);
    alone.must(alone.act(HOLDER, "answer", answer(c)));
    castAll(alone, c, yes(MEMBERS));
    alone.must(alone.act("QM", "hear", hear(c)));
    expect(settle(alone, c).phase).toBe("carried-out");
  });

  it("a holder alone cannot file the hearing in the proposer's place", () => {
    const w = house();
    const id = open(w);
    w.must(w.act(HOLDER, "answer", answer(id)));
    castAll(w, id, yes(MEMBERS));
    w.must(w.act(HOLDER, "hear", hear(id)));
    expect(proposal(w, id).case?.hearing).toBeUndefined();
  });

  it("recuses who brings it and whom it concerns; the suspended do not vote", () => {
    const w = house();
    const id = propose(w, "QM", "suspend", { party: "QN", days: 30 }, GROUNDS);
    const status = new Map(electorate(w, id).chambers["members"]!.map((s) => [s.member, s.status]));
    expect([...status.values()]).toEqual(["recused", "recused", "voting", "voting", "voting"]);
    castAll(w, id, { QM: "yes", QN: "no" });
    expect(settle(w, id).phase).toBe("rejected");
  });

  it("leaves no mark when it ends without effect", () => {
    const w = house();
    const id = open(w);
    castAll(w, id, no(MEMBERS));
    expect(settle(w, id).phase).toBe("rejected");
    expect(w.at(BLOCK, "holding")).not.toHaveProperty("case");
    w.wait(180 * DAY);
    const again = open(w);
    expect(w.at(BLOCK, "holding")?.case).toBe(again);
    w.must(w.act("QM", "withdraw", { decision: again }));
    expect(w.at(BLOCK, "holding")).not.toHaveProperty("case");
  });

  it("leaves no mark when it was carried out, nor on what was divided from the holding meanwhile", () => {
    const w = house();
    const part = "10.1.0.0/24";
    const id = propose(w, "QM", "reclaim", { holder: HOLDER, resources: [part] }, GROUNDS);
    expect(w.at(BLOCK, "holding")?.case).toBe(id);
    const sold = { to: "XB", resources: ["10.1.128.0/17"], acknowledges: [id] };
    w.must(w.act(HOLDER, "transfer", sold, { cosign: ["XB"] }));
    castAll(w, id, yes(MEMBERS));
    expect(w.at("10.1.128.0/17", "holding")?.case).toBe(id);
    expect(settle(w, id).phase).toBe("carried-out");
    expect(w.at(part, "holding")).toBeUndefined();
    expect(w.at("10.1.1.0/24", "holding")).toMatchObject({ holder: HOLDER });
    for (const line of w.dump("ipv4")) expect(line).not.toContain('"case"');
  });

  it("leaves no mark on what was divided from the holding when it ends without effect", () => {
    const w = house();
    const id = propose(w, "QM", "reclaim", { holder: HOLDER, resources: ["10.1.0.0/24"] }, GROUNDS);
    const sold = { to: "XB", resources: ["10.1.128.0/17"], acknowledges: [id] };
    w.must(w.act(HOLDER, "transfer", sold, { cosign: ["XB"] }));
    w.must(w.act("QM", "withdraw", { decision: id }));
    for (const line of w.dump("ipv4")) expect(line).not.toContain('"case"');
  });

  it("suspends a member's votes and acts for its days, never its holdings", () => {
    const w = house();
    const id = propose(w, "QM", "suspend", { party: HOLDER, days: 10 }, GROUNDS);
    castAll(w, id, yes(MEMBERS));
    expect(settle(w, id).phase).toBe("carried-out");
    expect(w.do(HOLDER, "transfer", { to: "XB", resources: [BLOCK] }).code).toBe("suspended");
    expect(w.do(HOLDER, "correct", { resources: [BLOCK], note: "still ours" }).code).toBeUndefined();
    expect(holderOf(w)).toBe(HOLDER);
    w.wait(10 * DAY);
    expect(party(w, HOLDER).status).toBe("active");
  });

  it("takes seats, never holdings", () => {
    const w = house();
    const id = propose(w, "QN", "unseat", { party: "QM" }, GROUNDS);
    castAll(w, id, yes(MEMBERS));
    expect(settle(w, id).phase).toBe("carried-out");
    expect(party(w, "QM").seats).toEqual({});
    expect(holderOf(w, "10.0.0.0/8")).toBe("QM");
  });
});

describe("a case whose holder acts after notice", () => {
  const decided = (w: World, id: string): string => {
    castAll(w, id, yes(MEMBERS));
    return settle(w, id).phase;
  };
  const cause = (w: World, block: string) => w.at(block, "quarantine")?.cause;

  it("is not void because a crumb was given back an hour before its effect", () => {
    const w = house();
    const id = open(w);
    castAll(w, id, yes(MEMBERS));
    while (proposal(w, id).phase !== "waiting") next(w, id);
    waitUntil(w, proposal(w, id).due! - 3600);
    w.must(w.act(HOLDER, "return", { resources: ["10.1.255.255/32"] }));
    expect(settle(w, id).phase).toBe("carried-out");
    for (const block of ["10.1.0.0/17", "10.1.128.0/18", "10.1.255.254/32"]) {
      expect(cause(w, block), block).toBe("reclaimed");
    }
    expect(cause(w, "10.1.255.255/32")).toBe("returned");
    expect(holderOf(w, "10.1.0.0/17")).toBeUndefined();
  });

  it("takes what was passed on, from who took it over, and nothing that came to lie there later", () => {
    const w = house();
    const id = open(w);
    castAll(w, id, yes(MEMBERS));
    w.must(w.act(HOLDER, "return", { resources: ["10.1.1.0/24"] }));
    const under = { resources: ["10.1.0.0/24"], acknowledges: [id] };
    w.must(w.act(HOLDER, "transfer", { to: "XB", ...under }, { cosign: ["XB"] }));
    // The parent hands out anew what rested: the case does not bind that.
    w.wait(100 * DAY);
    give(w, "10.1.1.0/24", HOLDER);
    expect(settle(w, id).phase).toBe("carried-out");
    expect(w.at("10.1.0.0/24", "quarantine")).toMatchObject({ from: "XB", cause: "reclaimed" });
    expect(w.at("10.1.128.0/17", "quarantine")).toMatchObject({ from: HOLDER });
    expect(holderOf(w, "10.1.1.0/24")).toBe(HOLDER);
  });

  it("is done with what was given back whole", () => {
    const w = house();
    const id = open(w);
    castAll(w, id, yes(MEMBERS));
    w.must(w.act(HOLDER, "return", { resources: [BLOCK] }));
    expect(settle(w, id).phase).toBe("carried-out");
    expect(w.at(BLOCK, "holding")).toBeUndefined();
    expect(holderOf(w, "10.0.0.0/8")).toBe("QM");
  });

  it("gives each part that is left to the party it was assigned to", () => {
    const w = house();
    const id = propose(w, "QM", "reassign", { ...RECLAIM, to: "XC" }, GROUNDS);
    w.must(w.act("XC", "consent", { decision: id, answer: "consents" }));
    w.must(w.act(HOLDER, "return", { resources: ["10.1.255.0/24"] }));
    const known = { resources: ["10.1.0.0/24"], acknowledges: [id] };
    w.must(w.act(HOLDER, "transfer", { to: "XB", ...known }, { cosign: ["XB"] }));
    expect(decided(w, id)).toBe("carried-out");
    for (const block of ["10.1.0.0/24", "10.1.1.0/24", "10.1.128.0/18"])
      expect(holderOf(w, block)).toBe("XC");
    expect(holderOf(w, "10.1.255.0/24")).toBeUndefined();
  });

  it("is not kept out by a delegation of all that would remain, which stays", () => {
    const w = house();
    const id = propose(w, "QM", "reclaim", { ...RECLAIM, resources: ["10.1.0.0/17"] }, GROUNDS);
    const known = { resources: ["10.1.128.0/17"], acknowledges: [id] };
    const body = { to: "XB", terms: PERMANENT, ...known };
    w.must(w.act(HOLDER, "delegate", body, { cosign: ["XB"] }));
    expect(decided(w, id)).toBe("carried-out");
    expect(cause(w, "10.1.0.0/17")).toBe("reclaimed");
    expect(holderOf(w, "10.1.128.0/17")).toBe("XB");
    expect(w.at(BLOCK, "holding")).toBeUndefined();
  });

  it("does not turn to the holding around one that was given back", () => {
    const w = house();
    const inner = { resources: ["10.1.5.0/24"] };
    w.must(w.act(HOLDER, "delegate", { to: "XB", terms: PERMANENT, ...inner }, { cosign: ["XB"] }));
    w.must(w.act("XB", "transfer", { to: HOLDER, ...inner }, { cosign: [HOLDER] }));
    const id = propose(w, "QM", "reclaim", { holder: HOLDER, ...inner }, GROUNDS);
    castAll(w, id, yes(MEMBERS));
    w.must(w.act(HOLDER, "return", inner));
    expect(settle(w, id).phase).toBe("carried-out");
    expect(holderOf(w)).toBe(HOLDER);
  });

  it("takes the rest although a member left its seats", () => {
    const w = house();
    const measures = [
      { kind: "unseat", body: { party: "QP" } },
      { kind: "reclaim", body: RECLAIM },
    ];
    const id = proposeAll(w, "QM", measures, GROUNDS);
    castAll(w, id, yes(MEMBERS));
    w.must(w.act("QP", "leave", {}));
    expect(settle(w, id).phase).toBe("carried-out");
    expect(cause(w, BLOCK)).toBe("reclaimed");
  });

  const PARTS = [16, 17, 18].flatMap((bits) =>
    Array.from({ length: 2 ** (bits - 16) }, (_, i) => `10.1.${i * 2 ** (24 - bits)}.0/${bits}`),
  );
  it("takes effect whatever the holder and who takes over from it do", { timeout: 60_000 }, () => {
    const step = fc.record({
      by: fc.constantFrom(HOLDER, "XB"),
      kind: fc.constantFrom("return", "transfer", "delegate"),
      resources: fc.constantFrom(...PARTS).map((part) => [part]),
    });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.constantFrom("reclaim", "reassign"),
        (steps, kind) => {
          const w = house();
          const more = kind === "reassign" ? { to: "XC" } : {};
          const id = propose(w, "QM", kind, { ...RECLAIM, ...more }, GROUNDS);
          if (kind === "reassign") w.must(w.act("XC", "consent", { decision: id, answer: "consents" }));
          castAll(w, id, yes(MEMBERS));
          for (const { by, kind: act, resources } of steps) {
            const to = by === HOLDER ? "XB" : HOLDER;
            const terms = act === "delegate" ? { terms: PERMANENT } : {};
            const given = { to, acknowledges: [id], ...terms };
            w.do(by, act, { resources, ...(act === "return" ? {} : given) }, { cosign: [to] });
          }
          expect(settle(w, id).phase).toBe("carried-out");
          for (const part of PARTS) expect([undefined, "XC"], part).toContain(holderOf(w, part));
        },
      ),
      { numRuns: process.env["COMITY_SOAK"] === undefined ? 15 : 500 },
    );
  });
});

describe("an appeal", () => {
  it("that the body upholds annuls the decision", () => {
    const w = house();
    const id = decidedCase(w);
    w.must(w.act(HOLDER, "appeal", appeal(id)));
    castAll(w, id, { XD: "yes", XE: "yes", XF: "no" });
    expect(settle(w, id).phase).toBe("annulled");
    expect(w.at(BLOCK, "holding")).not.toHaveProperty("case");
  });

  it("that it does not uphold lets it take effect after QUARANTINE", () => {
    const w = house();
    const id = decidedCase(w);
    const { levelEnds } = proposal(w, id).case!;
    w.must(w.act(HOLDER, "appeal", appeal(id)));
    castAll(w, id, { XD: "yes", XE: "no" });
    waitUntil(w, levelEnds!);
    expect(proposal(w, id)).toMatchObject({ phase: "waiting", effectAt: levelEnds! + 90 * DAY });
    expect(settle(w, id).phase).toBe("carried-out");
  });

  it("may be filed until the last second of the first half, and not at its end", () => {
    const w = house();
    const id = decidedCase(w);
    waitUntil(w, proposal(w, id).case!.filingEnds!);
    expect(w.do(HOLDER, "appeal", appeal(id)).code).toBe("appeal-closed");
    const v = house();
    const other = decidedCase(v);
    waitUntil(v, proposal(v, other).case!.filingEnds! - 1);
    expect(v.do(HOLDER, "appeal", appeal(other)).code).toBeUndefined();
  });

  const remanding = (d: Draft): void => {
    d.rules["reclaim"].appeal.remedy = "remand";
  };

  it("may send the decision back: it is decided anew, appealed anew, and ends", () => {
    const w = house({ change: remanding });
    const id = decidedCase(w);
    w.must(w.act(HOLDER, "appeal", appeal(id)));
    castAll(w, id, yes(PANEL));
    next(w, id);
    expect(proposal(w, id)).toMatchObject({ phase: "voting", case: { appeals: [] } });
    castAll(w, id, yes(MEMBERS));
    next(w, id);
    expect(proposal(w, id).phase).toBe("appeal");
    // The votes of the first appeal say nothing about the second.
    w.must(w.act(HOLDER, "appeal", appeal(id)));
    castAll(w, id, no(PANEL));
    expect(settle(w, id).phase).toBe("carried-out");
  });

  it("ends even when every decision is sent back", () => {
    const w = house({ change: remanding });
    const id = decidedCase(w);
    for (let i = 0; i < 20 && proposal(w, id).phase !== "annulled"; i++) {
      if (proposal(w, id).phase === "appeal") {
        w.must(w.act(HOLDER, "appeal", appeal(id)));
        castAll(w, id, yes(PANEL));
      } else castAll(w, id, yes(MEMBERS));
      next(w, id);
    }
    expect(proposal(w, id).phase).toBe("annulled");
    expect(holderOf(w)).toBe(HOLDER);
  });

  it("is not judged by who decided, whatever seats it has", () => {
    const seats = { members: 1, panel: 1 };
    const founders = [
      { id: "QM", label: "north" },
      { id: "QN", seats },
      { id: "QO", seats },
      { id: "XD", seats: { panel: 1 } },
    ];
    const w = house({ founders });
    const id = propose(w, "QM", "reclaim", RECLAIM, GROUNDS);
    castAll(w, id, yes(["QN", "QO"]));
    next(w, id);
    w.must(w.act(HOLDER, "appeal", appeal(id)));
    expect(w.do("QN", "vote", { decision: id, choice: "no" }).code).toBe("not-in-electorate");
    castAll(w, id, { XD: "yes" });
    expect(settle(w, id).phase).toBe("annulled");
  });
});

describe("periods of a case while ordering stands still (C5)", () => {
  it("the time to answer does not run, also where deliberation is longer", () => {
    const w = house({ change: (d) => (d.rules["reclaim"].periods.deliberation = 90 * DAY) });
    const id = open(w);
    const { answerCloses } = proposal(w, id).case!;
    const { opens } = proposal(w, id).polls[0]!;
    w.wait(answerCloses - w.time - DAY);
    w.block([], 40 * DAY);
    expect(proposal(w, id).case!.answerCloses).toBe(answerCloses + 40 * DAY);
    expect(proposal(w, id).polls[0]!.opens).toBe(opens + 40 * DAY);
    expect(w.do(HOLDER, "answer", answer(id)).code).toBeUndefined();
  });

  it("the time to appeal does not run", () => {
    const w = house();
    const id = decidedCase(w);
    const { filingEnds, levelEnds } = proposal(w, id).case!;
    w.block([], 25 * DAY);
    expect(proposal(w, id).case).toMatchObject({
      filingEnds: filingEnds! + 25 * DAY,
      levelEnds: levelEnds! + 25 * DAY,
    });
    w.wait(10 * DAY);
    expect(w.do(HOLDER, "appeal", appeal(id)).code).toBeUndefined();
  });

  it("what was over before the silence stays over", () => {
    const w = house();
    const id = decidedCase(w);
    waitUntil(w, proposal(w, id).case!.filingEnds!);
    w.block([], 11 * DAY);
    expect(w.do(HOLDER, "appeal", appeal(id)).code).toBe("appeal-closed");
  });
});

describe("recovery of keys (B6)", () => {
  const fresh = (): string => {
    const secret = new Uint8Array(32).fill(7);
    return formatVkey(signerOf({ name: `${HOLDER}/new`, type: "ed25519", secret }).key);
  };
  const recover = (w: World): string => {
    const policy = { keys: [{ key: fresh() }], thresholds: [{ kinds: ["*"], k: 1 }] };
    const id = propose(w, "QM", "recover", { party: HOLDER, policy }, GROUNDS);
    castAll(w, id, yes(MEMBERS));
    expect(settle(w, id).phase).toBe("carried-out");
    return id;
  };

  it("locks the holdings for LOCK, replaces the keys, and is contested once by an old key", () => {
    const w = house();
    const decision = recover(w);
    const { lockedUntil } = party(w, HOLDER);
    expect(lockedUntil).toBe(w.time + 14 * DAY);
    expect(party(w, HOLDER).recovery).toMatchObject({ decision });
    // The world signs with the old key.
    expect(w.do(HOLDER, "return", { resources: [BLOCK] }).code).toBe("no-authority");
    w.wait(13 * DAY);
    expect(w.do(HOLDER, "contest-recovery").code).toBeUndefined();
    expect(party(w, HOLDER).lockedUntil).toBe(w.time + 14 * DAY);
    expect(w.do(HOLDER, "contest-recovery").code).toBe("contested-already");
    const forced = String(party(w, HOLDER).recovery?.contested);
    w.wait(14 * DAY);
    // Longer than LOCK: until the members have decided.
    expect(party(w, HOLDER).lockedUntil).toBeGreaterThan(w.time);
    expect(proposal(w, forced)).toMatchObject({ phase: "notice", contest: true, affected: [HOLDER] });
    expect(settle(w, forced).phase).toBe("rejected");
    w.wait(1);
    expect(party(w, HOLDER)).not.toHaveProperty("lockedUntil");
    expect(party(w, HOLDER)).not.toHaveProperty("recovery");
    // An old key signs nothing any more, not even a contest.
    expect(w.do(HOLDER, "contest-recovery").code).toBe("no-authority");
    expect(holderOf(w)).toBe(HOLDER);
  });

  it("a contest that the members uphold brings the old keys back, without appeal or quarantine", () => {
    const w = house();
    recover(w);
    const id = w.must(w.act(HOLDER, "contest-recovery", { text: HASH }));
    const opened = w.time;
    expect(proposal(w, id)).toMatchObject({ classes: ["recover"], case: { grounds: HASH }, contest: true });
    castAll(w, id, yes(MEMBERS));
    // Who has the new keys neither consents for the party nor ends its lock meanwhile.
    expect(party(w, HOLDER).lockedUntil).toBeGreaterThan(w.time);
    expect(settle(w, id).phase).toBe("carried-out");
    expect(w.time - opened).toBe((30 + 21 + 7) * DAY);
    expect(party(w, HOLDER)).not.toHaveProperty("recovery");
    expect(party(w, HOLDER)).not.toHaveProperty("lockedUntil");
    // The world signs with the old key again.
    expect(
      w.do(HOLDER, "transfer", { to: "XB", resources: [BLOCK] }, { cosign: ["XB"] }).code,
    ).toBeUndefined();
  });

  it("no silence of who has the new keys keeps a contest from being decided", () => {
    const w = house();
    recover(w);
    const id = w.must(w.act(HOLDER, "contest-recovery"));
    // The new keys answer, and sign no record of the hearing.
    const { policy } = party(w, HOLDER);
    w.assembly.state.setText("parties", `party/${HOLDER}`, {
      ...party(w, HOLDER),
      policy: party(w, HOLDER).recovery!.from,
    });
    w.must(w.act(HOLDER, "answer", answer(id)));
    w.assembly.state.setText("parties", `party/${HOLDER}`, { ...party(w, HOLDER), policy });
    castAll(w, id, yes(MEMBERS));
    expect(w.do("XB", "hear", hear(id)).code).toBe("not-concerned");
    w.must(w.act("QN", "hear", hear(id)));
    expect(settle(w, id).phase).toBe("carried-out");
  });

  it("needs a case like everything against a party's will", () => {
    const w = house();
    const policy = { keys: [{ key: fresh() }], thresholds: [{ kinds: ["*"], k: 1 }] };
    expect(w.do("QM", "recover", { party: HOLDER, policy }).code).toBe("needs-decision");
    expect(constitution().rules["recover"]!.appeal).toBeDefined();
  });
});
