import {
  asciiLabel,
  blockText,
  blocksOf,
  reverseDelegations,
  serversAt,
  unicodeName,
  zoneBlocks,
  zoneName,
} from "@comity/assembly";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { held, lease, measure, numbersWorld } from "../numbers/numbers-world.ts";
import { DAY, type World } from "../world.ts";
import { below, DS, INSIDE, named, zone } from "./names-attacks.ts";

const block = (text: string) => blocksOf(text)[0]!;
const at = (w: World, resource: string) => serversAt(w.assembly.state, block(resource));
const OTHER = { name: "ns.elsewhere.test" };

describe("names are holdings", () => {
  it("delegated below, transferred, returned, with their name servers", () => {
    const w = numbersWorld();
    named(w);
    w.must(w.act("XA", "set-name-servers", zone("www.example", [OTHER])));
    below(w, "www.example");
    expect(at(w, "www.example")).toMatchObject({ by: "XB", servers: [OTHER] });
    w.must(w.act("XA", "set-name-servers", zone("example", [INSIDE], [DS])));
    w.must(w.act("XA", "transfer", { to: "XC", resources: ["example"] }, { cosign: ["XC"] }));
    expect(at(w, "example")).toMatchObject({ by: "XA", ds: [DS] });
    expect(at(w, "example")?.ends).toBe(w.time + 30 * DAY);
    expect(w.do("XA", "withdraw-name-servers", { resources: ["example"] }).code).toBe("not-holder");
    w.must(w.act("XC", "set-name-servers", zone("example", [OTHER])));
    w.wait(31 * DAY);
    expect(at(w, "example")).toMatchObject({ by: "XC", servers: [OTHER] });
    w.must(w.act("XC", "return", { resources: ["example"] }));
    expect(at(w, "example")).toBeUndefined();
    expect(at(w, "www.example")).toMatchObject({ by: "XB" });
  });

  it("a lease that ends takes its name servers along; a transfer without days too", () => {
    const w = numbersWorld();
    named(w);
    const body = { to: "XB", resources: ["shop.example"], terms: lease(w, 10) };
    w.must(w.act("XA", "delegate", body, { cosign: ["XB"] }));
    w.must(w.act("XB", "set-name-servers", zone("shop.example", [OTHER])));
    w.wait(15 * DAY);
    expect(at(w, "shop.example")).toBeUndefined();
    w.must(w.act("XA", "set-name-servers", zone("example", [OTHER])));
    const routes = { choice: "withdraw" };
    w.must(w.act("XA", "transfer", { to: "XB", resources: ["example"], routes }, { cosign: ["XB"] }));
    expect(at(w, "example")).toBeUndefined();
  });

  it("a country-code name is a holding of its own: nobody holds the root", () => {
    const w = numbersWorld();
    const { code } = measure(w, "assign", { to: "XA", resources: ["xz"] }, { consents: ["XA"] });
    expect(code).toBeUndefined();
    expect(() => w.act("XA", "return", { resources: ["."] })).toThrow("name-root");
  });

  it("nobody holds a reverse zone, and no label that stands for nothing", () => {
    const w = numbersWorld();
    const forms = ["in-addr.arpa", "10.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa"];
    for (const name of forms) {
      expect(() => w.act("XA", "return", { resources: [name] })).toThrow("name-reverse");
    }
    for (const label of ["xn--a", "xn--0", "xn--99999999"]) {
      expect(() => w.act("XA", "return", { resources: [`${label}.example`] })).toThrow("name-a-label");
    }
  });
});

describe("glue", () => {
  const CHILD = { name: "ns.foo.example", addresses: ["192.0.2.66"] };

  it("goes from the names around a name that is delegated afterwards, or sold", () => {
    const w = numbersWorld();
    named(w);
    w.must(w.act("XA", "set-name-servers", zone("example", [INSIDE, CHILD])));
    below(w, "foo.example");
    expect(at(w, "example")?.servers).toEqual([INSIDE, { name: "ns.foo.example" }]);
    const v = numbersWorld();
    named(v);
    below(v, "foo.example");
    v.must(v.act("XB", "transfer", { to: "XA", resources: ["foo.example"] }, { cosign: ["XA"] }));
    v.must(v.act("XA", "set-name-servers", zone("example", [CHILD])));
    v.must(v.act("XA", "transfer", { to: "XC", resources: ["foo.example"] }, { cosign: ["XC"] }));
    expect(at(v, "example")?.servers).toEqual([{ name: "ns.foo.example" }]);
  });

  it("for others' servers does not become the recipient's word with the zone it came with", () => {
    const w = numbersWorld();
    named(w);
    w.must(w.act("XA", "set-name-servers", zone("foo.example", [INSIDE, CHILD])));
    below(w, "foo.example");
    expect(at(w, "foo.example")).toMatchObject({ by: "XB" });
    expect(at(w, "foo.example")?.servers).toEqual([{ name: INSIDE.name }, CHILD]);
  });
});

describe("what is around a name", () => {
  it("has its own text, also when it was found from a longer name", () => {
    const w = numbersWorld();
    named(w);
    const found = w.assembly.state.covering("names", block("www.shop.example").key);
    expect(found.map(({ key }) => blockText({ space: "names", key }))).toEqual(["example"]);
  });
});

