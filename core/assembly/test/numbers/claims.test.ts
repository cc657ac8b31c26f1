import { describe, expect, it } from "vitest";
import { DAY } from "../world.ts";
import { PERMANENT, affectedBy, attest, claimed, held, measure, numbersWorld } from "./numbers-world.ts";

const S = "10.5.0.0/16";
const OUT = "198.51.100.0/24";
const LINE = "ipv4|198.51.100.0|198.51.100.255|assigned|ZZ|2020-01-01|";

const give = (resource: string) => ({
  to: "XB",
  resources: [resource],
  terms: PERMANENT,
  acknowledges: ["7"],
});

describe("recognition", () => {
  it("becomes a holding after CONTEST, with the identity the file gives", () => {
    const w = numbersWorld();
    attest(w, "QN", "reg-n", [`${LINE}H7`]);
    w.must(w.act("QN", "recognise", { to: "XA", resources: [OUT] }, { cosign: ["XA"] }));
    // And not before GRACE: an objection made in time may be ordered a little later.
    w.wait(30 * DAY + w.assembly.parameters.grace - 1);
    expect(w.at(OUT, "holding")).toBeUndefined();
    w.wait(2);
    expect(w.at(OUT, "holding")).toMatchObject({ holder: "XA", from: "claim", identity: "reg-n/H7" });
    expect(w.at(OUT, "claim")).toBeUndefined();
  });
  it("needs the consent of whoever holds the space around it", () => {
    const w = numbersWorld();
    attest(w, "QN", "reg-n", ["ipv4|10.5.0.0|10.5.255.255|assigned|ZZ|2020-01-01|H7"]);
    const offer = w.must(w.act("QN", "recognise", { to: "XA", resources: [S] }, { cosign: ["XA"] }));
    expect(w.at(S, "claim")).toBeUndefined();
    // And an open offer does not keep the holder from its own space.
    expect(w.at(S, "reserved")).toBeUndefined();
    w.must(w.act("QM", "accept", { offer }));
    expect(w.at(S, "claim")).toMatchObject({ to: "XA", by: "QN", terms: PERMANENT, objections: [] });
  });
  it("waits while anybody objects, and is decided or withdrawn", () => {
    const w = numbersWorld();
    attest(w, "QN", "reg-n", ["ipv4|10.5.0.0|10.5.255.255|assigned|ZZ|2020-01-01|H7"]);
    claimed(w);
    w.must(w.act("QN", "object", { resources: [S], reason: "ours" }));
    w.wait(40 * DAY);
    expect(w.at(S, "claim")?.objections).toEqual(["QN"]);
    w.must(w.act("QN", "withdraw-objection", { resources: [S] }));
    w.block();
    expect(w.at(S, "holding")?.holder).toBe("XA");
    claimed(w, "10.6.0.0/16");
    w.must(w.act("QM", "withdraw-claim", { resources: ["10.6.0.0/16"] }));
    expect(w.at("10.6.0.0/16", "claim")).toBeUndefined();
  });
  it("never takes a holding by waiting", () => {
    const w = numbersWorld();
    claimed(w);
    // By a decision meanwhile: nothing a party signs gets there.
    const holding = w.at("10.0.0.0/8", "holding")!;
    const key = { bytes: Uint8Array.of(10, 5, 0, 0), bits: 24 };
    const { label: _, ...record } = holding;
    w.assembly.state.replace("ipv4", key, undefined, { ...record, holder: "XC" });
    w.wait(31 * DAY);
    expect(w.at("10.5.0.0/24", "holding")?.holder).toBe("XC");
    expect(w.at(S, "holding")).toBeUndefined();
    expect(w.at(S, "claim")).toBeUndefined();
  });
});

