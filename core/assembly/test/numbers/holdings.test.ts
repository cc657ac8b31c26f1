import { describe, expect, it } from "vitest";
import { DAY } from "../world.ts";
import { PERMANENT, claimed, held, lease, leased, numbersWorld } from "./numbers-world.ts";

const R = "10.1.0.0/16";

const ask = (pool: string, length: number, to = "XA") => ({
  to,
  pool,
  size: { by: "length", length },
  terms: PERMANENT,
});

describe("allocate", () => {
  it("picks the best fit, then the lowest, around everything that stands in the pool", () => {
    const w = numbersWorld();
    held(w, "10.0.0.0/24", "XB");
    w.must(w.act("QM", "reserve", { resources: ["10.0.1.0/24"], reason: "growth" }));
    held(w, "10.0.2.0/24", "XC");
    w.must(w.act("XC", "return", { resources: ["10.0.2.0/24"] }));
    claimed(w, "10.0.4.0/24");
    w.must(w.act("QM", "allocate", ask("10.0.0.0/16", 24), { cosign: ["XA"] }));
    // 10.0.3.0/24 is the only free block of exactly this size.
    expect(w.at("10.0.3.0/24", "holding")?.holder).toBe("XA");
    w.must(w.act("QM", "allocate", ask("10.0.0.0/16", 24), { cosign: ["XA"] }));
    expect(w.at("10.0.5.0/24", "holding")?.holder).toBe("XA");
    w.must(w.act("QM", "allocate", ask("2001:db8::/32", 48), { cosign: ["XA"] }));
    expect(w.at("2001:db8::/48", "holding")?.holder).toBe("XA");
  });
  it("gives AS numbers by count and never promises a block twice", () => {
    const w = numbersWorld();
    const body = { to: "XA", pool: "AS64496-AS64511", size: { by: "count", count: 4 }, terms: PERMANENT };
    const offers = [0, 1].map(() => w.must(w.act("QM", "allocate", body)));
    w.must(w.act("XA", "accept", { offer: offers[1]! }));
    w.must(w.act("XA", "accept", { offer: offers[0]! }));
    expect(w.at("AS64496-AS64499", "holding")?.holder).toBe("XA");
    expect(w.at("AS64500-AS64503", "holding")?.holder).toBe("XA");
  });
  it("never gives the pool's own holding whole", () => {
    const w = numbersWorld();
    expect(w.do("QM", "allocate", ask("10.0.0.0/8", 8), { cosign: ["XA"] }).code).toBe("pool-full");
  });
});

describe("transfer and return", () => {
  it("splits a holding and leaves the children where they are", () => {
    const w = numbersWorld();
    held(w);
    w.must(
      w.act(
        "XA",
        "delegate",
        { to: "XC", resources: ["10.1.130.0/24"], terms: PERMANENT },
        { cosign: ["XC"] },
      ),
    );
    w.must(w.act("XA", "transfer", { to: "XB", resources: ["10.1.128.0/18"] }, { cosign: ["XB"] }));
    expect(w.at("10.1.0.0/17", "holding")?.holder).toBe("XA");
    expect(w.at("10.1.192.0/18", "holding")?.holder).toBe("XA");
    expect(w.at("10.1.128.0/18", "holding")).toMatchObject({ holder: "XB", routesUntil: w.time + 30 * DAY });
    expect(w.at("10.1.130.0/24", "holding")?.holder).toBe("XC");
    w.must(w.act("XB", "return", { resources: ["10.1.128.0/18"] }));
    expect(w.at("10.1.128.0/18", "quarantine")?.from).toBe("XB");
    expect(w.at("10.1.130.0/24", "holding")?.holder).toBe("XC");
    w.wait(90 * DAY);
    expect(w.at("10.1.128.0/18", "quarantine")).toBeUndefined();
  });
  it("cedes a registry's block, label and all, and forgets custody and remarks", () => {
    const w = numbersWorld();
    w.must(w.act("QM", "correct", { resources: ["10.0.0.0/8"], note: "ours" }));
    w.must(w.act("QM", "set-custody", { to: "QO", resources: ["10.0.0.0/8"] }, { cosign: ["QO"] }));
    const routes = { choice: "withdraw" };
    w.must(w.act("QM", "transfer", { to: "QN", resources: ["10.0.0.0/9"], routes }, { cosign: ["QN"] }));
    expect(w.at("10.0.0.0/9", "holding")).toMatchObject({
      holder: "QN",
      label: "reg-m",
      routesUntil: w.time,
    });
    expect(w.at("10.0.0.0/9", "holding")).not.toHaveProperty("custody");
    expect(w.at("10.0.0.0/9", "holding")).not.toHaveProperty("note");
    expect(w.at("10.128.0.0/9", "holding")).toMatchObject({ holder: "QM", note: "ours", custody: "QO" });
  });
});

