/** Our bootstrap files, and the way to other servers that given ones name. */
import { existsSync, readFileSync } from "node:fs";
import Fastify, { type FastifyInstance } from "fastify";
import { must } from "@comity/canon";
import { describe, expect, it } from "vitest";
import { bootstrapOf, rdap, type Elsewhere } from "@comity/rdap";
import { BASE, makeWorld, serverOver, sourceOver } from "./rdap-world.ts";
import { faultsOf, type Body } from "./rdap-helpers.ts";

const shared = (path: string): URL => new URL(`../../../../shared/data/registry/${path}`, import.meta.url);

describe("our bootstrap files", () => {
  const files = async (): Promise<{ [kind: string]: Body }> => {
    const app = await serverOver(sourceOver(makeWorld()));
    const out: { [kind: string]: Body } = {};
    for (const kind of ["dns", "ipv4", "ipv6", "asn", "object-tags"]) {
      let answer = await app.inject(`/rdap/bootstrap/${kind}.json`);
      while (answer.statusCode === 503) {
        await new Promise(setImmediate);
        answer = await app.inject(`/rdap/bootstrap/${kind}.json`);
      }
      expect(answer.headers["content-type"]).toBe("application/json");
      expect(answer.headers["access-control-allow-origin"]).toBe("*");
      out[kind] = answer.json();
    }
    return out;
  };

  it("name the widest blocks and names of holders, and this server", async () => {
    const { "object-tags": tags, asn, dns, ipv4, ipv6 } = await files();
    const url = [`${BASE}/`];
    expect(ipv4).toMatchObject({
      version: "1.0",
      services: [[["23.0.0.0/8", "24.0.0.0/8", "25.1.0.0/16"], url]],
    });
    expect(ipv4.publication).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(ipv6.services).toEqual([[["2a00::/12"], url]]);
    expect(asn.services).toEqual([[["1000-1999"], url]]);
    expect(dns.services).toEqual([[["xz"], url]]);
    expect(tags.services).toEqual([]);
  });

  it("can be read by ourselves", async () => {
    const texts = Object.fromEntries(Object.entries(await files()).map(([k, v]) => [k, JSON.stringify(v)]));
    const table = must(bootstrapOf(texts));
    expect(table.domain("shop.xz")).toEqual([`${BASE}/`]);
    expect(table.autnum(1000)).toEqual([`${BASE}/`]);
    expect(table.autnum(2000)).toEqual([]);
  });

  it("are no others", async () => {
    const app = await serverOver(sourceOver(makeWorld()));
    expect((await app.inject("/rdap/bootstrap/ipv5.json")).statusCode).toBe(400);
    expect((await app.inject("/rdap/bootstrap")).statusCode).toBe(400);
  });
});

const service = (keys: string[], ...urls: string[]): string[][] => [keys, urls];
const file = (...services: string[][][]): string => JSON.stringify({ version: "1.0", services });
const given = {
  ipv4: file(
    service(["9.0.0.0/8"], "http://a.test/rdap", "https://a.test/rdap"),
    service(["9.9.0.0/16"], "https://b.test/rdap/"),
    service(["8.0.0.0/8"], `${BASE}/`),
    service(["23.0.0.0/8"], "https://never.test/"),
  ),
  ipv6: file(service(["2c00::/12"], "https://six.test/")),
  asn: file(service(["7-9", "11"], "https://asn.test/")),
  dns: file(service(["org"], "https://org.test/"), service(["example.org"], "https://below.test/")),
  "object-tags": JSON.stringify({ services: [[["who@tags.test"], ["TAG"], ["https://tags.test/"]]] }),
};

