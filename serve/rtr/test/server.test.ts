/** Notifications, age of the data, limits, slow and silent routers, orderly ends. */
import { VrpBuilder } from "@comity/routes";
import { metricsText, type RtrServerOptions } from "@comity/rtr";
import { afterEach, describe, expect, it } from "vitest";
import { payload, pdusOf, Peer, QUERY, RESET, words, world } from "./rtr-world.ts";

const A = payload({ vrps: ["192.0.2.0/24 AS1"] });
const B = payload({ vrps: ["192.0.2.0/24 AS2"] });
const C = payload({ vrps: ["192.0.2.0/24 AS3"] });
const open: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(options: Partial<RtrServerOptions> = {}) {
  const w = world(options);
  open.push(w.server);
  w.source.publish(A, w.clock.unix);
  const port = await w.server.listen("127.0.0.1", 0);
  const later = (seconds: number): void => {
    w.clock.unix += seconds;
    w.clock.steady += seconds;
    w.server.tick();
  };
  return { ...w, port, later, peer: () => Peer.to(port) };
}
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

describe("Serial Notify (I8)", () => {
  it("at once after a change, then at most once a minute, with the newest serial", async () => {
    const { peer, source, clock, later } = await start();
    const p = await peer();
    await p.ask(RESET(1), 3);
    const notifies = (): string[] => p.pdus().slice(3).map(words);
    source.publish(B, clock.unix);
    await p.until((all) => all.length === 4);
    source.publish(C, clock.unix);
    source.publish(A, clock.unix);
    later(59);
    await soon();
    expect(notifies()).toEqual(["notify 101 8"]);
    later(1);
    await p.until((all) => all.length === 5);
    expect(notifies()).toEqual(["notify 101 8", "notify 101 10"]);
    later(600);
    await soon();
    expect(notifies()).toHaveLength(2);
    p.socket.destroy();
  });

  it("not before a version is agreed, and not for a set that is the same (defect 8)", async () => {
    const { peer, source, clock, server } = await start();
    const [silent, p] = [await peer(), await peer()];
    await p.ask(RESET(1), 3);
    clock.unix += 100;
    source.publish(payload({ vrps: ["192.0.2.0/24 AS1"] }), clock.unix);
    await soon();
    expect([server.cache.serial, p.pdus().length, server.asOf]).toEqual([7, 3, clock.unix]);
    source.publish(B, clock.unix);
    await p.until((all) => all.length === 4);
    expect(silent.pdus()).toEqual([]);
    silent.socket.destroy();
    p.socket.destroy();
  });

  it("an empty first set is a set: it is served", async () => {
    const { source, server, clock } = world();
    open.push(server);
    source.publish(payload({}), clock.unix);
    const p = await Peer.to(await server.listen("127.0.0.1", 0));
    expect(await p.ask(RESET(1), 2)).toEqual(["response 101", "end-of-data 101 7"]);
    p.socket.destroy();
  });

  it("the first set is a change too, and each change raises the serial by one (defect 7)", async () => {
    const { source, server, clock } = world();
    open.push(server);
    expect(server.cache.serial).toBe(6);
    for (const [n, set] of [A, B, A, C].entries()) {
      source.publish(set, clock.unix);
      expect(server.cache.serial).toBe(7 + n);
    }
  });
});

describe("no data and old data (I9, I10)", () => {
  it("Error 2 while there is none, which ends nothing; then a notification and the set", async () => {
    const { source, server, clock } = world();
    open.push(server);
    const p = await Peer.to(await server.listen("127.0.0.1", 0));
    expect(await p.ask(RESET(1), 1)).toEqual(["error 2"]);
    expect(await p.ask(QUERY(1, 101, 6), 1)).toEqual(["error 2"]);
    source.publish(A, clock.unix);
    await p.until((all) => all.length === 3);
    expect(await p.ask(RESET(1), 3)).toEqual(["response 101", "+192.0.2.0/24-24 1", "end-of-data 101 7"]);
    p.socket.destroy();
  });

  it("old data ends every session, new ones get Error 2; the age is a metric", async () => {
    const { peer, later, server, source, clock } = await start({ maxAge: 3_600 });
    const p = await peer();
    await p.ask(RESET(1), 3);
    later(3_600);
    expect(await p.ask(QUERY(1, 101, 7), 2)).toHaveLength(2);
    expect(metricsText(server, clock.unix)).toContain("comity_rtr_data_age_seconds 3600\n");
    later(1);
    await p.end();
    expect(metricsText(server, clock.unix)).toMatch(/available 0\n[^]*stale_ends_total 1\n/);
    const q = await peer();
    expect(await q.ask(RESET(1), 1)).toEqual(["error 2"]);
    source.publish(A, clock.unix);
    expect(await q.ask(QUERY(1, 101, 7), 2)).toContain("end-of-data 101 7");
    q.socket.destroy();
  });
});

