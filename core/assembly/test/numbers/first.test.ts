import { expect, it } from "vitest";
import { DAY, World, datasetOf } from "../world.ts";

const roots = datasetOf("roots", "iana", [
  "asn|64496|64511|allocated||2020-01-01|reg-a",
  "ipv4|10.0.0.0|10.255.255.255|allocated||2020-01-01|reg-a",
]);
const permanent = { kind: "permanent" };

it("offers, accepts, allocates, transfers, returns", () => {
  const w = new World({
    founders: [
      { id: "QM", label: "reg-a" },
      { id: "QN", label: "reg-b" },
    ],
    roots,
  });
  w.join("XA", "XB", "XC");
  const offer = w.must(
    w.act("QM", "allocate", {
      to: "XA",
      pool: "10.0.0.0/8",
      size: { by: "length", length: 16 },
      terms: permanent,
    }),
  );
  expect(w.at("10.0.0.0/16", "reserved")?.offer).toBe(offer);
  expect(w.do("XB", "accept", { offer }).code).toBe("offer-not-yours");
  w.must(w.act("XA", "accept", { offer }));
  expect(w.at("10.0.0.0/16", "holding")?.holder).toBe("XA");
  expect(w.at("10.0.0.0/16", "reserved")).toBeUndefined();
  const second = w.must(
    w.act("QM", "allocate", {
      to: "XB",
      pool: "10.0.0.0/8",
      size: { by: "length", length: 16 },
      terms: permanent,
    }),
  );
  expect(w.at("10.1.0.0/16", "reserved")?.offer).toBe(second);
  w.must(w.act("QM", "withdraw-offer", { offer: second }));
  expect(w.at("10.1.0.0/16", "reserved")).toBeUndefined();
  w.must(
    w.act("XA", "delegate", { to: "XB", resources: ["10.0.128.0/17"], terms: permanent }, { cosign: ["XB"] }),
  );
  expect(w.do("XA", "transfer", { to: "XC", resources: ["10.0.0.0/18"] }, { cosign: ["XC"] }).code).toBe(
    "not-separable",
  );
  w.must(w.act("XA", "transfer", { to: "XC", resources: ["10.0.0.0/16"] }, { cosign: ["XC"] }));
  expect(w.at("10.0.0.0/16", "holding")?.holder).toBe("XC");
  w.must(w.act("XC", "return", { resources: ["10.0.0.0/16"] }));
  expect(w.at("10.0.128.0/17", "holding")?.holder).toBe("XB");
  w.wait(91 * DAY);
  expect(w.at("10.0.0.0/16", "quarantine")).toBeUndefined();
  w.replay();
});
