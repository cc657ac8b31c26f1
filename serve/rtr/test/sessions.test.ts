/** The session table of SPEC.md over real sockets. */
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { ERROR, type RtrServerOptions, type Version } from "@comity/rtr";
import { payload, Peer, QUERY, RESET, words, world } from "./rtr-world.ts";

const A = payload({ vrps: ["192.0.2.0/24 AS1"], aspas: { 1: [2] } });
const B = payload({ vrps: ["192.0.2.0/24 AS2"], aspas: { 1: [2] } });
const open: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(options: Partial<RtrServerOptions> = {}, first = true) {
  const w = world(options);
  open.push(w.server);
  if (first) w.source.publish(A, w.clock.unix);
  const port = await w.server.listen("127.0.0.1", 0);
  return { ...w, peer: () => Peer.to(port) };
}

/** Bytes and expected words of one exchange on a new transport; `closes` when the cache ends it. */
const isReport = (code: number, version: number) => (pdus: Awaited<ReturnType<Peer["until"]>>) =>
  pdus.some((p) => p.kind === "error" && p.code === code && p.version === version);

describe("version negotiation (I1, I2, defect 13)", () => {
  const spoken: readonly (readonly [Version, Version])[] = [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 1],
    [1, 2],
    [2, 2],
  ];
  const cases = spoken.flatMap(([lowest, highest]) =>
    [0, 1, 2, 3, 255].map((asked) => [lowest, highest, asked] as const),
  );

  it.each(cases)("a cache of versions %i to %i, asked in %i", async (lowest, highest, asked) => {
    const { peer } = await start({ lowest, highest });
    const p = await peer();
    const [answer] = await p.ask(RESET(asked), 1);
    const [pdu] = p.pdus();
    if (asked > highest) {
      expect([answer, pdu!.version]).toEqual(["error 4", highest]);
      // The transport stays, and the router comes down to us.
      expect((await p.ask(RESET(highest), 1))[0]).toBe(`response ${100 + highest}`);
      expect(p.pdus().at(1)!.version).toBe(highest);
    } else if (asked < lowest) {
      expect([answer, pdu!.version]).toEqual(["error 4", highest]);
      await p.end();
    } else {
      expect([answer, pdu!.version]).toEqual([`response ${100 + asked}`, asked]);
    }
    p.socket.destroy();
  });

  it("a router that never comes down is let go", async () => {
    const p = await (await start()).peer();
    for (let i = 0; i < 3; i++) expect(await p.ask(RESET(3), 1)).toEqual(["error 4"]);
    expect(await p.ask(RESET(3), 1)).toEqual(["error 4"]);
    await p.end();
  });

  it.each([
    [0, 1, ERROR.unsupportedVersion],
    [0, 2, ERROR.unsupportedVersion],
    [0, 9, ERROR.unsupportedVersion],
    [1, 0, ERROR.unexpectedVersion],
    [1, 2, ERROR.unexpectedVersion],
    [2, 1, ERROR.unexpectedVersion],
    [2, 9, ERROR.unexpectedVersion],
  ])("a session of version %i ends when a PDU of version %i comes, with %i", async (version, other, code) => {
    const p = await (await start()).peer();
    await p.ask(RESET(version), version === 2 ? 4 : 3);
    p.send(RESET(other));
    await p.end();
    expect(isReport(code, version)(p.pdus())).toBe(true);
  });
});

