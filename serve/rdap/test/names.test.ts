/** Domains, name servers, their searches, and the relations of reverse zones. */
import type { FastifyInstance } from "fastify";
import { beforeAll, describe, expect, it } from "vitest";
import { BASE, DS, makeWorld, serverOver, sourceOver } from "./rdap-world.ts";
import { getFrom, titles, type Body } from "./rdap-helpers.ts";

let app: FastifyInstance;
beforeAll(async () => {
  app = await serverOver(sourceOver(makeWorld()));
});
const get = getFrom(() => app);
const hosts = (body: Body): string[] => body.nameservers.map((n: Body) => n.ldhName);
const holders = (body: Body): string[][] => body.entities.map((e: Body) => [e.handle, e.roles[0]]);

describe("names", () => {
  it("shows a holding with its name servers, glue and DS", async () => {
    const body = await get("domain/XZ.", "domain");
    expect(body).toMatchObject({
      handle: "xz",
      ldhName: "xz",
      status: ["active"],
      secureDNS: { delegationSigned: true, dsData: [DS] },
      rdapConformance: ["rdap_level_0"],
    });
    expect(body).not.toHaveProperty("unicodeName");
    expect(body.nameservers[0].ipAddresses).toEqual({ v4: ["24.0.0.1"], v6: ["2a00:1000::53"] });
    expect(body.nameservers[1]).not.toHaveProperty("ipAddresses");
    expect(hosts(body)).toEqual(["ns1.xz", "ns.elsewhere.test"]);
    expect(holders(body)).toEqual([["XA", "registrant"]]);
    expect(body.events.map((e: Body) => e.eventAction)).toEqual(["registration", "last changed"]);
    expect(titles(body)).toContain("Claimed");
    expect(body.links.map((l: Body) => [l.rel, l.href])).toEqual([
      ["self", `${BASE}/domain/xz`],
      ["alternate", "https://rdap.example.net/resources/xz"],
    ]);
  });

  it("takes A-labels and U-labels", async () => {
    for (const name of [
      "xn--bcher-kva.xz",
      encodeURIComponent("Bücher。XZ"),
      encodeURIComponent("bu\u0308cher.xz"),
    ]) {
      const body = await get(`domain/${name}`, "domain");
      expect(body).toMatchObject({
        ldhName: "xn--bcher-kva.xz",
        unicodeName: "bücher.xz",
        status: ["inactive"],
      });
      expect(body.secureDNS).toEqual({ delegationSigned: false });
      expect(holders(body)).toEqual([
        ["XB", "registrant"],
        ["XA", "registrar"],
      ]);
    }
  });

  it("shows a delegation that is no holding of its own in the holding around it", async () => {
    const body = await get("domain/shop.xz", "domain");
    expect(holders(body)).toEqual([["XA", "registrant"]]);
    expect(hosts(body)).toEqual(["ns.elsewhere.test"]);
    expect(titles(body)).toContain("Claimed");
  });

  it("says when a former holder's name servers end", async () => {
    const world = makeWorld();
    world.must(world.act("XA", "transfer", { to: "XB", resources: ["xz"] }, { cosign: ["XB"] }));
    const own = await serverOver(sourceOver(world));
    expect(titles(await getFrom(() => own)("domain/xz", "domain"))).toContain("Name servers end");
  });

  it.each(["domain/none.xz", "domain/www.shop.xz", "domain/example.org", "domain/arpa"])(
    "404: %s",
    async (path) => expect((await get(path, "error", 404)).title).toBe("Nothing is recorded"),
  );
  it.each([
    "domain/",
    "domain",
    "domain/a_b.xz",
    "domain/-a.xz",
    "domain/a..xz",
    `domain/${"a".repeat(64)}.xz`,
    "domain/1.2.3.4",
  ])("400: %s", async (path) => expect((await get(path, "error", 400)).errorCode).toBe(400));
});

