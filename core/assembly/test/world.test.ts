import { expect, it } from "vitest";
import { DAY, World, datasetOf } from "./world.ts";

it("founds a world whose acts verify and whose replay gives the same records", () => {
  const roots = datasetOf("roots", "iana", ["asn|64496|64511|allocated||2020-01-01|reg-a"]);
  const world = new World({ founders: [{ id: "QM", label: "reg-a" }, { id: "QN" }], roots });
  world.join("XA", "XB");
  expect(world.at("AS64496-AS64511", "holding")?.holder).toBe("QM");
  expect(
    world.do(
      "QM",
      "delegate",
      { to: "XA", resources: ["AS64500"], terms: { kind: "permanent" } },
      { cosign: ["XA"] },
    ).code,
  ).toBeUndefined();
  expect(world.at("AS64500", "holding")?.holder).toBe("XA");
  world.wait(2 * DAY);
  expect(world.verified()).toBe(true);
  expect(world.replay().size).toBe(world.assembly.size);
});
