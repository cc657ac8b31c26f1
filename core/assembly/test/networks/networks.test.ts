import { agreementOf, agreementsOf, networkOf } from "@comity/assembly";
import { describe, expect, it, vi } from "vitest";
import { lease, numbersWorld, PERMANENT } from "../numbers/numbers-world.ts";
import { DAY, type World } from "../world.ts";
import { AGREEMENT, ALPHA, gateway, HASH, joined, network, newip, two } from "./networks-attacks.ts";

describe("New IP blocks are holdings", () => {
  it("delegated, allocated first free, transferred in part, leased", () => {
    const w = numbersWorld();
    newip(w);
    const give = { to: "XB", resources: ["newip:f2a0/16"], terms: PERMANENT };
    w.must(w.act("XA", "delegate", give, { cosign: ["XB"] }));
    expect(w.do("XA", "return", { resources: ["newip:f2a0/16"] }).code).toBe("not-holder");
    const size = { by: "length", length: 16 };
    const pool = { to: "XC", pool: "newip:f2/8", size, terms: PERMANENT };
    w.must(w.act("XA", "allocate", pool, { cosign: ["XC"] }));
    expect(w.at("newip:f2a1/16", "holding")?.holder).toBe("XC");
    const deep = { ...pool, size: { by: "length", length: 41 } };
    expect(w.do("XA", "allocate", deep, { cosign: ["XC"] }).code).toBe("size-unfit");
    w.must(w.act("XB", "transfer", { to: "XC", resources: ["newip:f2a080/17"] }, { cosign: ["XC"] }));
    expect(w.at("newip:f2a000/17", "holding")?.holder).toBe("XB");
    const leased = { to: "XB", resources: ["newip:f2b0/16"], terms: lease(w, 3) };
    w.must(w.act("XA", "delegate", leased, { cosign: ["XB"] }));
    w.wait(6 * DAY);
    expect(w.at("newip:f2b0/16", "quarantine")).toBeDefined();
  });

  it.each([
    ["newip:f4/8", "newip"],
    ["newip:ff09/16", "newip"],
    ["newip:f2a0/20", "prefix-length"],
    ["newip:0000/16", "prefix-length"],
    ["newip:f2a1/12", "host-bits"],
    ["newip:F2/8", "resource-spelling"],
    ["newip:f2a0", "resource-spelling"],
  ])("%s is refused: %s", (text, code) => {
    expect(() => numbersWorld().act("XA", "return", { resources: [text] })).toThrow(code);
  });
});

describe("a network", () => {
  it("is registered, changed and closed by its party; ranges that leave its holder leave it", () => {
    const w = numbersWorld();
    newip(w);
    w.must(w.act("XA", "register-network", ALPHA));
    w.must(w.act("XA", "transfer", { to: "XC", resources: ["newip:f2a000/17"] }, { cosign: ["XC"] }));
    expect(networkOf(w.assembly.state, "alpha")).toMatchObject({
      by: "XA",
      ranges: ["newip:f2a080/17"],
      plan: [{ range: "newip:00/4", use: "sensors", local: true }],
    });
    w.must(w.act("XA", "change-network", network("alpha", { gateways: [gateway("alpha", "north")] })));
    expect(networkOf(w.assembly.state, "alpha")).toMatchObject({
      ranges: [],
      gateways: [{ label: "north" }],
    });
    w.must(w.act("XA", "close-network", { network: "alpha" }));
    expect(networkOf(w.assembly.state, "alpha")).toBeUndefined();
  });

  it("loses what its party delegates on", () => {
    const w = numbersWorld();
    newip(w);
    w.must(w.act("XA", "register-network", ALPHA));
    const give = { to: "XC", resources: ["newip:f2a080/17"], terms: PERMANENT };
    w.must(w.act("XA", "delegate", give, { cosign: ["XC"] }));
    expect(networkOf(w.assembly.state, "alpha")?.ranges).toEqual(["newip:f2a000/17"]);
    w.must(w.act("XC", "register-network", network("gamma", { ranges: ["newip:f2a080/17"] })));
  });

  it("keeps every version of its rules visible", () => {
    const w = numbersWorld();
    two(w);
    for (const version of [1, 2]) {
      w.must(w.act("XA", "publish-rules", { network: "alpha", version, title: `v${version}`, text: HASH }));
    }
    const rules = (version: number) => w.assembly.state.text("networks", `rules/alpha/${version}`, "rules");
    expect([rules(1)?.title, rules(2)?.title, rules(3)]).toEqual(["v1", "v2", undefined]);
    expect(networkOf(w.assembly.state, "alpha")?.rules).toBe(2);
  });
});

