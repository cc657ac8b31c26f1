import Fastify, { type FastifyInstance } from "fastify";
import rateLimit from "@fastify/rate-limit";
import { beforeAll, describe, expect, it } from "vitest";
import { rdap } from "@comity/rdap";
import { checkBody, checkHeaders } from "./checks.ts";
import { getFrom, titles, type Body } from "./rdap-helpers.ts";
import { BASE, makeWorld, serverOver, sourceOver } from "./rdap-world.ts";

let app: FastifyInstance;
beforeAll(async () => {
  app = await serverOver(sourceOver(makeWorld()));
});
const get = getFrom(() => app);

describe("networks", () => {
  it("answers the most specific of nested networks, also for host bits and prefixes", async () => {
    const lease = await get("ip/23.128.64.9", "ip");
    expect(lease).toMatchObject({
      handle: "23.128.64.0/18",
      startAddress: "23.128.64.0",
      endAddress: "23.128.127.255",
      parentHandle: "23.128.0.0/16",
      name: "XB",
      type: "LEASE",
      status: ["active"],
      cidr0_cidrs: [{ v4prefix: "23.128.64.0", length: 18 }],
    });
    expect(lease.entities.map((e: Body) => [e.handle, e.roles[0]])).toEqual([
      ["XB", "registrant"],
      ["XA", "registrar"],
    ]);
    expect(lease.events.map((e: Body) => e.eventAction)).toEqual([
      "registration",
      "expiration",
      "last changed",
    ]);
    expect(titles(lease)).toContain("Claimed");
    expect((await get("ip/23.128.65.1/20", "ip")).handle).toBe("23.128.64.0/18");
    expect((await get("ip/23.128.64.0/17", "ip")).handle).toBe("23.128.0.0/16");
    expect((await get("ip/23.128.63.255", "ip")).handle).toBe("23.128.0.0/16");
    expect((await get("ip/23.128.128.0", "ip")).handle).toBe("23.128.0.0/16");
    expect((await get("ip/23.129.0.0", "ip")).handle).toBe("23.0.0.0/8");
    expect((await get("ip/2a00:1000:5::1", "ip")).handle).toBe("2a00:1000::/32");
  });

  it("gives a range that is no power of two its exact prefixes", async () => {
    for (const at of ["23.32.0.1", "23.64.0.1", "23.67.255.255", "23.40.0.0/16"]) {
      const body = await get(`ip/${at}`, "ip");
      expect(body).toMatchObject({
        handle: "23.32.0.0-23.67.255.255",
        startAddress: "23.32.0.0",
        endAddress: "23.67.255.255",
        cidr0_cidrs: [
          { v4prefix: "23.32.0.0", length: 11 },
          { v4prefix: "23.64.0.0", length: 14 },
        ],
        country: "QM",
        name: "org-1@reg-a",
      });
      expect(titles(body)).toContain("Unclaimed, attested");
    }
    expect(await get("autnum/1012", "autnum")).toMatchObject({
      startAutnum: 1010,
      endAutnum: 1014,
      handle: "AS1010-AS1014",
    });
    expect((await get("ip/23.68.0.0", "ip")).handle).toBe("23.0.0.0/8");
  });

  it("says disputed with every claim, its registry and date", async () => {
    const body = await get("ip/24.11.0.1", "ip");
    expect(titles(body)).toContain("Disputed");
    const claims = body.remarks.find((r: Body) => r.title === "Claims").description;
    expect(claims).toHaveLength(2);
    expect(claims.join("\n")).toMatch(
      /QM, file reg-a of 2026-11-14: 24\.10\.0\.0\/15 allocated to org-3 on 2012-05-16/,
    );
    expect(claims.join("\n")).toMatch(
      /QN, file reg-b of 2026-11-14: 24\.11\.0\.0\/16 allocated to org-9 on 2010-05-16/,
    );
    expect(body.entities.filter((e: Body) => e.roles[0] === "registrant")).toHaveLength(2);
  });

  it("says root unconfirmed, unclaimed, reserved, a registry's block", async () => {
    expect(titles(await get("ip/24.10.0.1", "ip"))).toContain("Unclaimed, root unconfirmed");
    const other = await get("ip/25.9.0.0", "ip");
    expect(titles(other)).toContain("Unclaimed");
    expect(other).toMatchObject({ name: "reg-c", status: ["administrative"] });
    expect(other).not.toHaveProperty("entities");
    const idle = await get("ip/23.80.1.1", "ip");
    expect(idle.status).toEqual(["reserved"]);
    expect(titles(idle)).toContain("Not in use");
    expect(idle.entities.map((e: Body) => [e.handle, e.roles[0]])).toEqual([["QM", "registrar"]]);
    const kept = await get("ip/23.200.0.0/16", "ip");
    expect(kept.status).toContain("reserved");
    expect(JSON.stringify(kept.remarks)).toContain("kept for exchanges");
    expect(titles(await get("ip/23.0.0.0/8", "ip"))).toContain("A registry's block");
    expect(titles(await get("autnum/3500", "autnum"))).toContain("Unclaimed");
  });

  it("links to itself and its relations, and handles are unlike those of autnums", async () => {
    const body = await get("ip/23.128.64.9", "ip");
    expect(body.links[0]).toEqual({
      value: `${BASE}/ip/23.128.64.0/18`,
      rel: "self",
      href: `${BASE}/ip/23.128.64.0/18`,
      type: "application/rdap+json",
    });
    expect(body.links.map((l: Body) => l.rel)).toEqual([
      "self",
      "rdap-up",
      "rdap-top",
      "rdap-down",
      "rdap-bottom",
      "alternate",
    ]);
    const range = await get("ip/23.64.0.1", "ip");
    const again = await get(range.links[0].href.slice(BASE.length + 1), "ip");
    expect(again.handle).toBe(range.handle);
    expect((await get("autnum/1500", "autnum")).handle).toBe("AS1500");
  });
});

