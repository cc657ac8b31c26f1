/** Whose word about a server's addresses a zone publishes: its name's present holder's, never a former holder's. */
import { must } from "@comity/canon";
import { zoneOfState } from "@comity/dns";
import { recordText } from "@comity/zones";
import { expect, it } from "vitest";
import { below, named, zone } from "../../../core/assembly/test/names/names-attacks.ts";
import { numbersWorld } from "../../../core/assembly/test/numbers/numbers-world.ts";
import { DAY, type World } from "../../../core/assembly/test/world.ts";

const NS = "ns.foo.example";
const at = (address: string) => ({ name: NS, addresses: [address] });
const set = (w: World, by: string, of: string, address: string): void =>
  void w.must(w.act(by, "set-name-servers", zone(of, [at(address)])));
function sell(w: World, routes = {}): void {
  const body = { to: "XC", resources: ["foo.example"], ...routes };
  w.must(w.act("XB", "transfer", body, { cosign: ["XC"] }));
}
function addresses(w: World): readonly string[] {
  const settings = { origin: "example", servers: ["a.nic.test"], mailbox: "hostmaster.nic.test" };
  const { records } = must(zoneOfState(w.assembly.state, settings, 5));
  return records.map(recordText).flatMap((line) => /^ns\.foo\.example\.\t.*\tA\t(\S+)/.exec(line)?.[1] ?? []);
}
/** XB holds evil.example and foo.example below XA's example. */
function world(): World {
  const w = numbersWorld();
  named(w);
  below(w, "evil.example");
  below(w, "foo.example");
  return w;
}

it("a former holder's glue for a name it sold is not published, before and after the buyer's own", () => {
  const w = world();
  set(w, "XB", "evil.example", "192.0.2.66");
  expect(addresses(w)).toEqual(["192.0.2.66"]);
  sell(w, { routes: { choice: "withdraw" } });
  expect(addresses(w)).toEqual([]);
  set(w, "XC", "foo.example", "198.51.100.1");
  expect(addresses(w)).toEqual(["198.51.100.1"]);
});

it("glue that came with the name is kept for its buyer, as long as the servers are", () => {
  const w = world();
  set(w, "XB", "foo.example", "192.0.2.1");
  sell(w);
  expect(addresses(w)).toEqual(["192.0.2.1"]);
  w.wait(31 * DAY);
  expect(addresses(w)).toEqual([]);
});

it("the server's own delegation comes before what other names of its holder say", () => {
  const w = world();
  set(w, "XB", "evil.example", "192.0.2.66");
  set(w, "XB", "foo.example", "192.0.2.1");
  expect(addresses(w)).toEqual(["192.0.2.1"]);
});

it("what the origin says of itself does not stand in the way of a delegation's glue", () => {
  const w = numbersWorld();
  named(w);
  set(w, "XA", "example", "192.0.2.1");
  set(w, "XA", "shop.example", "192.0.2.7");
  expect(addresses(w)).toEqual(["192.0.2.7"]);
});

it("a delegation that names the server without addresses does not stand in the way either", () => {
  const w = world();
  set(w, "XB", "evil.example", "192.0.2.66");
  w.must(w.act("XB", "set-name-servers", zone("foo.example", [{ name: "ns.elsewhere.test" }])));
  expect(addresses(w)).toEqual(["192.0.2.66"]);
});

it("a parent's glue for a name it delegates afterwards is not published", () => {
  const w = numbersWorld();
  named(w);
  set(w, "XA", "shop.example", "192.0.2.66");
  below(w, "foo.example");
  expect(addresses(w)).toEqual([]);
});