describe("the name of a network", () => {
  const publish = (w: World, by: string, version: number, title: string) =>
    w.do(by, "publish-rules", { network: "alpha", version, title, text: HASH }).code;

  it("stays its party's after it is closed, and its rules go on from their last number", () => {
    const w = numbersWorld();
    newip(w);
    w.must(w.act("XA", "register-network", ALPHA));
    expect(publish(w, "XA", 1, "old")).toBeUndefined();
    w.must(w.act("XA", "close-network", { network: "alpha" }));
    expect(w.do("XC", "register-network", network("alpha")).code).toBe("network-name-kept");
    w.must(w.act("XA", "register-network", ALPHA));
    expect(publish(w, "XA", 1, "new")).toBe("version-order");
    expect(publish(w, "XA", 2, "new")).toBeUndefined();
    expect(w.assembly.state.text("networks", "rules/alpha/1", "rules")?.title).toBe("old");
  });

  it("counts among its party's once, however often it is closed and opened again", () => {
    const w = numbersWorld();
    for (let i = 0; i < 3; i++) {
      w.must(w.act("XA", "register-network", network("alpha")));
      w.must(w.act("XA", "close-network", { network: "alpha" }));
    }
    w.must(w.act("XA", "register-network", network("aleph")));
    const names = w.assembly.state.text("networks", "operator/XA", "operator")?.networks;
    expect(names).toEqual(["aleph", "alpha"]);
  });

  it("of one among its party's most is open to be registered again", () => {
    const w = numbersWorld();
    const acts = Array.from({ length: 64 }, (_, i) => w.act("XA", "register-network", network(`n${i}`)));
    w.block(acts);
    w.must(w.act("XA", "close-network", { network: "n7" }));
    w.must(w.act("XA", "register-network", network("n7")));
  });

  it("does not let another party step into an offer that was made to its own", () => {
    const w = numbersWorld();
    two(w);
    const offer = w.must(w.act("XA", "interconnect", AGREEMENT));
    w.must(w.act("XB", "close-network", { network: "beta" }));
    expect(w.do("XC", "register-network", network("beta")).code).toBe("network-name-kept");
    expect(w.do("XC", "accept", { offer }).code).toBeDefined();
    expect(agreementOf(w.assembly.state, "alpha", "beta")).toBeUndefined();
  });
});

it("an act about a network reads the networks of its own party only", () => {
  const w = numbersWorld();
  newip(w);
  const { state } = w.assembly;
  w.must(w.act("XA", "register-network", ALPHA));
  w.must(w.act("XC", "register-network", network("gamma")));
  const text = vi.spyOn(state, "text");
  const within = vi.spyOn(state, "within");
  w.must(w.act("XA", "change-network", ALPHA));
  w.must(w.act("XA", "transfer", { to: "XB", resources: ["newip:f2a0/16"] }, { cosign: ["XB"] }));
  expect(text.mock.calls.map(([, key]) => key)).not.toContain("network/gamma");
  // Blocks begin with 01, everything else with a letter.
  const walks = within.mock.calls.filter(([register, key]) => register === "networks" && key.bytes[0] !== 1);
  expect(walks).toEqual([]);
});

describe("an interconnection", () => {
  it("needs both signatures", () => {
    const w = numbersWorld();
    two(w);
    const offer = w.must(w.act("XA", "interconnect", AGREEMENT));
    expect(agreementOf(w.assembly.state, "beta", "alpha")).toBeUndefined();
    w.must(w.act("XB", "accept", { offer }));
    expect(agreementOf(w.assembly.state, "beta", "alpha")).toMatchObject({
      gateways: { alpha: ["gw"], beta: ["gw"] },
      notice: 10,
    });
    expect(agreementsOf(w.assembly.state, "beta")).toHaveLength(1);
  });

  it("ends by either side's notice, after the days agreed, and not earlier", () => {
    const w = numbersWorld();
    joined(w);
    w.must(w.act("XB", "end-interconnection", { network: "beta", with: "alpha" }));
    w.wait(9 * DAY);
    expect(agreementOf(w.assembly.state, "alpha", "beta")?.ends).toBe(w.time + DAY);
    w.wait(DAY);
    expect(agreementOf(w.assembly.state, "alpha", "beta")).toBeUndefined();
  });

  it("without notice ends at once", () => {
    const w = numbersWorld();
    two(w);
    w.must(w.act("XA", "interconnect", { ...AGREEMENT, notice: 0 }, { cosign: ["XB"] }));
    w.must(w.act("XA", "end-interconnection", { network: "alpha", with: "beta" }));
    expect(agreementOf(w.assembly.state, "alpha", "beta")).toBeUndefined();
  });
});
