/** Names of New IP hosts: records, and a server that is asked over New IP. Real servers: `e2e/interop/newip-names.test.ts`. */
import { decode, encode, type Packet } from "dns-packet";
import { afterEach, describe, expect, it } from "vitest";
import {
  askNewIp,
  MemoryPort,
  parseNameRecord,
  RealClock,
  resolveName,
  Stack,
  startNode,
  UdpLayer,
  type Ask,
} from "@comity/newip-host";
import { addr, must } from "./world.ts";

const KEY = "ab".repeat(32);
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

describe("a record", () => {
  it("has network and address, perhaps a key, and words of later versions", () => {
    const record = must(
      parseNameRecord(`v=newip1 network=ridge address=fe64000000000001 later=1 key=${KEY}`),
    );
    expect([record.network, text(record.address), record.key?.length]).toEqual([
      "ridge",
      "fe64000000000001",
      32,
    ]);
  });

  it.each([
    "",
    "v=newip2 network=a address=01",
    "v=newip1 address=01",
    "v=newip1 network=A address=01",
    "v=newip1 network=a",
    "v=newip1 network=a address=ff00",
    "v=newip1 network=a address=dd00",
    "v=newip1 network=a address=01 address=02",
    "v=newip1 network=a address=01 x",
    `v=newip1 network=a address=01 key=${KEY}0`,
    "v=newip1 network=a address=01 key=ab",
  ])("is not %j", (record) => {
    expect(parseNameRecord(record)).toMatchObject({ error: { code: "name-record" } });
  });
});

describe("a name", () => {
  const zone: { readonly [question: string]: readonly string[] } = {
    "_newip.host.example TXT": ["v=spf1", "v=newip1 network=b address=02", "v=newip1 network=a address=01"],
    "_newip.other.example TXT": ["v=newip1 network=b address=02"],
    "www.example A": ["192.0.2.1", "192.0.2.2"],
  };
  const ask: Ask = (name, type) => Promise.resolve({ ok: true, value: zone[`${name} ${type}`] ?? [] });
  const embed = addr("fe64000000000000").subarray(0, 4);

  it("stands for the address in the own network, or for the IPv4 address behind the gateway", async () => {
    const found = async (name: string, more = {}) => {
      const result = await resolveName(name, { network: "a", ...more }, ask);
      return result.ok ? text(result.value.address) : result.error.code;
    };
    expect(await found("host.example")).toBe("01");
    expect(await found("host.example.", { embed })).toBe("01");
    expect(await found("other.example")).toBe("name-not-found");
    expect(await found("www.example")).toBe("name-not-found");
    expect(await found("www.example", { embed })).toBe("fe640000c0000201");
    expect(await found("none.example", { embed })).toBe("name-not-found");
    for (const bad of [
      "",
      ".",
      "a..b",
      "a b",
      "-a.example",
      `${"a".repeat(64)}.example`,
      `${"a.".repeat(124)}a`,
    ])
      expect(await found(bad)).toBe("name-form");
  });
});

describe("a server asked over New IP", () => {
  /** A host (01) and a server (05) that answers as `answers` says. */
  function pair(answers: (query: Packet) => readonly Packet[]): Ask {
    const clock = new RealClock();
    const [left, right] = MemoryPort.pair({ automatic: true });
    const host = new Stack({ clock });
    const server = new Stack({ clock });
    must(host.addRoute("default", must(host.addInterface(left, [addr("01")]))));
    must(server.addRoute("default", must(server.addInterface(right, [addr("05")]))));
    const port = new UdpLayer(server).socket();
    must(port.bind(53));
    port.on("message", (data, from) => {
      for (const answer of answers(decode(Buffer.from(data))))
        port.send(encode(answer), from.port, from.address);
    });
    closers.push(
      () => host.close(),
      () => server.close(),
    );
    return askNewIp(new UdpLayer(host), addr("05"));
  }
  const reply = (query: Packet, more: Partial<Packet> & { readonly flags?: number } = {}): Packet => ({
    type: "response",
    id: query.id,
    questions: query.questions,
    answers: [{ type: "TXT", name: "x.example", data: ["v=newip1 ", "network=a address=01"] }],
    ...more,
  });

  it("is believed when it repeats the question and its number", async () => {
    let asked: Packet | undefined;
    const ask = pair((query) => {
      asked = query;
      const other = [{ type: "TXT" as const, name: "y.example" }];
      return [
        reply(query, { id: (query.id! + 1) % 65_536 }),
        reply(query, { questions: other }),
        reply(query, { type: "query" }),
        reply(query, { questions: [{ type: "A", name: "x.example" }] }),
        reply(query),
      ];
    });
    expect(await ask("x.example", "TXT")).toEqual({ ok: true, value: ["v=newip1 network=a address=01"] });
    expect(asked?.questions).toMatchObject([{ type: "TXT", name: "x.example" }]);
  });

  it.each([
    ["NXDOMAIN is no record", { flags: 3, answers: [] }, { ok: true, value: [] }],
    ["SERVFAIL is no answer", { flags: 2, answers: [] }, { ok: false, error: { code: "name-server" } }],
    ["cut short is no answer", { flags: 0x200 }, { ok: false, error: { code: "name-server" } }],
  ])("%s", async (_, more, expected) => {
    expect(await pair((query) => [reply(query, more)])("x.example", "TXT")).toMatchObject(expected);
  });

  it("an IPv4 address comes as text", async () => {
    const answers = [{ type: "A" as const, name: "x.example", data: "192.0.2.7" }];
    const ask = pair((query) => [reply(query, { answers })]);
    expect(await ask("x.example", "A")).toEqual({ ok: true, value: ["192.0.2.7"] });
  });
});

describe("names in a node file", () => {
  const config = (names: unknown) => ({
    format: "comity-newip-node/v1",
    interfaces: [{ local: "127.0.0.1:0", remote: "127.0.0.1:9", addresses: ["01"] }],
    security: "off",
    ...(names === undefined ? {} : { names }),
  });
  it.each([
    [{}],
    [{ server: "ns.example", network: "a" }],
    [{ server: "192.0.2.1:99999", network: "a" }],
    [{ server: "newip:ff00zz", network: "a" }],
    [{ server: "192.0.2.1" }],
    [{ server: "192.0.2.1", network: "a", embed: "de640000" }],
    [{ server: "192.0.2.1", network: "a", trustKeys: 1 }],
    [{ server: "192.0.2.1", network: "a", more: 1 }],
  ])("refuses %j", async (names) => {
    expect(await startNode(config(names))).toMatchObject({ error: { code: "node-config" } });
  });
  it("addresses are addresses with and without a server; names need one", async () => {
    for (const names of [
      undefined,
      { server: "[2001:db8::1]:53", network: "a" },
      { server: "newip:05", network: "a" },
    ]) {
      const node = must(await startNode(config(names)));
      closers.push(node.close);
      expect(must(await node.resolve("de05"))).toEqual(addr("de05"));
      if (names === undefined)
        expect(await node.resolve("host.example")).toMatchObject({ error: { code: "name-unknown" } });
    }
  });
});