describe("queries (I3 to I6)", () => {
  it("a Reset Query gets the set, a Serial Query the change, and nothing when nothing changed", async () => {
    const { peer, source, clock } = await start();
    const p = await peer();
    expect(await p.ask(RESET(1), 3)).toEqual(["response 101", "+192.0.2.0/24-24 1", "end-of-data 101 7"]);
    expect(await p.ask(QUERY(1, 101, 7), 2)).toEqual(["response 101", "end-of-data 101 7"]);
    source.publish(B, clock.unix);
    expect((await p.until((all) => all.length === 6)).slice(5).map(words)).toEqual(["notify 101 8"]);
    expect(await p.ask(QUERY(1, 101, 7), 4)).toEqual([
      "response 101",
      "+192.0.2.0/24-24 2",
      "-192.0.2.0/24-24 1",
      "end-of-data 101 8",
    ]);
    p.socket.destroy();
  });

  it("a serial below the kept ones, above ours, or of the future gets Cache Reset (defect 4)", async () => {
    const { peer, source, clock } = await start({ keptSerials: 1 });
    for (const set of [B, A, B]) source.publish(set, clock.unix);
    const p = await peer();
    for (const serial of [7, 8, 11, 0, 0xffff_ffff]) {
      expect(await p.ask(QUERY(1, 101, serial), 1)).toEqual(["cache-reset"]);
    }
    expect((await p.ask(QUERY(1, 101, 9), 4)).at(-1)).toBe("end-of-data 101 10");
    p.socket.destroy();
  });

  it("a session id of another run gets Cache Reset on a new transport, Error 0 once ours is known (defects 1, 5)", async () => {
    const { peer } = await start();
    const p = await peer();
    expect(await p.ask(QUERY(1, 99, 7), 1)).toEqual(["cache-reset"]);
    expect(await p.ask(QUERY(1, 102, 7), 1)).toEqual(["cache-reset"]);
    await p.ask(RESET(1), 3);
    expect(await p.ask(QUERY(1, 99, 7), 1)).toEqual(["error 0"]);
    await p.end();
  });

  it("a Serial Query that is answered makes our session id known too", async () => {
    const p = await (await start()).peer();
    await p.ask(QUERY(1, 101, 7), 2);
    expect(await p.ask(QUERY(1, 99, 7), 1)).toEqual(["error 0"]);
    await p.end();
  });

  it("pipelined queries are answered one after the other", async () => {
    const p = await (await start()).peer();
    const both = await p.ask([...RESET(1), ...QUERY(1, 101, 7), ...RESET(1)], 8);
    expect(both.filter((w) => w.startsWith("end"))).toHaveLength(3);
    p.socket.destroy();
  });

  it("a query that arrives byte by byte is a query", async () => {
    const p = await (await start()).peer();
    for (const byte of RESET(1)) {
      p.send([byte]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await p.until((all) => all.length === 3)).length).toBe(3);
    p.socket.destroy();
  });

  it("a router that closes its side after the query still gets the answer", async () => {
    const p = await (await start()).peer();
    p.socket.end(Uint8Array.from(RESET(1)));
    await p.end();
    expect(p.pdus()).toHaveLength(3);
  });

  it("0.0.0.0/0 and ::/0 are served (defect 3)", async () => {
    const { peer, source, clock } = await start({}, false);
    source.publish(payload({ vrps: ["0.0.0.0/0 AS1", "::/0 AS0"] }), clock.unix);
    const p = await peer();
    expect((await p.ask(RESET(1), 4)).slice(1, 3)).toEqual(["+0.0.0.0/0-0 1", `+${"0".repeat(32)}/0-0 0`]);
    p.socket.destroy();
  });
});