describe("refusals", () => {
  it.each([
    "ip/",
    "ip",
    "ip/1.2.3",
    "ip/1.2.3.4.5",
    "ip/1.2.3.4/33",
    "ip/1.2.3.4/",
    "ip/1.2.3.4/08",
    "ip/01.2.3.4",
    "ip/2a00::/129",
    "ip/fe80::1%25eth0",
    "ip/::ffff:23.0.0.1",
    "ip/::ffff:1700:1",
    "ip/::ffff:0:0/96",
    "ip/example.org",
    "ip/2a00::/-1",
    "autnum/",
    "autnum/AS1500",
    "autnum/1.5",
    "autnum/4294967296",
    "autnum/01",
    "autnum/1-2",
    "entity/",
    "help/x",
    "nothing/here",
    "",
    "ips",
    "ips?handle=",
    "ips?handle=*",
    "ips?handle=a*b",
    "ips?handle=1&name=2",
    "entities",
    "ips/rirSearch1/rdap-left/23.0.0.0",
    "ips/other/rdap-up/23.0.0.0",
    "autnums/rirSearch1/rdap-up/x",
  ])("400: %s", async (path) => {
    const body = await get(path, "error", 400);
    expect(body.errorCode).toBe(400);
    expect(body.rdapConformance).toEqual(["rdap_level_0"]);
  });

  it.each([
    "ip/9.9.9.9",
    "ip/0.0.0.0/0",
    "autnum/7",
    "entity/XQ",
    "entity/org-77@reg-a",
    "ips/rirSearch1/rdap-up/23.0.0.0/8",
  ])("404: %s", async (path) => expect((await get(path, "error", 404)).errorCode).toBe(404));

  it.each([
    "ips/rirSearch1/rdap-up/23.128.64.0/18?status=active",
    "domains/rirSearch1/rdap-up/64.128.23.in-addr.arpa?status=active",
  ])("501: %s", async (path) => expect((await get(path, "error", 501)).errorCode).toBe(501));

  it("405 for other methods, 429 with Retry-After from a rate limit", async () => {
    const posted = await app.inject({ method: "POST", url: "/rdap/ip/23.0.0.0" });
    expect(posted.statusCode).toBe(405);
    expect(posted.headers["allow"]).toBe("GET, HEAD");
    const limited = Fastify() as unknown as FastifyInstance;
    await limited.register(rateLimit, { max: 2, timeWindow: 60_000 });
    await limited.register(rdap(sourceOver(makeWorld()), { base: BASE }));
    await limited.inject("/rdap/help");
    await limited.inject("/rdap/help");
    const answer = await limited.inject("/rdap/help");
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect(checkHeaders(answer.headers)).toEqual([]);
    expect(checkBody(answer.json())).toEqual([]);
  });
});

