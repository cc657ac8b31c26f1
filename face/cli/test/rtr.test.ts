/** `comity rtr dump` against a cache in this process; `comity rtr serve` is tested with its room. */
import { run } from "@stricli/core";
import { must } from "@comity/canon";
import { aspaSetOf, vrpSetOf, type Payload } from "@comity/routes";
import { HeldSource, RtrServer, type Version } from "@comity/rtr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applicationOf } from "../app.ts";
import type { Host } from "../host.ts";

async function comity(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { code: 0, out: "", err: "" };
  const host = {
    process: {
      stdout: { write: (text: string) => void (said.out += text) },
      stderr: { write: (text: string) => void (said.err += text) },
    },
    env: {},
    exit: (code: number) => void (said.code = code),
  } as unknown as Host;
  await run(applicationOf(), words, host);
  const usage = Number(host.process.exitCode ?? 0);
  if (usage !== 0) said.code = usage < 0 ? 2 : usage;
  return said;
}

const payload = (asn: number, providers: readonly number[]): Payload => ({
  vrps: must(
    vrpSetOf([
      { prefix: "192.0.2.0/24", asn },
      { prefix: "2001:db8::/32", maxLength: 48, asn: 4_200_000_000 },
    ]),
  ),
  aspas: must(aspaSetOf([{ customer: 64_494, providers }])),
  routerKeys: [{ asn: 7, ski: new Uint8Array(20).fill(0xab), spki: Uint8Array.of(1, 2, 3) }],
});

const source = new HeldSource();
const server = (highest: Version): RtrServer =>
  new RtrServer({ source, highest, identity: { sessions: [1, 2, 3], serial: 0 } });
const [two, one] = [server(2), server(1)];
let at = "";
let old = "";
beforeAll(async () => {
  source.publish(payload(1, [3, 2]), Date.now() / 1_000);
  source.publish(payload(9, [2]), Date.now() / 1_000);
  at = `127.0.0.1:${await two.listen("127.0.0.1", 0)}`;
  old = `127.0.0.1:${await one.listen("127.0.0.1", 0)}`;
});
afterAll(() => Promise.all([two.close(), one.close()]));

describe("rtr dump", () => {
  it("prints CSV, and JSON that the servers of others read", async () => {
    expect(await comity("rtr", "dump", at)).toEqual({
      code: 0,
      out: "ASN,IP Prefix,Max Length\nAS9,192.0.2.0/24,24\nAS4200000000,2001:db8::/32,48\n",
      err: "",
    });
    expect(JSON.parse((await comity("rtr", "dump", "--json", at)).out)).toEqual({
      metadata: { version: 2, session: 3, serial: 2, refresh: 3_600, retry: 600, expire: 7_200 },
      roas: [
        { asn: 9, prefix: "192.0.2.0/24", maxLength: 24 },
        { asn: 4_200_000_000, prefix: "2001:db8::/32", maxLength: 48 },
      ],
      aspas: [{ customer_asid: 64_494, providers: [2] }],
      bgpsec_keys: [{ asn: 7, ski: "AB".repeat(20), pubkey: "AQID" }],
    });
  });

  it("prints changes since a serial", async () => {
    const { code, out } = await comity("rtr", "dump", "--session", "3", "--serial", "1", at);
    expect([code, out]).toEqual([0, "+ 192.0.2.0/24-24 AS9\n- 192.0.2.0/24-24 AS1\n+ ASPA AS64494 AS2\n"]);
    const gone = await comity("rtr", "dump", "--session", "3", "--serial", "77", at);
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining("[rtr-reset]")]);
  });

  it("comes down to the cache's version, and counts", async () => {
    const counted = JSON.parse((await comity("rtr", "dump", "--count", "--json", old)).out) as object;
    expect(counted).toMatchObject({ version: 1, session: 2, ipv4: 1, ipv6: 1, "router-key": 1, aspa: 0 });
    expect((await comity("rtr", "dump", "--version", "0", "--count", old)).out).toMatch(/^version +0\n/);
  });

  it.each([
    [["rtr", "dump", "localhost"], 2, "rtr-cache"],
    [["rtr", "dump", "--serial", "1", "127.0.0.1:1"], 2, "rtr-serial"],
    [["rtr", "dump", "127.0.0.1:1"], 5, "rtr-unreachable"],
    [["rtr", "serve", "--vrps", "/nowhere/vrps.json"], 1, "file-unreadable"],
    [["rtr", "serve", "--vrps", "x", "--expire", "600"], 2, "rtr-timers"],
    [["rtr", "serve", "--vrps", "x", "--tls-port", "1"], 2, "rtr-tls"],
    [["rtr", "serve", "--vrps", "x", "--lowest", "2", "--highest", "1"], 2, "rtr-versions"],
  ] as const)("%j ends with %i", async (words, code, said) => {
    const { code: ended, out, err } = await comity(...words);
    const exit = ended === 0 && err !== "" ? "thrown" : ended;
    expect([out, err.includes(`[${said}]`)]).toEqual(["", true]);
    expect(exit).toBe(code);
  });
});