describe("reverse zones", () => {
  it("follow holdings, with the network", async () => {
    const body = await get("domain/1.128.23.in-addr.arpa", "domain");
    expect(body).toMatchObject({
      ldhName: "1.128.23.in-addr.arpa",
      status: ["active"],
      secureDNS: { delegationSigned: true },
      network: { handle: "23.128.0.0/16", startAddress: "23.128.0.0" },
      rdapConformance: ["rdap_level_0", "cidr0", "rirSearch1"],
    });
    expect(holders(body)).toEqual([
      ["XA", "registrant"],
      ["QM", "registrar"],
    ]);
    expect(hosts(body)).toEqual(["ns1.xz", "ns2.elsewhere.test"]);
    expect(titles(body)).toContain("Reverse zone");
    expect(body.network).not.toHaveProperty("remarks");
    const six = await get("domain/0.0.0.1.0.0.a.2.ip6.arpa", "domain");
    expect(six).toMatchObject({ network: { handle: "2a00:1000::/32" }, status: ["active"] });
    const without = await get("domain/128.23.in-addr.arpa", "domain");
    expect(without).toMatchObject({ status: ["inactive"], network: { handle: "23.128.0.0/16" } });
    expect(without).not.toHaveProperty("nameservers");
  });

  it("of a block between two boundaries are zones of the next one, to its exact end", async () => {
    // 23.128.64.0/18 is XB's, 23.128.0.0/18 has name servers of XA's.
    for (const [zone, status] of [
      [0, 200],
      [63, 200],
      [64, 200],
      [127, 200],
      [128, 404],
    ] as const)
      await get(`domain/${zone}.128.23.in-addr.arpa`, status === 200 ? "domain" : "error", status);
    const attested = await get("domain/35.23.in-addr.arpa", "domain");
    expect(attested.network.handle).toBe("23.32.0.0-23.67.255.255");
  });

  it.each([
    "domain/5.1.128.23.in-addr.arpa",
    "domain/256.23.in-addr.arpa",
    "domain/01.128.23.in-addr.arpa",
    "domain/1.1.1.128.23.in-addr.arpa",
    "domain/a.0.0.0.1.0.0.a.2.ip6.arpa",
    "domain/g.0.a.2.ip6.arpa",
    "domain/25.in-addr.arpa",
    "domain/80.23.in-addr.arpa",
    "domain/9.in-addr.arpa",
    "domain/in-addr.arpa",
    "domain/ip6.arpa",
  ])("404: %s", async (path) => expect((await get(path, "error", 404)).errorCode).toBe(404));

  it("have relations", async () => {
    const up = await get("domains/rirSearch1/rdap-up/64.128.23.in-addr.arpa", "domain");
    expect(up.ldhName).toBe("128.23.in-addr.arpa");
    const top = await get("domains/rirSearch1/rdap-top/9.64.128.23.in-addr.arpa", "domain");
    expect(top.ldhName).toBe("23.in-addr.arpa");
    await get("domains/rirSearch1/rdap-up/23.in-addr.arpa", "error", 404);
    const names = async (path: string): Promise<string[]> =>
      (await get(`domains/rirSearch1/${path}`, "domains")).domainSearchResults.map((d: Body) => d.ldhName);
    const down = await names("rdap-down/128.23.in-addr.arpa");
    expect(down).toHaveLength(100);
    expect(down[0]).toBe("0.128.23.in-addr.arpa");
    const bottom = await names("rdap-bottom/23.in-addr.arpa");
    expect(bottom).not.toContain("128.23.in-addr.arpa");
    expect(bottom).toContain("1.128.23.in-addr.arpa");
    expect(await names("rdap-down/a.2.ip6.arpa")).toEqual(["0.a.2.ip6.arpa"]);
    expect(await names("rdap-down/0.a.2.ip6.arpa")).toEqual([
      "0.0.0.1.0.0.a.2.ip6.arpa",
      "0.0.0.2.0.0.a.2.ip6.arpa",
    ]);
  });
});

