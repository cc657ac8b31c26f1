/** P1: no act changes, or makes unusable, what another party holds without its consent or due process. */
import { CATALOGUE } from "@comity/assembly";
import { formatVkey, signerOf } from "@comity/signing";
import { describe, expect, it } from "vitest";
import type { Body } from "../core/assembly/test/world.ts";
import {
  house,
  BLOCK,
  castAll,
  DAY,
  HASH,
  HOLDER,
  holderOf,
  MEMBERS,
  PANEL,
  proposal,
  propose,
  settle,
  subsets,
  yes,
} from "../core/assembly/test/decisions/house.ts";

const reclaim = { holder: HOLDER, resources: [BLOCK] };
const grounds = { grounds: HASH };

describe("by one party alone", () => {
  const attempts: readonly (readonly [string, string, string, { readonly [f: string]: unknown }])[] = [
    ["the parent takes the block back", "QM", "return", { resources: [BLOCK] }],
    [
      "the parent hands it to another",
      "QM",
      "delegate",
      { to: "XB", resources: [BLOCK], terms: { kind: "permanent" } },
    ],
    [
      "the parent hands out a part",
      "QM",
      "delegate",
      { to: "XB", resources: ["10.1.2.0/24"], terms: { kind: "permanent" } },
    ],
    [
      "the parent hands out what is around it",
      "QM",
      "delegate",
      { to: "XB", resources: ["10.0.0.0/15"], terms: { kind: "permanent" } },
    ],
    ["the parent transfers it", "QM", "transfer", { to: "XB", resources: [BLOCK] }],
    ["the parent reserves it", "QM", "reserve", { resources: [BLOCK], reason: "mine" }],
    ["a stranger transfers it", "XB", "transfer", { to: "XB", resources: [BLOCK] }],
    ["a stranger recognises itself", "QN", "recognise", { to: "XB", resources: [BLOCK] }],
    ["a measure without a decision", "QM", "reclaim", reclaim],
  ];
  it.each(attempts)("%s: void", (_, by, kind, body) => {
    const world = house();
    const outcome = world.do(by, kind, body as never, {
      cosign: by === "XB" || kind === "reserve" ? [] : ["XB"],
    });
    expect(outcome.code).toBeDefined();
    expect(holderOf(world)).toBe(HOLDER);
  });

  it("the parent transfers its own block away: the child keeps holder and terms", () => {
    const world = house();
    world.must(world.act("QM", "transfer", { to: "QN", resources: ["10.0.0.0/8"] }, { cosign: ["QN"] }));
    expect(world.at("10.0.0.0/8", "holding")?.holder).toBe("QN");
    expect(world.at(BLOCK, "holding")).toMatchObject({ holder: HOLDER, terms: { kind: "permanent" } });
  });
});

