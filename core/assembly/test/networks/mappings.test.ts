import { mappingOf } from "@comity/assembly";
import { expect, it } from "vitest";
import { numbersWorld } from "../numbers/numbers-world.ts";
import type { World } from "../world.ts";
import { gateway, MAPPING, network, newip, two } from "./networks-attacks.ts";

const maps = (w: World, label = "gw"): readonly string[] | undefined =>
  mappingOf(w.assembly.state, "alpha", label)?.maps.map((map) => map.newip);
const [HOST, RANGE, LOCAL] = MAPPING.maps.map((map) => map.newip);

function mapped(): World {
  const w = numbersWorld();
  two(w);
  w.must(w.act("XA", "map-addresses", MAPPING));
  return w;
}

it("a mapping is its holder's own act, replaced as a whole, and withdrawn", () => {
  const w = mapped();
  expect(mappingOf(w.assembly.state, "alpha", "gw")).toMatchObject({
    t: "mapping",
    by: "XA",
    maps: MAPPING.maps,
  });
  const embedded = [{ newip: "newip:f2a0000100/36", ip: "203.0.113.0/28" }];
  w.must(w.act("XA", "map-addresses", { ...MAPPING, maps: embedded }));
  expect(maps(w)).toEqual(["newip:f2a0000100/36"]);
  w.must(w.act("XA", "map-addresses", { network: "alpha", gateway: "gw" }));
  expect(maps(w)).toBeUndefined();
});

it("a mapping leaves with the range it speaks of, with its gateway, with its network", () => {
  const w = mapped();
  const give = { to: "XC", resources: ["newip:f2a00001/32"] };
  w.must(w.act("XA", "transfer", give, { cosign: ["XC"] }));
  expect(maps(w)).toEqual([HOST, LOCAL]);
  // What the network's record does not take away stays as it is.
  const since = mappingOf(w.assembly.state, "alpha", "gw")!.since;
  const plan = [{ range: "newip:00/4", use: "sensors", local: true }];
  const ranges = ["newip:f2a00000/32"];
  const gateways = [gateway("alpha"), gateway("alpha", "b")];
  w.must(w.act("XA", "change-network", network("alpha", { ranges, gateways, plan })));
  expect(mappingOf(w.assembly.state, "alpha", "gw")!.since).toBe(since);
  w.must(w.act("XA", "map-addresses", { ...MAPPING, gateway: "b", maps: [MAPPING.maps[0]] }));
  w.must(w.act("XA", "change-network", network("alpha", { ranges, gateways: gateways.slice(1) })));
  expect([maps(w), maps(w, "b")]).toEqual([undefined, [HOST]]);
  w.must(w.act("XA", "close-network", { network: "alpha" }));
  expect(maps(w, "b")).toBeUndefined();
});

it("a plan that is local no longer takes its mapping along", () => {
  const w = numbersWorld();
  newip(w);
  const plan = [{ range: "newip:00/4", use: "sensors", local: true }];
  w.must(w.act("XA", "register-network", network("alpha", { plan })));
  w.must(w.act("XA", "map-addresses", { ...MAPPING, maps: [MAPPING.maps[2]] }));
  w.must(w.act("XA", "change-network", network("alpha")));
  expect([maps(w), RANGE]).toEqual([undefined, "newip:f2a00001/32"]);
});
