/** P7: emergency powers, suspensions, leases and offers end on their date. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  house,
  castAll,
  DAY,
  HASH,
  HOLDER,
  MEMBERS,
  PANEL,
  proposal,
  propose,
  settle,
  yes,
} from "../core/assembly/test/decisions/house.ts";

describe("what ends by itself", () => {
  it("an emergency ends on its date, also when ordering stood still meanwhile", () => {
    const world = house();
    const id = propose(world, "QM", "emergency", { title: "exercise", text: HASH });
    castAll(world, id, yes(MEMBERS));
    expect(settle(world, id).phase).toBe("carried-out");
    const record = () => world.assembly.state.text("decisions", `emergency/${id}`, "emergency")!;
    expect(record().ended).toBeUndefined();
    const { until } = record();
    expect(until - world.time).toBeLessThanOrEqual(30 * DAY);
    // One long silence: other periods would be moved, this one is not.
    world.block([], until - world.time);
    expect(record().ended).toBe(true);
  });

  it("a suspension ends on its date", () => {
    const world = house();
    const id = propose(world, "QM", "suspend", { party: HOLDER, days: 10 }, { grounds: HASH });
    castAll(world, id, yes(MEMBERS));
    settle(world, id);
    const status = () => world.assembly.state.text("parties", `party/${HOLDER}`, "party")!.status;
    expect(status()).toBe("suspended");
    world.wait(11 * DAY);
    expect(status()).toBe("active");
  });

  it("an offer nobody accepted is gone, and its space is free again", () => {
    const world = house();
    const body = { to: "XB", resources: ["10.2.0.0/16"], terms: { kind: "permanent" } };
    world.must(world.act("QM", "delegate", body));
    expect(world.at("10.2.0.0/16", "reserved")).toBeDefined();
    world.wait(31 * DAY);
    expect(world.at("10.2.0.0/16", "reserved")).toBeUndefined();
    expect(world.do("QM", "delegate", body, { cosign: ["XB"] }).code).toBeUndefined();
  });
});

const doing = fc.record({
  by: fc.constantFrom(...MEMBERS, ...PANEL, HOLDER),
  what: fc.constantFrom("yes", "no", "abstain", "answer", "hear", "appeal", "consents", "refuses"),
  later: fc.constantFrom(0, 3_600, DAY, 5 * DAY, 9 * DAY),
});

describe("what everybody may do meanwhile", () => {
  it("ends no proposal later than its rule allows, whatever is voted, answered, heard and appealed", () => {
    const property = fc.property(fc.boolean(), fc.array(doing, { maxLength: 60 }), (isCase, acts) => {
      const world = house();
      const body = { holder: HOLDER, resources: ["10.1.0.0/16"] };
      const id = isCase
        ? propose(world, "QM", "reclaim", body, { grounds: HASH })
        : propose(world, "QM", "adopt", { title: "x", text: HASH });
      // Notice, answer, vote, appeal, quarantine; or notice, deliberation, vote, one prolongation, waiting.
      const end = world.time + (isCase ? 30 + 30 + 21 + 30 + 90 : 14 + 14 + 14 + 4 + 7) * DAY;
      world.wait(proposal(world, id).due! - world.time - DAY);
      for (const { by, later, what } of acts) {
        if (world.time + later >= end) break;
        if (later > 0) world.wait(later);
        const decision = id;
        if (what === "answer") world.do(by, "answer", { decision, text: HASH });
        else if (what === "hear") world.do(by, "hear", { decision, record: HASH });
        else if (what === "appeal") world.do(by, "appeal", { decision, grounds: HASH });
        else if (what === "consents" || what === "refuses")
          world.do(by, "consent", { decision, answer: what });
        else world.do(by, "vote", { decision, choice: what });
      }
      world.wait(end - world.time);
      expect(proposal(world, id).due).toBeUndefined();
    });
    fc.assert(property, { numRuns: process.env["COMITY_SOAK"] === undefined ? 40 : 4_000 });
  });
});
