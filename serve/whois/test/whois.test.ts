import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { utf8 } from "@comity/canon";
import { readRpsl, rpslText, whoisAnswer, type RunningWhois } from "@comity/whois";
import { ask, registry, REGISTRY, start } from "./support.ts";

let whois: RunningWhois;
beforeAll(async () => {
  whois = await start();
});
afterAll(() => whois.stop());

describe("whois", () => {
  it("ends lines with CR LF, takes LF and CR LF, and closes", async () => {
    const text = await ask(whois.port, "192.0.2.7\r\n");
    expect(text).toBe(await ask(whois.port, "192.0.2.7\n"));
    expect(text).toMatch(/^% [^\r\n]+\r\n/);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(text).toContain("inetnum:        192.0.2.0 - 192.0.2.255");
    expect(text).toContain("route:          192.0.2.0/24");
  });

  it("takes as3333 in lower case, types, inverse queries, sets, templates, keys", async () => {
    expect(await ask(whois.port, "as64509\n")).toContain("as-name:        JOINED");
    expect(await ask(whois.port, "-T route 192.0.2.0/24\n")).not.toContain("inetnum");
    expect(await ask(whois.port, "-i origin as64502\n")).toContain("192.0.2.128/25");
    expect(await ask(whois.port, "-i mnt-by MNT-A\n")).toContain("AS64509");
    expect(await ask(whois.port, "as-test\n")).toContain("AS-INNER");
    expect(await ask(whois.port, "-t route\n")).toContain("origin:");
    expect(await ask(whois.port, "-K -T route 192.0.2.128/25\n")).not.toContain("max-length");
    expect(await ask(whois.port, "-Troute -M 192.0.0.0/16\n")).toContain("192.0.2.128/25");
    expect(await ask(whois.port, "-q sources\n")).toContain("OTHER:3:N");
    expect(await ask(whois.port, "-s OTHER 198.51.100.0/24\n")).toContain("AS64503");
    expect(await ask(whois.port, "help\n")).toContain("-i origin");
  });

  it("says what is wrong", async () => {
    expect(await ask(whois.port, "10.0.0.1\n")).toContain("ERROR:101");
    expect(await ask(whois.port, "\n")).toContain("ERROR:106");
    expect(await ask(whois.port, "-z x\n")).toContain("ERROR:111");
    expect(await ask(whois.port, "-T\n")).toContain("needs a value");
    expect(await ask(whois.port, `${"x".repeat(2000)}\n`)).toContain("ERROR:108");
    expect(await ask(whois.port, "x".repeat(2000))).toContain("ERROR:108");
  });

  it("never sends back control characters", async () => {
    const text = await ask(whois.port, Uint8Array.of(0x1b, 0x5b, 0x32, 0x4a, 0xff, 10));
    expect(text.replaceAll("\r\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("keeps the connection with -k until -k", async () => {
    const text = await ask(whois.port, "-k as64509\nas64510\n-k\n");
    expect(text).toContain("JOINED");
    expect(text).toContain("STRANGER");
  });

  it("limits connections of an address and its computing, with a message", async () => {
    const one = await start(registry(), { perAddress: 1 });
    const held = connect(one.port, "127.0.0.1");
    await new Promise((resolve) => held.once("connect", resolve));
    expect(await ask(one.port, "as64509\n")).toContain("ERROR:201");
    held.destroy();
    await one.stop();
    const poor = await start(registry(), { budget: 0 });
    expect(await ask(poor.port, "as64509\n")).toContain("wait a minute");
    expect(await ask(poor.port, "!gas64500\n")).toContain("F Too many");
    await poor.stop();
    const short = await start(registry(), { idle: 0.05 });
    expect(await ask(short.port, "as64509")).toBe("");
    await short.stop();
  });
});

describe("reading RPSL", () => {
  it("takes continuation lines, comments, Latin-1 and CRLF", () => {
    const latin = Buffer.from(
      "role: Gr\xfc\xdfe\r\nremarks: a # b\r\n  c\r\n+\r\n\td\r\nsource: X # y\r\n",
      "latin1",
    );
    const { objects, findings } = readRpsl(latin);
    expect(findings).toEqual([]);
    expect(objects[0]!.attributes).toEqual([
      { name: "role", value: "Grüße" },
      { name: "remarks", value: "a # b c d" },
      { name: "source", value: "X" },
    ]);
  });

  it("leaves out what it cannot read, says the line, and keeps the rest", () => {
    const { objects, findings } = readRpsl(
      utf8("route: 1.0.0.0/8\nno colon here\norigin: AS1\n\nas-set: AS-X\n\n  alone\n"),
    );
    expect(objects.map(({ class: kind }) => kind)).toEqual(["as-set"]);
    expect(findings.map(({ line, code }) => [line, code])).toEqual([
      [2, "rpsl-attribute"],
      [7, "rpsl-continuation"],
    ]);
  });

  it("reads what it writes", () => {
    for (const object of readRpsl(utf8(REGISTRY)).objects)
      expect(readRpsl(utf8(rpslText(object))).objects).toEqual([object]);
  });

  it("survives any bytes and any query", () => {
    const source = registry();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "binary" }), (bytes, query) => {
        readRpsl(bytes);
        expect(whoisAnswer(source, query).text).toMatch(/\n$/);
      }),
    );
  });
});
