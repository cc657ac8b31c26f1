import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  generateKeys,
  MemoryPort,
  PacketInterface,
  RealClock,
  Stack,
  startNode,
  TapInterface,
  UdpInterface,
  UdpLayer,
  type NewIpNode,
} from "@comity/newip-host";
import { addr, must } from "./world.ts";

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
const until = async (done: () => boolean): Promise<void> => {
  for (let i = 0; i < 300 && !done(); i++) await new Promise((r) => setTimeout(r, 5));
};

describe("UDP encapsulation", () => {
  it("carries frames between two peers and drops strangers and impossible lengths", async () => {
    const any = { address: "127.0.0.1", port: 0 };
    const a = must(await UdpInterface.create({ local: any, remote: any }));
    const b = must(await UdpInterface.create({ local: any, remote: { address: "127.0.0.1", port: a.port } }));
    a.setRemote({ address: "127.0.0.1", port: b.port });
    open.push(a, b);
    const got: number[] = [];
    let idle = 0;
    b.open({ frame: (_bytes, start, end) => void got.push(end - start), idle: () => void idle++ });
    const frame = new Uint8Array(100);
    expect(a.send(frame, 0, 100)).toBe(true);
    expect(a.send(frame, 0, 13)).toBe(false);
    expect(a.send(new Uint8Array(1415), 0, 1415)).toBe(false);
    await until(() => idle === 1);
    const stranger = createSocket("udp4");
    stranger.send(frame, b.port, "127.0.0.1");
    await until(() => b.strangers === 1);
    stranger.close();
    expect([got, b.strangers, a.counters.malformed]).toEqual([[100], 1, 2]);
    expect(
      await UdpInterface.create({ local: { address: "192.0.2.77", port: 0 }, remote: any }),
    ).toMatchObject({
      error: { code: "interface-udp" },
    });
  });
});

describe("memory ports", () => {
  it("drop and count when the ring is full, and deliver in order", () => {
    const [a, b] = MemoryPort.pair({ slots: 4 });
    const seen: number[] = [];
    b.open({ frame: (bytes, start) => void seen.push(bytes[start]!), idle: () => {} });
    const frame = new Uint8Array(200);
    for (let i = 0; i < 6; i++) {
      frame[0] = i;
      a.send(frame, 0, 200);
    }
    expect([a.counters.sent, a.counters.overruns]).toEqual([4, 2]);
    b.pump(2);
    frame[0] = 9;
    expect(a.send(frame, 0, 200)).toBe(true);
    b.pump();
    expect(seen).toEqual([0, 1, 2, 3, 9]);
    a.close();
    expect(b.send(frame, 0, 200)).toBe(false);
  });
});

describe("packet sockets", () => {
  it("say what is missing", () => {
    const none = PacketInterface.create({ name: "no-such-if0" });
    expect(none.ok ? "" : none.error.code).toMatch(/^interface-(unknown|permission|platform)$/);
    const away = PacketInterface.create({ name: "lo", namespace: "/run/netns/not-there" });
    expect(away.ok ? "" : away.error.code).toMatch(/^interface-(namespace|platform)$/);
  });
});

describe("TAP interfaces", () => {
  it("say what is missing, and what is no name", () => {
    for (const name of ["", "a/b", "x".repeat(16), "-a"])
      expect(TapInterface.create(name)).toMatchObject({ error: { code: "interface-name" } });
    // An interface that is there and is none of ours.
    const made = TapInterface.create("lo");
    expect(made.ok ? "" : made.error.code).toMatch(/^interface-(busy|permission|platform)$/);
  });

  const mine = TapInterface.create("comity-t0");
  it.skipIf(!mine.ok)("carry frames between the stack and the kernel's side", async () => {
    const tap = must(mine);
    open.push(tap);
    const outside = must(PacketInterface.create({ name: tap.name, etherType: 0xeadd }));
    open.push(outside);
    const host = new Stack({ clock: new RealClock(), extension: "all" });
    must(host.addRoute("default", must(host.addInterface(tap, [addr("01")]))));
    const other = new Stack({ clock: new RealClock(), extension: "all" });
    must(other.addRoute("default", must(other.addInterface(outside, [addr("02")]))));
    let heard = 0;
    must(new UdpLayer(other).open(7, () => heard++));
    host.onControl((m) => void (m.type === "echo-reply" && heard++));
    must(new UdpLayer(host).send(Uint8Array.of(1), addr("02"), 7, 9));
    must(host.echo(addr("02"), 1, 1, Uint8Array.of(1)));
    await until(() => heard === 2);
    expect(tap.counters.received).toBeGreaterThan(0);
    expect(tap.send(new Uint8Array(5000), 0, 5000)).toBe(false);
    expect(tap.counters.malformed).toBe(1);
  });
});

describe("the real clock", () => {
  it("runs timers in order, close to their time, and not those that were cancelled", async () => {
    const clock = new RealClock();
    const seen: number[] = [];
    const start = clock.now();
    clock.at(start + 20_000, () => seen.push(2));
    clock.at(start + 3000, () => seen.push(1));
    clock.at(start + 10_000, () => seen.push(9)).cancel();
    await until(() => seen.length === 2);
    expect(seen).toEqual([1, 2]);
    expect(clock.now() - start).toBeGreaterThanOrEqual(20_000);
  });
});

