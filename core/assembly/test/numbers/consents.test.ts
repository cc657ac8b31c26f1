import { kindOf, type AnyKind } from "@comity/assembly";
import { describe, expect, it } from "vitest";
import { PERMANENT, affectedBy, attest, held, leased, measure, numbersWorld } from "./numbers-world.ts";

const R = "10.1.0.0/16";

/** Who has to accept besides the signer, kind by kind: each act below is an offer that changes no holding yet. */
describe("consents", () => {
  it.each([
    ["delegate", "QM", { to: "XB", resources: ["10.2.0.0/16"], terms: PERMANENT }, [], ["XB"]],
    [
      "allocate",
      "QM",
      { to: "XB", pool: "10.0.0.0/8", size: { by: "length", length: 16 }, terms: PERMANENT },
      [],
      ["XB"],
    ],
    ["transfer", "XA", { to: "XB", resources: [R] }, ["XB"], ["XB", "QM"]],
    ["set-custody", "XA", { to: "XB", resources: [R] }, [], ["XB"]],
    ["recognise", "QN", { to: "XB", resources: ["10.5.0.0/16"] }, ["XB"], ["XB", "QM"]],
  ] as const)("%s waits for everybody it binds", (kind, by, body, cosign, needs) => {
    const w = numbersWorld();
    leased(w);
    attest(w, "QN", "reg-n", ["ipv4|10.5.0.0|10.5.255.255|assigned|ZZ|2020-01-01|H7"]);
    const holdings = () => w.dump("ipv4").filter((line) => /"t":"(?:holding|claim)"/.test(line));
    const before = holdings();
    const id = w.must(w.act(by, kind, body, { cosign }));
    expect(w.assembly.state.text("decisions", `offer/${id}`, "offer")).toMatchObject({
      needs,
      accepted: cosign,
    });
    expect(holdings()).toEqual(before);
    // Without the rule that asks them, it would have been carried out: the mutant is killed here.
    const mutable = kindOf(kind) as { needs: AnyKind["needs"] };
    const all = mutable.needs;
    const again = numbersWorld();
    leased(again);
    attest(again, "QN", "reg-n", ["ipv4|10.5.0.0|10.5.255.255|assigned|ZZ|2020-01-01|H7"]);
    try {
      mutable.needs = () => [];
      again.must(again.act(by, kind, body));
    } finally {
      mutable.needs = all;
    }
    expect(again.dump("ipv4").filter((line) => /"t":"(?:holding|claim)"/.test(line))).not.toEqual(before);
  });

  it("names every holder that a measure would touch, and every rival", () => {
    const w = numbersWorld();
    held(w);
    w.must(
      w.act("XA", "delegate", { to: "XB", resources: ["10.1.1.0/24"], terms: PERMANENT }, { cosign: ["XB"] }),
    );
    expect(affectedBy(w, "reclaim", { holder: "XA", resources: [R] })).toEqual(["XA"]);
    expect(affectedBy(w, "reassign", { holder: "XA", resources: [R], to: "XC" })).toEqual(["XA", "XC"]);
    expect(affectedBy(w, "assign", { to: "XC", resources: ["example"] })).toEqual(["XC"]);
    attest(w, "QM", "reg-m", ["ipv4|10.5.0.0|10.5.255.255|assigned|ZZ|2020-01-01|H1"]);
    attest(w, "QN", "reg-n", ["ipv4|10.5.0.0|10.5.0.255|assigned|ZZ|2020-01-01|H7"]);
    w.must(w.act("QM", "recognise", { to: "XC", resources: ["10.5.0.0/16"] }, { cosign: ["XC"] }));
    const stands = { what: "claim" };
    expect(affectedBy(w, "resolve-conflict", { resources: ["10.5.0.0/16"], stands })).toEqual([
      "QM",
      "QN",
      "XC",
    ]);
    // What the reclaim of a parent leaves: the child, under the next holding.
    measure(w, "reclaim", { holder: "XA", resources: [R] });
    expect(w.at("10.1.1.0/24", "holding")?.holder).toBe("XB");
  });
});