describe("measures", () => {
  it("reclaim takes back, rests, and leaves the children that were there before", () => {
    const w = numbersWorld();
    held(w);
    w.must(w.act("XA", "delegate", give("10.1.1.0/24"), { cosign: ["XB"] }));
    const body = { holder: "XA", resources: ["10.1.0.0/16"] };
    expect(affectedBy(w, "reclaim", body)).toEqual(["XA"]);
    const record = w.at("10.1.0.0/16", "holding")!;
    w.assembly.state.replace("ipv4", { bytes: Uint8Array.of(10, 1, 0, 0), bits: 16 }, record, {
      ...record,
      case: "7",
    });
    w.must(w.act("XA", "delegate", give("10.1.2.0/24"), { cosign: ["XB"] }));
    w.must(
      w.act(
        "XA",
        "transfer",
        { to: "XC", resources: ["10.1.0.0/16"], acknowledges: ["7"] },
        { cosign: ["XC"] },
      ),
    );
    w.must(w.act("XC", "reserve", { resources: ["10.1.3.0/24"], reason: "growth" }));
    expect(affectedBy(w, "reclaim", body)).toEqual(["XB", "XC"]);
    expect(measure(w, "reclaim", body)).toEqual({});
    expect(w.at("10.1.0.0/16", "quarantine")).toMatchObject({ from: "XC", cause: "reclaimed" });
    expect(w.at("10.1.1.0/24", "holding")?.holder).toBe("XB");
    expect(w.at("10.1.2.0/24", "holding")).toBeUndefined();
    expect(w.at("10.1.3.0/24", "reserved")).toBeUndefined();
  });
  it("reassign gives the holding, with its terms, to a party that consents", () => {
    const w = numbersWorld();
    held(w);
    const body = { holder: "XA", resources: ["10.1.128.0/17"], to: "XB" };
    expect(affectedBy(w, "reassign", body)).toEqual(["XA", "XB"]);
    expect(measure(w, "reassign", body, { consents: ["XB"] })).toEqual({});
    expect(w.at("10.1.128.0/17", "holding")).toMatchObject({
      holder: "XB",
      from: "reassign",
      terms: PERMANENT,
    });
    expect(w.at("10.1.0.0/17", "holding")?.holder).toBe("XA");
  });
  it("assign-roots gives new blocks and never touches what is held", () => {
    const w = numbersWorld();
    held(w);
    claimed(w);
    const lines = ["10.1.0.0|10.1.255.255", "10.5.0.0|10.5.255.255", "100.0.0.0|100.255.255.255"];
    const text = ["comity/dataset/v1"];
    const original = { name: "file", sha256: "0".repeat(64), size: 0 };
    text.push(
      JSON.stringify({
        counts: { asn: 0, ipv4: 3, ipv6: 0 },
        date: "",
        kind: "roots",
        original,
        serial: "",
        source: "iana",
      }),
    );
    for (const range of lines) text.push(`ipv4|${range}|allocated|||reg-n`);
    const dataset = w.addDataset(new TextEncoder().encode(`${text.join("\n")}\n`));
    expect(measure(w, "assign-roots", { dataset })).toEqual({});
    expect(w.at("10.1.0.0/16", "holding")?.holder).toBe("XA");
    expect(w.at("10.5.0.0/16", "holding")).toBeUndefined();
    expect(w.at("100.0.0.0/8", "holding")).toMatchObject({ holder: "QN", label: "reg-n", from: "roots" });
  });
  it("assign makes the first holder of a name", () => {
    const w = numbersWorld();
    expect(measure(w, "assign", { to: "XA", resources: ["example"] }, { consents: ["XA"] })).toEqual({});
    const give = { to: "XB", resources: ["www.example"], terms: PERMANENT };
    w.must(w.act("XA", "delegate", give, { cosign: ["XB"] }));
    expect(w.do("XA", "transfer", { to: "XC", resources: ["ftp.example"] }, { cosign: ["XC"] }).code).toBe(
      "not-separable",
    );
    w.must(w.act("XA", "transfer", { to: "XC", resources: ["example"] }, { cosign: ["XC"] }));
    expect(w.at("www.example", "holding")?.holder).toBe("XB");
    expect(w.at("example", "holding")?.holder).toBe("XC");
  });
});