describe("node files", () => {
  const base = (local: number, remote: number, address: string) => ({
    format: "comity-newip-node/v1",
    security: "off",
    interfaces: [{ local: `127.0.0.1:${local}`, remote: `127.0.0.1:${remote}`, addresses: [address] }],
    routes: [{ prefix: "default" }],
  });
  it("two nodes from files talk over UDP encapsulation", async () => {
    const nodes: NewIpNode[] = [
      must(await startNode(base(39_401, 39_402, "01"))),
      must(await startNode(base(39_402, 39_401, "02"))),
    ];
    open.push(...nodes);
    let heard = "";
    must(nodes[1]!.udp.open(7, (data) => (heard = Buffer.from(data).toString())));
    must(nodes[0]!.udp.send(Buffer.from("hello"), addr("02"), 7, 9));
    await until(() => heard !== "");
    expect(heard).toBe("hello");
  });
  it("two nodes with keys talk sealed, and end while something is under way", async () => {
    const folder = mkdtempSync(join(tmpdir(), "newip-keys-"));
    const keys = [await generateKeys(), await generateKeys()];
    const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
    for (const [i, { privateKey, publicKey }] of keys.entries()) {
      const file = { publicKey: text(publicKey), privateKey: text(privateKey) };
      writeFileSync(join(folder, `${i}.key`), JSON.stringify(file));
    }
    const nodes: NewIpNode[] = [];
    for (const [i, config] of [base(39_407, 39_408, "01"), base(39_408, 39_407, "02")].entries()) {
      const peers = [{ prefix: i === 0 ? "02" : "01", key: text(keys[1 - i]!.publicKey) }];
      const security = { keyFile: join(folder, `${i}.key`), peers };
      nodes.push(must(await startNode({ ...config, security })));
    }
    const [a, b] = nodes as [NewIpNode, NewIpNode];
    let heard = "";
    const server = b.udp.socket();
    must(server.bind(7));
    server.on("message", (data, from) => void server.send(data, from.port, from.address));
    const client = a.udp.socket();
    client.on("message", (data) => (heard = Buffer.from(data).toString()));
    must(client.send("hello", 7, "02"));
    await until(() => heard !== "");
    expect([heard, a.secure?.sessions, b.secure?.sessions]).toEqual(["hello", 1, 1]);
    b.close();
    must(a.udp.send(Uint8Array.of(1), addr("02"), 7, 9));
    a.close();
    a.close();
    expect(a.udp.send(Uint8Array.of(1), addr("02"), 7, 9).ok).toBe(true);
    rmSync(folder, { recursive: true });
  });

  it("a node that rotates begins with a fresh address of the range", async () => {
    const config = base(39_405, 39_406, "01");
    const rotate = { first: "de00", last: "deff", every: 600 };
    const node = must(await startNode({ ...config, interfaces: [{ ...config.interfaces[0], rotate }] }));
    open.push(node);
    expect(node.stack.sourceFor(addr("02"))?.[0]).toBe(0xde);
  });

  const good = base(39_403, 39_404, "01");
  it.each([
    ["node-config", { ...good, format: "x" }],
    ["node-config", { ...good, more: 1 }],
    ["node-config", { ...good, security: undefined }],
    ["node-config", { ...good, security: { keyFile: 1 } }],
    ["key-file", { ...good, security: { keyFile: "/no/such/file" } }],
    ["node-config", { ...good, interfaces: [] }],
    ["node-config", { ...good, interfaces: [{ addresses: ["01"] }] }],
    ["node-config", { ...good, interfaces: [{ ...good.interfaces[0], more: 1 }] }],
    ["node-config", { ...good, interfaces: [{ ...good.interfaces[0], local: "127.0.0.1:70000" }] }],
    ["address-text", { ...good, interfaces: [{ ...good.interfaces[0], addresses: ["0x1"] }] }],
    ["address-public", { ...good, interfaces: [{ ...good.interfaces[0], addresses: ["ff01"] }] }],
    ["prefix", { ...good, routes: [{ prefix: "zz" }] }],
    ["node-config", { ...good, routes: [{ prefix: "default", interface: 7 }] }],
    ["node-config", { ...good, extension: "sometimes" }],
    ["node-config", { ...good, forwarding: 1 }],
    ["interface-name", { ...good, interfaces: [{ tap: "a/b", addresses: ["01"] }] }],
    ["node-config", { ...good, interfaces: [{ tap: "t0", local: "127.0.0.1:1", addresses: ["01"] }] }],
    ["node-config", { ...good, interfaces: [{ device: "lo", tap: "t0", addresses: ["01"] }] }],
    [
      "node-config",
      { ...good, interfaces: [{ ...good.interfaces[0], neighbours: [{ address: "02", mac: "02" }] }] },
    ],
    [
      "node-config",
      { ...good, interfaces: [{ ...good.interfaces[0], neighbours: [{ mac: "020000000001" }] }] },
    ],
    [
      "node-config",
      { ...good, interfaces: [{ ...good.interfaces[0], rotate: { first: "01", last: "05", every: 1 } }] },
    ],
    [
      "node-config",
      { ...good, interfaces: [{ ...good.interfaces[0], rotate: { first: "05", last: "01", every: 60 } }] },
    ],
    [
      "node-config",
      {
        ...good,
        interfaces: [{ ...good.interfaces[0], rotate: { first: "01", last: "fe00000000000001", every: 60 } }],
      },
    ],
  ])("refuses %s", async (code, config) => {
    const got = await startNode(config);
    if (got.ok) got.value.close();
    expect(got.ok ? "" : got.error.code).toBe(code);
  });
});