describe("limits (I11)", () => {
  it("sessions in all and from one address; a place is free again when a router leaves", async () => {
    const { peer, server } = await start({ sessions: 3, sessionsPerAddress: 2 });
    const [a, b] = [await peer(), await peer()];
    const c = await peer();
    await c.end();
    expect(server.counters.refused).toBe(1);
    a.socket.destroy();
    await soon();
    const d = await peer();
    expect(await d.ask(RESET(1), 3)).toHaveLength(3);
    b.socket.destroy();
    d.socket.destroy();
  });

  it("the limit in all is one for all listeners", async () => {
    const { peer, server } = await start({ sessions: 3 });
    const other = await server.listen("127.0.0.1", 0);
    const peers = [await peer(), await peer(), await Peer.to(other)];
    for (const p of peers) await p.ask(RESET(1), 3);
    await (await Peer.to(other)).end();
    expect(server.counters.refused).toBe(1);
    for (const p of peers) p.socket.destroy();
  });

  it("200 routers at once all get the set", async () => {
    const { peer, server } = await start();
    const peers = await Promise.all(Array.from({ length: 200 }, peer));
    const sets = await Promise.all(peers.map((p) => p.ask(RESET(1), 3)));
    expect(sets.every((s) => s.at(-1) === "end-of-data 101 7")).toBe(true);
    expect(server.routers.get(1)).toBe(200);
    for (const p of peers) p.socket.destroy();
  });
});

describe("routers that do not read, ask or finish (I12, defect 11)", () => {
  it("a slow reader costs the others nothing, holds little, and has three retry intervals", async () => {
    const many = new VrpBuilder(1_200_000);
    for (let i = 0; i < 1_200_000; i++) many.add4(i << 8, 24, 24, 1);
    const { peer, source, clock, server, later } = await start();
    source.publish({ ...A, vrps: many.build() }, clock.unix);
    const slow = await peer();
    slow.socket.pause();
    slow.send(RESET(2));
    await soon();
    // While it does not read, nothing more is read from it either.
    slow.send(Buffer.alloc(24_000_000, Uint8Array.from(RESET(2))));
    const before = server.counters.bytes;
    // The kernel's buffers and eight pieces, not the 24 MB of the set.
    expect(before).toBeLessThan(16_000_000);
    const quick = await peer();
    const got = { bytes: 0 };
    quick.socket.removeAllListeners("data").on("data", (chunk: Buffer) => (got.bytes += chunk.length));
    quick.send(RESET(2));
    while (got.bytes < 24_000_032) await soon();
    expect(slow.socket.writableLength).toBeGreaterThan(1_000_000);
    later(1_800);
    expect([server.routers.get(2), server.counters.timeouts]).toEqual([2, 0]);
    later(1);
    expect(server.counters.timeouts).toBe(1);
    later(6);
    await soon();
    expect(server.routers.get(2)).toBe(1);
    slow.socket.destroy();
    quick.socket.destroy();
  });

  it("a change during an answer waits for its end: the old set, then the notification", async () => {
    const many = new VrpBuilder(1_200_000);
    for (let i = 0; i < 1_200_000; i++) many.add4(i << 8, 24, 24, 1);
    const { peer, source, clock, server } = await start();
    source.publish({ ...A, vrps: many.build() }, clock.unix);
    const p = await peer();
    p.socket.removeAllListeners("data").pause();
    p.send(RESET(1));
    await soon();
    many.add4(0xc000_0200, 24, 24, 7);
    source.publish({ ...A, vrps: many.build() }, clock.unix);
    expect(server.cache.serial).toBe(9);
    const chunks: Buffer[] = [];
    const got = { bytes: 0 };
    p.socket.on("data", (chunk: Buffer) => (got.bytes += chunks.push(chunk) && chunk.length)).resume();
    while (got.bytes < 24_000_044) await soon();
    expect(pdusOf(Buffer.concat(chunks).subarray(-36)).map(words)).toEqual([
      "end-of-data 101 8",
      "notify 101 9",
    ]);
    p.socket.destroy();
  });

  it("silence before the first query, inside a PDU, and for two days ends the session", async () => {
    const { peer, later, server } = await start();
    const [silent, half, idle] = [await peer(), await peer(), await peer()];
    await half.ask(RESET(1), 3);
    await idle.ask(RESET(1), 3);
    half.send([1, 1, 0]);
    await soon();
    later(61);
    await Promise.all([silent.end(), half.end()]);
    await soon();
    expect(server.routers.get(1)).toBe(1);
    later(172_739);
    await soon();
    expect(server.routers.get(1)).toBe(1);
    later(1);
    await idle.end();
    expect(server.counters.timeouts).toBe(3);
  });

  it("a router that dribbles its first query does not win time", async () => {
    const { peer, later } = await start();
    const p = await peer();
    for (const byte of RESET(1).slice(0, 6)) {
      p.send([byte]);
      await soon();
      later(11);
    }
    await p.end();
  });
});

describe("orderly ends (I13)", () => {
  it.each([
    ["restart", 2, ["error 12"]],
    ["shutdown", 2, ["error 13"]],
    ["restart", 1, []],
    ["shutdown", 0, []],
  ] as const)("%s tells a session of version %i: %j", async (why, version, expected) => {
    const { peer, server } = await start();
    const p = await peer();
    await p.ask(RESET(version), 3);
    await server.close(why);
    await p.end();
    expect(p.pdus().slice(3).map(words)).toEqual(expected);
  });
});

it("metrics name versions and error codes", async () => {
  const { peer, server, clock } = await start();
  const p = await peer();
  await p.ask(RESET(0), 3);
  const q = await peer();
  await q.ask(RESET(7), 1);
  const text = metricsText(server, clock.unix);
  for (const line of [
    'comity_rtr_answers_total{kind="whole",version="0"} 1',
    'comity_rtr_error_reports_total{code="4"} 1',
    'comity_rtr_sessions{version="0"} 1',
    'comity_rtr_sessions{version="none"} 1',
    'comity_rtr_vrps{family="ipv4"} 1',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  p.socket.destroy();
  q.socket.destroy();
});
