/** JSContact where the client asks, jCard otherwise. */
import type { FastifyInstance } from "fastify";
import { beforeAll, describe, expect, it } from "vitest";
import { BASE, makeWorld, serverOver, sourceOver } from "./rdap-world.ts";
import { getFrom, type Body } from "./rdap-helpers.ts";

let app: FastifyInstance;
beforeAll(async () => {
  app = await serverOver(sourceOver(makeWorld()));
});
const get = getFrom(() => app);
const ICANN = 'application/rdap+json;exts_list="cidr0 jscontact", application/json';

describe("contacts", () => {
  it("are JSContact for the media type parameter, in every kind of answer", async () => {
    for (const [path, schema] of [
      ["ip/23.128.64.9", "ip"],
      ["autnum/1500", "autnum"],
      ["domain/xz", "domain"],
      ["nameserver/ns1.xz", "nameserver"],
      ["entity/XA", "entity"],
      ["entity/org-1@reg-a", "entity"],
      ["entities?handle=X*", "entities"],
      ["ips?handle=23.128.*", "ips"],
      ["domains?name=xz", "domains"],
    ] as const) {
      const body = await get(path, schema, 200, ICANN);
      expect(body.rdapConformance).toContain("jscontact");
      const text = JSON.stringify(body);
      expect(text).toContain('"jscontact_card"');
      expect(text).not.toContain('"vcardArray"');
    }
  });

  it("carry the same name, and the entity's URL as identifier", async () => {
    const card = (await get("entity/XA?jscontact=1", "entity")).jscontact_card;
    expect(card).toEqual({
      "@type": "Card",
      version: "1.0",
      uid: `${BASE}/entity/XA`,
      kind: "org",
      name: { "@type": "Name", full: "XA" },
    });
  });

  it.each([
    ["application/rdap+json;exts_list=jscontact", "", true],
    ['application/rdap-x+json; Extensions="rdap_level_0 jscontact"', "", true],
    ["*/*", "?a=b&jscontact=true", true],
    ["*/*", "?jscontact=1&a", true],
    ["*/*", "?jscontact=0", false],
    ["*/*", "?xjscontact=1", false],
    ['application/rdap+json;exts_list="jscontact2"', "", false],
    ['application/rdap+json;other="jscontact"', "", false],
    ["application/rdap+json", "", false],
  ])("%s %s: %s", async (accept, query, expected) => {
    const body: Body = await get(`entity/XA${query}`, "entity", 200, accept);
    expect("jscontact_card" in body).toBe(expected);
    expect("vcardArray" in body).toBe(!expected);
    expect(body.rdapConformance.includes("jscontact")).toBe(expected);
  });

  it("say that answers differ by Accept", async () => {
    expect((await app.inject("/rdap/ip/23.128.64.9")).headers["vary"]).toBe("accept");
  });
});