describe("malformed and misplaced PDUs get their code and the end (I7, defect 14)", () => {
  const u32 = (n: number): number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
  const table: readonly (readonly [string, readonly number[], number | undefined])[] = [
    ["length below 8", [1, 2, 0, 0, ...u32(7)], 0],
    ["length above 65,535", [1, 2, 0, 0, ...u32(65_536)], 0],
    ["Reset Query with a body", [1, 2, 0, 0, ...u32(12), ...u32(0)], 0],
    ["Serial Query without a serial", [1, 1, 0, 0, ...u32(8)], 0],
    ["unknown type", [1, 99, 0, 0, ...u32(8)], 5],
    ["ASPA in version 1", [1, 11, 1, 0, ...u32(16), ...u32(1), ...u32(2)], 5],
    ["router key in version 0", [0, 9, 1, 0, ...u32(40), ...Array<number>(32).fill(0)], 5],
    ["Cache Response from a router", [1, 3, 0, 0, ...u32(8)], 3],
    ["Serial Notify from a router", [1, 0, 0, 0, ...u32(12), ...u32(0)], 3],
    ["prefix from a router", [1, 4, 0, 0, ...u32(20), 1, 24, 24, 0, 192, 0, 2, 0, ...u32(1)], 3],
    ["End of Data from a router", [1, 7, 0, 0, ...u32(24), ...u32(1), ...u32(1), ...u32(1), ...u32(1)], 3],
    ["broken Error Report", [1, 10, 0, 0, ...u32(16), ...u32(9), ...u32(0)], undefined],
    ["fatal Error Report", [1, 10, 0, 0, ...u32(16), ...u32(0), ...u32(0)], undefined],
    ["Error Report of an unknown version", [7, 10, 0, 0, ...u32(16), ...u32(0), ...u32(0)], undefined],
    ["HTTP", [...Buffer.from("GET / HTTP/1.1\r\n\r\n")], 0],
  ];

  it.each(table)("%s, as the first PDU", async (_, bytes, code) => {
    const p = await (await start()).peer();
    p.send(bytes);
    await p.end();
    const said = p.pdus();
    expect(said.map(words)).toEqual(code === undefined ? [] : [`error ${code}`]);
    if (said[0]?.kind === "error") {
      expect(said[0].enclosed).toEqual(Uint8Array.from(bytes));
      expect(said[0].text).not.toBe("");
      expect(said[0].version).toBe(bytes[0]! <= 2 ? bytes[0] : 2);
    }
  });

  it.each(table.filter(([, bytes]) => bytes[0] === 1))("%s, in a session", async (_, bytes, code) => {
    const p = await (await start()).peer();
    await p.ask(RESET(1), 3);
    p.send(bytes);
    await p.end();
    expect(p.pdus().slice(3).map(words)).toEqual(code === undefined ? [] : [`error ${code}`]);
  });

  it("a PDU cut off by the end of the connection is Error 0", async () => {
    const p = await (await start()).peer();
    p.socket.end(Uint8Array.from(RESET(1).slice(0, 5)));
    await p.end();
    expect(p.pdus().map(words)).toEqual(["error 0"]);
  });

  it("a version below ours is not used for a report either", async () => {
    const p = await (await start({ lowest: 1 })).peer();
    p.send([0, 2, 0, 0, ...u32(7)]);
    await p.end();
    expect(p.pdus()).toMatchObject([{ kind: "error", code: 0, version: 2 }]);
  });

  it("a long faulty PDU is cut, and codes of other versions are not sent", async () => {
    const p = await (await start()).peer();
    p.send([1, 99, 0, 0, ...u32(20_000), ...Array<number>(5_000).fill(7)]);
    await p.end();
    const [report] = p.pdus();
    expect(report).toMatchObject({ kind: "error", code: 5, version: 1 });
    expect(report!.kind === "error" && report!.enclosed.length).toBe(1_024);
  });

  it("a report that is not fatal does not end the session", async () => {
    const p = await (await start()).peer();
    await p.ask(RESET(1), 3);
    p.send([1, 10, 0, 2, ...u32(16), ...u32(0), ...u32(0)]);
    expect(await p.ask(QUERY(1, 101, 7), 2)).toHaveLength(2);
    p.socket.destroy();
  });
});

it("fuzz: whatever routers send, the cache lives and answers the next one; no report is longer than its bounds", async () => {
  const { peer } = await start();
  const runs = process.env["COMITY_SOAK"] === undefined ? 60 : 20_000;
  const bytes = fc.uint8Array({ maxLength: 40 });
  const input = fc.oneof(
    bytes,
    bytes.map((b) => Uint8Array.from([...RESET(1), ...b])),
    bytes.map((b) => Uint8Array.from([b[0]! % 4, b[1]! % 13, 0, 0, 0, 0, 0, 8 + (b.length % 32), ...b])),
  );
  await fc.assert(
    fc.asyncProperty(input, async (sent) => {
      const p = await peer();
      p.socket.end(sent);
      await p.end();
      let size = 0;
      for (const pdu of p.pdus())
        if (pdu.kind === "error") size = Math.max(size, pdu.enclosed.length + pdu.text.length);
      expect(size).toBeLessThanOrEqual(1_424);
      const next = await peer();
      expect(await next.ask(RESET(1), 3)).toHaveLength(3);
      next.socket.destroy();
    }),
    { numRuns: runs },
  );
});

it("what a router reports is one line of the log, whatever it writes", async () => {
  const lines: string[] = [];
  const { peer } = await start({ log: (line) => lines.push(line) });
  const p = await peer();
  const text = Buffer.from("bye\nloaded 0 VRPs\tok\u0085\u2028\u202E");
  const bytes = Buffer.alloc(16 + text.length);
  bytes.set([1, 10, 0, ERROR.internalError]);
  bytes.writeUInt32BE(bytes.length, 4);
  bytes.writeUInt32BE(text.length, 12);
  bytes.set(text, 16);
  p.send(bytes);
  await expect.poll(() => lines).toHaveLength(1);
  expect(lines[0]).toMatch(/bye\\u000aloaded 0 VRPs\\u0009ok\\u0085\\u2028\\u202e$/);
});