describe("leases", () => {
  it("end after GRACE, rest, and return to the parent; renewal in time keeps them", () => {
    const w = numbersWorld();
    leased(w, R, "XA", 10);
    leased(w, "10.2.0.0/16", "XB", 10);
    w.must(
      w.act("QM", "delegate", { to: "XC", resources: ["10.3.0.0/16"], terms: PERMANENT }, { cosign: ["XC"] }),
    );
    const leases = { which: "ending", within: "10.0.0.0/15", before: w.time + 20 * DAY };
    w.must(w.act("QM", "renew", { leases, until: w.time + 400 * DAY }));
    w.wait(10 * DAY + 7_100);
    expect(w.at("10.2.0.0/16", "holding")?.holder).toBe("XB");
    w.wait(200);
    expect(w.at("10.2.0.0/16", "quarantine")).toMatchObject({ from: "XB", cause: "lease ended" });
    expect(w.at(R, "holding")?.holder).toBe("XA");
    const give = { to: "XC", resources: ["10.2.0.0/16"], terms: PERMANENT };
    expect(w.do("QM", "delegate", give, { cosign: ["XC"] }).code).toBe("not-vacant");
    w.wait(91 * DAY);
    expect(w.do("QM", "delegate", give, { cosign: ["XC"] }).code).toBeUndefined();
  });
  it("are not extended in bulk beyond what the signer granted itself", () => {
    const w = numbersWorld();
    leased(w, R, "XA", 100);
    w.must(
      w.act(
        "XA",
        "delegate",
        { to: "XB", resources: ["10.1.1.0/24"], terms: lease(w, 50) },
        { cosign: ["XB"] },
      ),
    );
    const before = w.at("10.1.1.0/24", "holding")?.terms;
    const leases = { which: "ending", within: "10.0.0.0/8", before: w.time + 200 * DAY };
    w.must(w.act("QM", "renew", { leases, until: w.time + 400 * DAY }));
    expect(w.at("10.1.1.0/24", "holding")?.terms).toEqual(before);
    expect(w.at(R, "holding")?.terms).toEqual({ kind: "lease", until: w.time + 400 * DAY });
  });
});

describe("reservations, custody, remarks, rules", () => {
  it("are kept, ended and corrected by the holder", () => {
    const w = numbersWorld();
    w.must(w.act("QM", "reserve", { resources: [R], reason: "growth", until: w.time + DAY }));
    w.must(w.act("QM", "reserve", { resources: ["10.2.0.0/16"], reason: "growth" }));
    w.must(w.act("QM", "release", { resources: ["10.2.0.0/16"] }));
    expect(w.at("10.2.0.0/16", "reserved")).toBeUndefined();
    w.wait(DAY);
    expect(w.at(R, "reserved")).toBeUndefined();
    held(w);
    const offer = w.must(w.act("XA", "set-custody", { to: "QM", resources: [R] }));
    w.must(w.act("QM", "accept", { offer }));
    expect(w.at(R, "holding")).toMatchObject({ holder: "XA", custody: "QM" });
    w.must(w.act("QM", "end-custody", { resources: [R] }));
    w.must(w.act("XA", "correct", { resources: [R], note: "laboratory" }));
    w.must(w.act("XA", "accept-rules", { resources: [R], version: 1 }));
    expect(w.at(R, "holding")).toMatchObject({ holder: "XA", note: "laboratory", protection: 1 });
    w.must(w.act("XA", "correct", { resources: [R] }));
    expect(w.at(R, "holding")).not.toHaveProperty("note");
  });
});