describe("name servers", () => {
  it("show their addresses, their holder and what they serve", async () => {
    const body = await get("nameserver/NS1.xz", "nameserver");
    expect(body).toMatchObject({
      handle: "ns1.xz",
      ipAddresses: { v4: ["24.0.0.1"], v6: ["2a00:1000::53"] },
      status: ["associated"],
    });
    expect(holders(body)).toEqual([["XA", "registrant"]]);
    expect(body.remarks[0].description[0]).toContain("xz, 0.128.23.in-addr.arpa");
    const other = await get("nameserver/ns.elsewhere.test", "nameserver");
    expect(other).not.toHaveProperty("entities");
    expect(other).not.toHaveProperty("ipAddresses");
    await get("nameserver/none.elsewhere.test", "error", 404);
    await get("nameserver/", "error", 400);
  });

  it("inside a name are found before the index is there", async () => {
    const own = await serverOver(sourceOver(makeWorld()));
    expect((await own.inject("/rdap/nameserver/ns1.xz")).statusCode).toBe(200);
    const fresh = await serverOver(sourceOver(makeWorld()));
    expect((await fresh.inject("/rdap/nameservers?name=a*")).statusCode).toBe(200);
  });
});

describe("searches", () => {
  const list = async (path: string, schema: "domains" | "nameservers"): Promise<string[]> => {
    const body = await get(path, schema);
    return (body.domainSearchResults ?? body.nameserverSearchResults).map((d: Body) => d.ldhName);
  };

  it("find domains by name, by name server and by its address", async () => {
    expect(await list("domains?name=xz", "domains")).toEqual(["xz"]);
    expect(await list("domains?name=none.xz", "domains")).toEqual([]);
    expect(await list("domains?name=s*.xz", "domains")).toEqual(["shop.xz"]);
    expect(await list("domains?name=x*", "domains")).toEqual(["xz", "xn--bcher-kva.xz"]);
    expect(await list(`domains?name=${encodeURIComponent("bü*.xz")}`, "domains")).toEqual([
      "xn--bcher-kva.xz",
    ]);
    expect(await list("domains?name=SH*.xz.", "domains")).toEqual(["shop.xz"]);
    expect(await list("domains?name=64*.128.23.in-addr.arpa", "domains")).toEqual([]);
    expect(await list("domains?name=6*.128.23.in-addr.arpa", "domains")).toEqual(
      ["6", "60", "61", "62", "63"].map((n) => `${n}.128.23.in-addr.arpa`),
    );
    expect(await list("domains?nsLdhName=ns.else*", "domains")).toEqual([
      "xz",
      "shop.xz",
      "0.0.0.1.0.0.a.2.ip6.arpa",
    ]);
    expect((await list("domains?nsIp=24.0.0.1", "domains")).slice(0, 2)).toEqual([
      "xz",
      "0.128.23.in-addr.arpa",
    ]);
    expect(await list("domains?nsIp=24.0.0.2", "domains")).toEqual([]);
  });

  it("find name servers by name and by address, in any spelling", async () => {
    expect(await list("nameservers?name=ns1.XZ", "nameservers")).toEqual(["ns1.xz"]);
    expect(await list("nameservers?name=ns*.elsewhere.test", "nameservers")).toEqual([
      "ns.elsewhere.test",
      "ns2.elsewhere.test",
    ]);
    expect(await list("nameservers?ip=2A00:1000:0::53", "nameservers")).toEqual(["ns1.xz"]);
  });

  it.each([
    "domains",
    "domains?name=",
    "domains?name=*",
    "domains?name=a*b",
    "domains?name=a.*.xz",
    "domains?name=a*.*",
    "domains?name=a_b",
    "domains?name=a&nsIp=1.2.3.4",
    "domains?nsIp=xz",
    "nameservers",
    "nameservers?ip=1.2.3",
    "nameservers?nsIp=1.2.3.4",
    "nameservers/x",
    "domains/rirSearch1/rdap-up/xz",
    "domains/rirSearch1/rdap-side/1.23.in-addr.arpa",
    "domains/other/rdap-up/1.23.in-addr.arpa",
    "domains/rirSearch1/rdap-up/1.23.in-addr.arpa/8",
  ])("400: %s", async (path) => expect((await get(path, "error", 400)).errorCode).toBe(400));
});