describe("what is unknown here", () => {
  const server = async (elsewhere: Elsewhere): Promise<FastifyInstance> => {
    const app = Fastify() as unknown as FastifyInstance;
    await app.register(rdap(sourceOver(makeWorld()), { base: BASE, elsewhere }));
    return app;
  };
  const ask = async (app: FastifyInstance, path: string): Promise<string | number> => {
    let answer = await app.inject(`/rdap/${path}`);
    while (answer.statusCode === 503) {
      await new Promise(setImmediate);
      answer = await app.inject(`/rdap/${path}`);
    }
    const body: Body = answer.json();
    if (answer.statusCode >= 300) expect(faultsOf(body, "error")).toEqual([]);
    return answer.statusCode === 302 ? String(answer.headers["location"]) : answer.statusCode;
  };

  it.each([
    ["ip/9.1.2.3", "https://a.test/rdap/ip/9.1.2.3"],
    ["ip/9.9.0.0/24", "https://b.test/rdap/ip/9.9.0.0/24"],
    ["ip/9.0.0.0/8", "https://a.test/rdap/ip/9.0.0.0/8"],
    ["ip/8.0.0.1", 404],
    ["ip/7.0.0.1", 404],
    ["ip/23.0.0.1", 200],
    ["ip/2c0f::1", "https://six.test/ip/2c0f::1"],
    ["autnum/8", "https://asn.test/autnum/8"],
    ["autnum/11", "https://asn.test/autnum/11"],
    ["autnum/10", 404],
    ["autnum/1500", 200],
    ["domain/WWW.Example.ORG", "https://below.test/domain/www.example.org"],
    ["domain/other.org?jscontact=1", "https://org.test/domain/other.org"],
    ["domain/other.net", 404],
    ["domain/4.3.9.in-addr.arpa", "https://a.test/rdap/domain/4.3.9.in-addr.arpa"],
    ["nameserver/ns.org", "https://org.test/nameserver/ns.org"],
    ["entity/ORG%201-tag", "https://tags.test/entity/ORG%201-tag"],
    ["entity/ORG-OTHER", 404],
    ["entity/TAG", 404],
    ["ip/x", 400],
  ] as const)("%s: %s", async (path, expected) => {
    expect(await ask(await server(must(bootstrapOf(given))), path)).toBe(expected);
  });

  it.each([
    ["ipv4", "{"],
    ["ipv4", "null"],
    ["ipv4", "{}"],
    ["ipv4", file(service(["9.0.0.0"], "https://a.test/"))],
    ["ipv4", file(service(["2001:db8::/32"], "https://a.test/"))],
    ["ipv4", file(service(["9.0.0.0/8"], "ftp://a.test/"))],
    ["ipv4", file([["9.0.0.0/8"]])],
    ["asn", file(service(["AS7"], "https://a.test/"))],
    ["dns", JSON.stringify({ services: [[[1], ["https://a.test/"]]] })],
  ] as const)("a bad %s file is refused: %s", (kind, text) => {
    expect(bootstrapOf({ [kind]: text })).toMatchObject({
      ok: false,
      error: { code: "bootstrap", field: kind },
    });
  });

  it.skipIf(!existsSync(shared("rdap-bootstrap")))(
    "real files are read (skipped: shared data not present)",
    () => {
      const read = (path: string): string => readFileSync(shared(`rdap-bootstrap/${path}`), "utf8");
      const arin = must(
        bootstrapOf({
          asn: read("arineng-2025/as_bootstrap.json"),
          dns: read("arineng-2025/domain_bootstrap.json"),
          ipv4: read("arineng-2025/v4_bootstrap.json"),
          ipv6: read("arineng-2025/v6_bootstrap.json"),
          "object-tags": read("arineng-2025/entity_bootstrap.json"),
        }),
      );
      expect(arin.autnum(37_000)[0]).toBe("https://rdap.afrinic.net/rdap/");
      expect(arin.domain("a.b.samsung")[0]).toBe("https://nic.samsung/rdap/");
      expect(arin.handle("ABC-RIPE")[0]).toBe("https://rdap.db.ripe.net/");
      const open = ["asn", "dns", "ipv4", "ipv6", "object-tags"].map((kind) => [
        kind,
        read(`openrdap/${kind}.json`),
      ]);
      expect(must(bootstrapOf(Object.fromEntries(open))).handle("X-ARIN")).not.toEqual([]);
      must(bootstrapOf({ dns: readFileSync(shared("iana/rdapct/dns.json"), "utf8") }));
    },
  );
});