describe("by coalitions of members", () => {
  it("no coalition moves the block before the case has run its whole course", () => {
    const world = house();
    const id = propose(world, "QM", "reclaim", reclaim, grounds);
    castAll(world, id, yes(MEMBERS));
    for (let day = 0; day < 300 && proposal(world, id).phase !== "carried-out"; day++) {
      expect(holderOf(world)).toBe(HOLDER);
      world.wait(DAY);
    }
    const p = proposal(world, id);
    expect(p.phase).toBe("carried-out");
    // Notice, answer, vote, appeal and quarantine of the rule have all passed.
    expect(p.effectAt! - p.opened).toBeGreaterThanOrEqual((30 + 30 + 21 + 30 + 90) * DAY);
  });

  const key = signerOf({ name: `${HOLDER}/new`, type: "ed25519", secret: new Uint8Array(32).fill(7) }).key;
  const policy = { keys: [{ key: formatVkey(key) }], thresholds: [{ kinds: ["*"], k: 1 }] };
  const against: readonly (readonly [string, Body])[] = [
    ["reclaim", reclaim],
    ["reassign", { ...reclaim, to: "XB" }],
    ["suspend", { party: HOLDER, days: 30 }],
    ["recover", { party: HOLDER, policy }],
    ["unseat", { party: "QQ" }],
  ];
  it.each(against)("every coalition below the rule fails, of every size: %s", (kind, body) => {
    // Who brings the case, and whom it concerns, is recused; of the others two thirds are the rule.
    const voting = MEMBERS.filter((m) => m !== "QM" && !(kind === "unseat" && m === "QQ"));
    for (const coalition of subsets(MEMBERS)) {
      if (3 * coalition.filter((m) => voting.includes(m)).length >= 2 * voting.length) continue;
      const world = house();
      const parties = (): string[] => world.dump("parties").filter((line) => line.includes('"t":"party"'));
      const before = parties();
      const id = propose(world, "QM", kind, body, grounds);
      const others = MEMBERS.filter((m) => !coalition.includes(m));
      castAll(world, id, { ...yes(coalition), ...Object.fromEntries(others.map((m) => [m, "no"])) });
      expect(settle(world, id).phase, coalition.join("+")).toBe("rejected");
      expect(parties()).toEqual(before);
      expect(holderOf(world)).toBe(HOLDER);
    }
  });

  it("an appeal that the panel upholds annuls the decision, and the block rests where it was", () => {
    const world = house();
    const id = propose(world, "QM", "reclaim", reclaim, grounds);
    castAll(world, id, yes(MEMBERS));
    world.wait(proposal(world, id).due! - world.time);
    expect(proposal(world, id).phase).toBe("appeal");
    expect(world.do("XB", "appeal", { decision: id, grounds: HASH }).code).toBe("no-standing");
    expect(world.do(HOLDER, "appeal", { decision: id, grounds: HASH }).code).toBeUndefined();
    castAll(world, id, yes(PANEL));
    expect(settle(world, id).phase).toBe("annulled");
    expect(world.at(BLOCK, "holding")).toMatchObject({ holder: HOLDER });
    expect(world.at(BLOCK, "holding")?.case).toBeUndefined();
  });

  it("members of the deciding chamber do not vote on the appeal", () => {
    const world = house();
    const id = propose(world, "QM", "reclaim", reclaim, grounds);
    castAll(world, id, yes(MEMBERS));
    world.wait(proposal(world, id).due! - world.time);
    world.must(world.act(HOLDER, "appeal", { decision: id, grounds: HASH }));
    expect(world.do("QN", "vote", { decision: id, choice: "no" }).code).toBe("not-in-electorate");
  });

  it("a case without grounds cannot be opened", () => {
    const world = house();
    expect(
      world.do("QM", "propose", { title: "x", measures: [{ kind: "reclaim", body: reclaim }] }).code,
    ).toBe("grounds-missing");
  });

  it("an emergency cannot be bundled, and no emergency measure touches a holding", () => {
    const world = house();
    const emergency = { kind: "emergency", body: { title: "x", text: HASH } };
    const measures = [emergency, { kind: "reclaim", body: reclaim }];
    expect(world.do("QM", "propose", { title: "x", measures, grounds: HASH }).code).toMatch(
      /no-rule|emergency-bundled/,
    );
    const touching = CATALOGUE.filter((k) => k.measureClass === "emergency" && k.affected !== undefined);
    expect(touching).toEqual([]);
  });
});

describe("by the way of keys and seats", () => {
  it("a recovery locks the holdings, takes the old key's authority, and the old key contests once", () => {
    const world = house();
    const key = signerOf({ name: `${HOLDER}/new`, type: "ed25519", secret: new Uint8Array(32).fill(7) }).key;
    const policy = { keys: [{ key: formatVkey(key) }], thresholds: [{ kinds: ["*"], k: 1 }] };
    const id = propose(world, "QM", "recover", { party: HOLDER, policy }, grounds);
    castAll(world, id, yes(MEMBERS));
    expect(settle(world, id).phase).toBe("carried-out");
    const party = () => world.assembly.state.text("parties", `party/${HOLDER}`, "party")!;
    expect(party().lockedUntil).toBeGreaterThan(world.time);
    // The world signs with the old key.
    expect(world.do(HOLDER, "return", { resources: [BLOCK] }).code).toBe("no-authority");
    const before = party().lockedUntil!;
    world.wait(DAY);
    expect(world.do(HOLDER, "contest-recovery").code).toBeUndefined();
    expect(party().lockedUntil).toBeGreaterThan(before);
    expect(world.do(HOLDER, "contest-recovery").code).toBe("contested-already");
    expect(holderOf(world)).toBe(HOLDER);
  });

  it("a policy with keys named after somebody else is never registered", () => {
    const world = house();
    const { policy } = world.assembly.state.text("parties", "party/XB", "party")!;
    const measures = [{ kind: "recover", body: { party: HOLDER, policy } }];
    expect(world.do("QM", "propose", { title: "x", measures: measures as never, grounds: HASH }).code).toBe(
      "measure-void",
    );
  });

  it("a suspended holder keeps what it holds", () => {
    const world = house();
    const id = propose(world, "QM", "suspend", { party: HOLDER, days: 100 }, grounds);
    castAll(world, id, yes(MEMBERS));
    expect(settle(world, id).phase).toBe("carried-out");
    expect(world.assembly.state.text("parties", `party/${HOLDER}`, "party")?.status).toBe("suspended");
    expect(holderOf(world)).toBe(HOLDER);
    expect(
      world.do(HOLDER, "delegate", { to: "XB", resources: ["10.1.2.0/24"], terms: { kind: "permanent" } })
        .code,
    ).toBe("suspended");
  });
});