describe("reverse zones", () => {
  it.each([
    ["10.0.0.0/8", ["10.in-addr.arpa"]],
    ["192.0.2.0/24", ["2.0.192.in-addr.arpa"]],
    ["192.0.2.0/23", ["2.0.192.in-addr.arpa", "3.0.192.in-addr.arpa"]],
    ["192.0.2.254/31", ["254.2.0.192.in-addr.arpa", "255.2.0.192.in-addr.arpa"]],
    ["2001:db8::/32", ["8.b.d.0.1.0.0.2.ip6.arpa"]],
    ["2001:db8::/31", ["8.b.d.0.1.0.0.2.ip6.arpa", "9.b.d.0.1.0.0.2.ip6.arpa"]],
  ])("of %s are %s", (prefix, zones) => expect(zoneBlocks(block(prefix)).map(zoneName)).toEqual(zones));

  it("come from holdings: the most specific name servers count, a part that leaves takes its own", () => {
    const w = numbersWorld();
    held(w);
    w.must(w.act("XA", "set-name-servers", zone("10.1.0.0/16", [OTHER])));
    const mine = { name: "ns.own.test" };
    w.must(w.act("XA", "set-name-servers", zone("10.1.2.0/24", [mine])));
    const zones = () =>
      [...reverseDelegations(w.assembly.state, "ipv4")].map((d) => `${d.zone} ${d.record.servers[0]!.name}`);
    expect(zones()).toEqual(["1.10.in-addr.arpa ns.elsewhere.test", "2.1.10.in-addr.arpa ns.own.test"]);
    w.must(w.act("XA", "transfer", { to: "XB", resources: ["10.1.0.0/17"] }, { cosign: ["XB"] }));
    expect(at(w, "10.1.0.0/16")).toBeUndefined();
    expect(at(w, "10.1.128.0/17")).toMatchObject({ by: "XA" });
    expect(at(w, "10.1.128.0/17")).not.toHaveProperty("ends");
    expect(at(w, "10.1.0.0/17")).toMatchObject({ by: "XA", ends: w.time + 30 * DAY });
    expect(zones()).toHaveLength(256 + 0);
    expect(zones()).toContain("2.1.10.in-addr.arpa ns.own.test");
    w.wait(31 * DAY);
    expect(zones()).toHaveLength(128);
  });
});

describe("what rests", () => {
  it("does not keep a zone around it from changing its servers, nor a child in it from its own", () => {
    const w = numbersWorld();
    const servers = (by: string, of: string, name: string) =>
      w.do(by, "set-name-servers", zone(of, [{ name }])).code;
    expect(servers("QM", "10.0.0.0/8", "ns.one.test")).toBeUndefined();
    held(w);
    held(w, "10.1.128.0/17", "XB", "XA");
    w.must(w.act("XA", "return", { resources: ["10.1.0.0/16"] }));
    expect(servers("QM", "10.0.0.0/8", "ns.two.test")).toBeUndefined();
    expect(servers("XB", "10.1.128.0/17", "ns.two.test")).toBeUndefined();
    expect(servers("QM", "10.1.0.0/17", "ns.two.test")).toBe("at-rest");
    w.wait(91 * DAY);
    expect(servers("QM", "10.1.0.0/17", "ns.two.test")).toBeUndefined();

    named(w);
    below(w, "www.example");
    w.must(w.act("XB", "return", { resources: ["www.example"] }));
    expect(servers("XA", "example", "ns.one.test")).toBeUndefined();
    expect(servers("XA", "example", "ns.two.test")).toBeUndefined();
  });
});

describe("what a former holder left for a reverse zone", () => {
  it("is not kept longer by a second transfer of a part", () => {
    const w = numbersWorld();
    held(w);
    w.must(w.act("XA", "set-name-servers", zone("10.1.0.0/16", [OTHER])));
    const routes = (days: number) => ({ choice: "keep", days });
    w.must(
      w.act(
        "XA",
        "transfer",
        { to: "XB", resources: ["10.1.0.0/16"], routes: routes(5) },
        { cosign: ["XB"] },
      ),
    );
    w.must(
      w.act(
        "XB",
        "transfer",
        { to: "XC", resources: ["10.1.0.0/17"], routes: routes(60) },
        { cosign: ["XC"] },
      ),
    );
    w.wait(6 * DAY);
    expect(w.dump("ipv4").filter((l) => l.includes('"servers"'))).toEqual([]);
  });
});

describe("internationalised labels", () => {
  // RFC 3492 section 7.1 (E), (L), (S); RFC 5891 section 4.
  it.each([
    ["xn--4dbcagdahymbxekheh6e0a7fei0b", "למההםפשוטלאמדבריםעברית"],
    ["xn--3b-ww4c5e180e575a65lsy2b", "3年b組金八先生"],
    ["xn--mnchen-3ya", "münchen"],
    ["xn--fiqs8s", "中国"],
    ["xn--p1ai", "рф"],
  ])("%s is shown as %s", (ascii, unicode) => {
    expect(unicodeName(`www.${ascii}.example`)).toBe(`www.${unicode}.example`);
    expect(asciiLabel(unicode)).toBe(ascii);
  });

  it("round-trip for any text, and never throw for any bytes", () => {
    const label = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .filter((s) => s.isWellFormed() && !/[.\u0080-\u009f]/.test(s));
    fc.assert(
      fc.property(label, fc.string({ maxLength: 30 }), (text, junk) => {
        const nfc = text.normalize("NFC");
        const ascii = asciiLabel(nfc);
        if (ascii.startsWith("xn--") && !nfc.startsWith("xn--")) expect(unicodeName(ascii)).toBe(nfc);
        unicodeName(`xn--${junk}`);
      }),
    );
  });
});
