/** P7: emergency powers, suspensions, leases and offers end on their date. */
import { describe, expect, it } from "vitest";
import {
  assemblyOfFive,
  castAll,
  DAY,
  HASH,
  HOLDER,
  MEMBERS,
  propose,
  settle,
  yes,
} from "./assembly-of-five.ts";

describe("what ends by itself", () => {
  it("an emergency ends on its date, also when ordering stood still meanwhile", () => {
    const world = assemblyOfFive();
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
    const world = assemblyOfFive();
    const id = propose(world, "QM", "suspend", { party: HOLDER, days: 10 }, { grounds: HASH });
    castAll(world, id, yes(MEMBERS));
    settle(world, id);
    const status = () => world.assembly.state.text("parties", `party/${HOLDER}`, "party")!.status;
    expect(status()).toBe("suspended");
    world.wait(11 * DAY);
    expect(status()).toBe("active");
  });

  it("an offer nobody accepted is gone, and its space is free again", () => {
    const world = assemblyOfFive();
    const body = { to: "XB", resources: ["10.2.0.0/16"], terms: { kind: "permanent" } };
    world.must(world.act("QM", "delegate", body));
    expect(world.at("10.2.0.0/16", "reserved")).toBeDefined();
    world.wait(31 * DAY);
    expect(world.at("10.2.0.0/16", "reserved")).toBeUndefined();
    expect(world.do("QM", "delegate", body, { cosign: ["XB"] }).code).toBeUndefined();
  });
});