describe("HTTP", () => {
  it("answers HEAD like GET without a body, whatever Accept and unknown parameters say", async () => {
    const url = "/rdap/ip/23.128.64.9";
    const full = await app.inject({ url: `${url}?unknown=1&jscard=1`, headers: { accept: "text/html" } });
    const head = await app.inject({ method: "HEAD", url });
    expect(head.statusCode).toBe(200);
    expect(head.body).toBe("");
    expect(head.headers["content-length"]).toBe(full.headers["content-length"]);
    expect(checkHeaders(head.headers)).toEqual([]);
    expect(full.headers["content-type"]).toBe("application/rdap+json");
    expect((await app.inject({ method: "HEAD", url: "/rdap/ip/9.9.9.9" })).statusCode).toBe(404);
  });

  it("takes the URL for links from the request when none is set, but no strange host", async () => {
    const free = Fastify() as unknown as FastifyInstance;
    await free.register(rdap(sourceOver(makeWorld())));
    const href = async (host: string): Promise<string> =>
      (await free.inject({ url: "/rdap/autnum/1500", headers: { host } })).json().links[0].href;
    expect(await href("a.example:8080")).toBe("http://a.example:8080/rdap/autnum/1500");
    expect(await href("b.example")).toBe("http://b.example/rdap/autnum/1500");
    expect(await href('"><script>')).toBe("http://localhost/rdap/autnum/1500");
  });

  it("forgets kept answers when the state changes", async () => {
    const world = makeWorld();
    const own = await serverOver(sourceOver(world));
    const holder = async (): Promise<string> => (await own.inject("/rdap/autnum/1600")).json().name;
    expect(await holder()).toBe("QM");
    world.must(
      world.act(
        "QM",
        "delegate",
        { to: "XB", resources: ["AS1600"], terms: { kind: "permanent" } },
        { cosign: ["XB"] },
      ),
    );
    expect(await holder()).toBe("XB");
  });
});

describe("entities, help, searches", () => {
  it("shows parties and unclaimed holders with what they hold", async () => {
    await get("entity/XA", "entity");
    await new Promise((resolve) => setTimeout(resolve, 50));
    const party = await get("entity/XA", "entity");
    expect(party.vcardArray[1]).toContainEqual(["fn", {}, "text", "XA"]);
    expect(party.networks.map((n: Body) => n.handle)).toEqual(["23.128.0.0/16", "2a00:1000::/32"]);
    expect(party.autnums.map((n: Body) => n.handle)).toEqual(["AS1500"]);
    const unclaimed = await get("entity/org-1@reg-a", "entity");
    expect(titles(unclaimed)).toContain("Unclaimed");
    expect(unclaimed.networks.map((n: Body) => n.handle)).toEqual([
      "23.32.0.0-23.67.255.255",
      "2a00:2000::/32",
    ]);
  });

  it("explains itself", async () => {
    expect((await get("help", "help")).rdapConformance).toContain("rirSearch1");
  });

  it("finds by handle and by name", async () => {
    const handles = async (path: string, schema: "ips" | "autnums"): Promise<string[]> => {
      const body = await get(path, schema);
      return (schema === "ips" ? body.ipSearchResults : body.autnumSearchResults).map((n: Body) => n.handle);
    };
    expect(await handles("ips?handle=23.128.0.0/16", "ips")).toEqual(["23.128.0.0/16"]);
    expect(await handles("ips?handle=23.128.0.0/17", "ips")).toEqual([]);
    expect(await handles("ips?handle=23.128.*", "ips")).toEqual(["23.128.0.0/16", "23.128.64.0/18"]);
    expect(await handles("ips?handle=23.32*", "ips")).toEqual(["23.32.0.0-23.67.255.255"]);
    expect(await handles("ips?handle=2a00:2*", "ips")).toEqual(["2a00:2000::/32"]);
    expect(await handles("autnums?handle=as101*", "autnums")).toEqual(["AS1010-AS1014"]);
    expect(await handles("ips?name=xb", "ips")).toEqual(["23.128.64.0/18"]);
    expect(await handles("ips?name=org-1*", "ips")).toEqual(["23.32.0.0-23.67.255.255", "2a00:2000::/32"]);
    expect(await handles("autnums?name=XA", "autnums")).toEqual(["AS1500"]);
    const entities = await get("entities?handle=X*", "entities");
    expect(entities.entitySearchResults.map((e: Body) => e.handle)).toEqual(["XA", "XB"]);
  });

  it("answers relations of addresses and AS numbers", async () => {
    expect((await get("ips/rirSearch1/rdap-up/23.128.64.0/18", "ip")).handle).toBe("23.128.0.0/16");
    expect((await get("ips/rirSearch1/rdap-top/23.128.64.0/18", "ip")).handle).toBe("23.0.0.0/8");
    expect((await get("autnums/rirSearch1/rdap-up/1012", "autnum")).handle).toBe("AS1010-AS1014");
    const list = async (path: string): Promise<string[]> =>
      (await get(`ips/rirSearch1/${path}`, "ips")).ipSearchResults.map((n: Body) => n.handle);
    expect(await list("rdap-down/23.128.0.0/16")).toEqual(["23.128.64.0/18"]);
    expect(await list("rdap-down/23.0.0.0/8")).toEqual([
      "23.32.0.0-23.67.255.255",
      "23.80.0.0/16",
      "23.128.0.0/16",
      "23.200.0.0/16",
    ]);
    expect(await list("rdap-bottom/23.0.0.0/8")).toEqual([
      "23.32.0.0-23.67.255.255",
      "23.80.0.0/16",
      "23.128.64.0/18",
      "23.200.0.0/16",
    ]);
    expect(await list("rdap-bottom/23.128.64.0/18")).toEqual([]);
  });
});
