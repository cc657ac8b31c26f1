import { expect, it } from "vitest";
import { DAY } from "../world.ts";
import { PERMANENT, held, lease, leased, lock, numbersWorld, underCase } from "./numbers-world.ts";

const R = "10.1.0.0/16";

it("sets offered space aside until it is accepted, declined, withdrawn or over", () => {
  const w = numbersWorld();
  const offer = (until = w.time + DAY) =>
    w.must(w.act("QM", "delegate", { to: "XA", resources: [R], terms: PERMANENT }, { until }));
  for (const [by, kind] of [
    ["XA", "decline"],
    ["QM", "withdraw-offer"],
  ] as const) {
    const id = offer();
    expect(w.at(R, "reserved")).toMatchObject({ by: "QM", offer: id });
    w.must(w.act(by, kind, { offer: id }));
    expect(w.at(R, "reserved")).toBeUndefined();
    expect(w.do("XA", "accept", { offer: id }).code).toBe("offer-unknown");
  }
  const late = offer();
  w.wait(DAY + 1);
  expect(w.at(R, "reserved")).toBeUndefined();
  expect(w.do("XA", "accept", { offer: late }).code).toBe("offer-unknown");
  w.must(w.act("XA", "accept", { offer: offer() }));
  expect(w.at(R, "holding")).toMatchObject({
    holder: "XA",
    from: "delegate",
    terms: PERMANENT,
    protection: 1,
  });
  expect(w.at(R, "reserved")).toBeUndefined();
});

it("waits for everybody: recipient and lessor, in any order, joint signature or later", () => {
  const w = numbersWorld();
  leased(w);
  const move = (cosign: readonly string[] = []) =>
    w.act("XA", "transfer", { to: "XB", resources: [R] }, { cosign });
  const offer = w.must(move(["XB"]));
  expect(w.at(R, "holding")?.holder).toBe("XA");
  expect(w.do("XC", "accept", { offer }).code).toBe("offer-not-yours");
  w.must(w.act("QM", "accept", { offer }));
  expect(w.at(R, "holding")).toMatchObject({ holder: "XB", from: "transfer", terms: { kind: "lease" } });
  const back = w.must(w.act("XB", "transfer", { to: "XA", resources: [R] }));
  w.must(w.act("QM", "accept", { offer: back }));
  expect(w.at(R, "holding")?.holder).toBe("XB");
  w.must(w.act("XA", "accept", { offer: back }));
  expect(w.at(R, "holding")?.holder).toBe("XA");
});

it("asks the lessor of the day, not the one of the offer", () => {
  const w = numbersWorld();
  held(w, "10.0.0.0/9", "XC");
  w.must(w.act("XC", "delegate", { to: "XA", resources: [R], terms: lease(w, 50) }, { cosign: ["XA"] }));
  const offer = w.must(w.act("XA", "transfer", { to: "XB", resources: [R] }));
  w.must(w.act("XC", "transfer", { to: "QO", resources: ["10.0.0.0/9"] }, { cosign: ["QO"] }));
  w.must(w.act("XB", "accept", { offer }));
  expect(w.do("XC", "accept", { offer }).code).toBe("offer-not-yours");
  w.must(w.act("QO", "accept", { offer }));
  expect(w.at(R, "holding")?.holder).toBe("XB");
});

it("judges an offer again when it is accepted, and keeps it when it does not fit", () => {
  const w = numbersWorld();
  held(w);
  const first = w.must(w.act("XA", "transfer", { to: "XB", resources: [R] }));
  const second = w.must(w.act("XA", "transfer", { to: "XC", resources: [R] }));
  w.must(w.act("XC", "accept", { offer: second }));
  expect(w.do("XB", "accept", { offer: first }).code).toBe("not-holder");
  w.must(w.act("XC", "transfer", { to: "XA", resources: [R] }, { cosign: ["XA"] }));
  lock(w, "XA");
  expect(w.do("XB", "accept", { offer: first }).code).toBe("locked");
});

it("lets a case follow only a recipient who named it", () => {
  const w = numbersWorld();
  held(w);
  const offer = w.must(w.act("XA", "transfer", { to: "XB", resources: [R] }));
  underCase(w, R, "42");
  expect(w.do("XB", "accept", { offer }).code).toBe("case-not-acknowledged");
  expect(w.do("XB", "accept", { offer, acknowledges: ["41"] }).code).toBe("case-not-acknowledged");
  w.must(w.act("XB", "accept", { offer, acknowledges: ["42"] }));
  expect(w.at(R, "holding")).toMatchObject({ holder: "XB", case: "42" });
  const body = { to: "XC", resources: ["10.1.1.0/24"], terms: PERMANENT, acknowledges: ["42"] };
  w.must(w.act("XB", "delegate", body, { cosign: ["XC"] }));
  expect(w.at("10.1.1.0/24", "holding")).toMatchObject({ holder: "XC", case: "42" });
});

it("remembers a named case while others still have to accept", () => {
  const w = numbersWorld();
  leased(w);
  underCase(w, R, "42");
  const offer = w.must(w.act("XA", "transfer", { to: "XB", resources: [R] }));
  w.must(w.act("XB", "accept", { offer, acknowledges: ["42"] }));
  w.must(w.act("QM", "accept", { offer }));
  expect(w.at(R, "holding")).toMatchObject({ holder: "XB", case: "42" });
});
