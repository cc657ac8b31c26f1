import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { encodeUdp } from "@comity/newip";
import {
  FLOW_LIMITS,
  Gateway,
  MemoryPort,
  parseGatewayFile,
  RealClock,
  Stack,
  TcpLayer,
  UdpLayer,
  VirtualClock,
  type Mapping,
} from "@comity/newip-host";
import { addr, must } from "./world.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function mappingOf(json: object): Mapping {
  const file = must(parseGatewayFile({ format: "comity-newip-gateway/v1", ...json }));
  if (!("mapping" in file)) throw new Error("a file with records");
  return file.mapping;
}

async function network(json: object, mapping: Mapping = mappingOf(json)) {
  const clock = new RealClock();
  const [left, right] = MemoryPort.pair({ automatic: true });
  const host = new Stack({ clock });
  const hostPort = must(host.addInterface(left, [addr("01")]));
  must(host.addRoute("default", hostPort, addr("02")));
  const edge = new Stack({ clock, forwarding: true });
  const edgePort = must(edge.addInterface(right, [addr("02")]));
  must(edge.addRoute("01", edgePort));
  const udp = new UdpLayer(host);
  const tcp = new TcpLayer(host);
  const gateway = new Gateway({
    stack: edge,
    udp: new UdpLayer(edge),
    tcp: new TcpLayer(edge),
    mapping,
    allow: ["127.0.0.1", "::1"],
  });
  await gateway.listen();
  closers.push(
    () => gateway.close(),
    () => host.close(),
    () => edge.close(),
  );
  return { host, edge, udp, tcp, gateway };
}

async function echoServer(type: "udp4" | "udp6", ip: string): Promise<number> {
  const server = createSocket(type);
  server.on("message", (d, from) =>
    server.send(Buffer.concat([Buffer.from("re:"), d]), from.port, from.address),
  );
  server.bind(0, ip);
  await once(server, "listening");
  closers.push(() => server.close());
  return server.address().port;
}

const RECORDS = {
  records: [
    { newip: "de05", ip: "127.0.0.1" },
    { newip: "de06", ip: "::1" },
  ],
  embed: ["fe640000"],
};

describe("gateway, UDP", () => {
  it.each([
    ["IPv4 by a record", "udp4", "127.0.0.1", "de05"],
    ["IPv6 by a record", "udp6", "::1", "de06"],
    ["IPv4 inside the address", "udp4", "127.0.0.1", "fe6400007f000001"],
  ] as const)("goes out and comes back: %s", async (_name, type, ip, address) => {
    const port = await echoServer(type, ip);
    const { udp, edge } = await network(RECORDS);
    const socket = udp.socket();
    const heard = once(socket, "message");
    must(socket.send("hello", port, address));
    const [data, from] = (await heard) as [Uint8Array, { address: string; port: number }];
    expect(Buffer.from(data).toString()).toBe("re:hello");
    expect(from).toEqual({ address, port, size: 8 });
    // Totals only: no counter names an address, a port or a payload.
    const told = JSON.stringify(edge.counters);
    for (const secret of [ip, address, String(port), "hello"]) expect(told).not.toContain(secret);
  });

  it("lets IP clients reach a New IP host", async () => {
    const { udp } = await network({
      listen: [{ protocol: "udp", ip: "127.0.0.1", port: 39_053, newip: "01", to: 53 }],
    });
    const server = udp.socket();
    must(server.bind(53));
    server.on("message", (d, from) => server.send(d, from.port, from.address));
    const client = createSocket("udp4");
    closers.push(() => client.close());
    client.send("question", 39_053, "127.0.0.1");
    const [data] = (await once(client, "message")) as [Buffer];
    expect(data.toString()).toBe("question");
  });

  it("refuses its own machine unless allowed, strangers' answers, and used-up TTLs", async () => {
    const port = await echoServer("udp4", "127.0.0.1");
    const { udp, edge } = await network(RECORDS);
    const socket = udp.socket();
    must(socket.send("x", port, "fe640000e0000001"));
    must(socket.send("x", port, "fe6400007f000002"));
    socket.setTTL(1);
    must(socket.send("x", port, "de05"));
    await new Promise((r) => setTimeout(r, 60));
    expect(edge.counters.get("gateway.drop.forbidden")).toBe(2);
    expect(edge.counters.get("drop.ttl-expired")).toBe(1);
    expect(edge.counters.get("gateway.udp.out")).toBe(0);
  });
});

describe("gateway, limits", () => {
  it("answers from somebody not asked do not come through; nothing without a way back goes out", async () => {
    const { host, edge, udp } = await network(RECORDS);
    // A server that answers from another port.
    const server = createSocket("udp4");
    const other = createSocket("udp4");
    closers.push(
      () => server.close(),
      () => other.close(),
    );
    server.on("message", (_d, from) => other.send("not me", from.port, from.address));
    server.bind(0, "127.0.0.1");
    await once(server, "listening");
    const heard: string[] = [];
    const socket = udp.socket();
    socket.on("message", (d) => heard.push(Buffer.from(d).toString()));
    must(socket.send("x", server.address().port, "de05"));
    for (let i = 0; i < 100 && edge.counters.get("gateway.drop.unasked") === 0; i++)
      await new Promise((r) => setTimeout(r, 5));
    expect(edge.counters.get("gateway.drop.unasked")).toBe(1);
    expect(heard).toEqual([]);
    // A port of 0 cannot be sent to.
    must(udp.send(Uint8Array.of(1), addr("de05"), 0, 9));
    await new Promise((r) => setTimeout(r, 30));
    expect(edge.counters.get("gateway.drop.no-return")).toBe(1);
    expect(host.counters.get("drop.udp-checksum")).toBe(0);
  });

  it("one New IP host opens at most its share of flows, and idle flows end", async () => {
    const clock = new VirtualClock();
    const [left, right] = MemoryPort.pair({ slots: 4096 });
    const edge = new Stack({ clock, forwarding: true });
    const edgePort = must(edge.addInterface(right, [addr("02")]));
    must(edge.addRoute("01", edgePort));
    const gateway = new Gateway({
      stack: edge,
      udp: new UdpLayer(edge),
      tcp: new TcpLayer(edge),
      mapping: mappingOf(RECORDS),
      allow: ["127.0.0.1"],
    });
    closers.push(() => gateway.close());
    for (let port = 1000; port < 1300; port++) {
      const made = encodeUdp({
        destination: addr("de05"),
        source: addr("01"),
        sourcePort: port,
        destinationPort: 9,
        payload: Uint8Array.of(1),
      });
      if (!made.ok) throw new Error(made.error.code);
      const frame = Uint8Array.from([...right.mac, ...left.mac, 0xea, 0xdd, ...made.value]);
      edge.receive(edgePort, frame, 0, frame.length);
    }
    expect(gateway.flows).toBe(FLOW_LIMITS.perHost);
    clock.runUntil(FLOW_LIMITS.unanswered - 1e6);
    expect(gateway.flows).toBe(FLOW_LIMITS.perHost);
    clock.runUntil(FLOW_LIMITS.unanswered * 1.6);
    expect([gateway.flows, edge.counters.get("gateway.expired")]).toEqual([0, FLOW_LIMITS.perHost]);
  });

  it("a flood of openings displaces itself, and no conversation", async () => {
    const port = await echoServer("udp4", "127.0.0.1");
    const { host, udp, edge, gateway } = await network(RECORDS);
    const heard: number[] = [];
    must(udp.open(7000, (data) => void heard.push(data.length)));
    must(udp.send(Uint8Array.of(1), addr("de05"), port, 7000));
    await expect.poll(() => heard.length).toBe(1);
    for (let own = 10_000; own < 10_000 + 2 * FLOW_LIMITS.perHost; own++)
      must(udp.send(Uint8Array.of(1, 2), addr("de05"), 9, own));
    await expect.poll(() => edge.counters.get("gateway.udp.out")).toBeGreaterThan(500);
    expect([gateway.flows, host.counters.get("drop.no-route")]).toEqual([FLOW_LIMITS.perHost, 0]);
    must(udp.send(Uint8Array.of(1), addr("de05"), port, 7000));
    await expect.poll(() => heard.length).toBe(2);
    // All of them answered: then there is no room, and that is counted.
    const sink = await echoServer("udp4", "127.0.0.1");
    for (let own = 20_000; own < 20_000 + 2 * FLOW_LIMITS.perHost; own++) {
      must(udp.send(Uint8Array.of(1), addr("de05"), sink, own));
      if (own % 32 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(edge.counters.get("gateway.drop.flows-full")).toBeGreaterThan(0);
  });

  it("follows a mapping that changes: what an address no longer stands for ends", async () => {
    const port = await echoServer("udp4", "127.0.0.1");
    const server = createServer((s) => s.pipe(s));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closers.push(() => server.close());
    let stands: string | undefined = "127.0.0.1";
    let changed = (): void => {};
    const mapping = { toIp: () => stands, listen: [], onChange: (told: () => void) => void (changed = told) };
    const { udp, tcp, gateway } = await network({}, mapping);
    const heard: number[] = [];
    must(udp.open(7000, (data) => void heard.push(data.length)));
    must(udp.send(Uint8Array.of(1), addr("de05"), port, 7000));
    await expect.poll(() => heard.length).toBe(1);
    const socket = must(tcp.connect(addr("de05"), (server.address() as AddressInfo).port));
    socket.write("x");
    await once(socket, "data");
    // The same as before changes nothing.
    changed();
    socket.write("y");
    await once(socket, "data");
    expect(gateway.flows).toBe(1);
    stands = undefined;
    socket.on("error", () => {});
    const ended = new Promise((resolve) => socket.on("close", resolve));
    changed();
    await ended;
    expect(gateway.flows).toBe(0);
  });
});

describe("gateway, TCP", () => {
  it("carries a file from an IP server, and from a New IP host to an IP client", async () => {
    const file = Buffer.alloc(200_000, "file");
    const server = createServer((s) => s.end(file));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closers.push(() => server.close());
    const { tcp } = await network({
      ...RECORDS,
      listen: [{ protocol: "tcp", ip: "127.0.0.1", port: 39_080, newip: "01", to: 80 }],
    });
    const socket = must(tcp.connect(addr("de05"), (server.address() as AddressInfo).port));
    socket.end();
    const got: Uint8Array[] = [];
    for await (const chunk of socket) got.push(chunk as Uint8Array);
    expect(Buffer.concat(got).equals(file)).toBe(true);
    must(tcp.listen(80, (s) => s.end(file)));
    const client = connect(39_080, "127.0.0.1");
    const back: Uint8Array[] = [];
    for await (const chunk of client) back.push(chunk as Uint8Array);
    expect(Buffer.concat(back).equals(file)).toBe(true);
  });

  it("refuses its own machine unless allowed", async () => {
    const { tcp, edge } = await network(RECORDS);
    const socket = must(tcp.connect(addr("fe6400007f000002"), 1));
    const [error] = (await once(socket, "error")) as [Error & { code: string }];
    expect(error.code).toBe("tcp-refused");
    expect(edge.counters.get("gateway.drop.forbidden")).toBe(1);
  });

  it("a server that refuses resets the New IP side", async () => {
    const { tcp } = await network(RECORDS);
    const socket = must(tcp.connect(addr("de05"), 1));
    const [error] = (await once(socket, "error")) as [Error & { code: string }];
    expect(error.code).toMatch(/^tcp-(reset|refused)$/);
  });
});

describe("mapping", () => {
  it.each([
    ["mapping-form", {}],
    [
      "mapping-unfit",
      { format: "comity-newip-gateway/v1", records: [{ newip: "de/8", ip: "192.0.2.0/25" }] },
    ],
    [
      "mapping-unfit",
      { format: "comity-newip-gateway/v1", records: [{ newip: "de05", ip: "192.0.2.0/31" }] },
    ],
    [
      "mapping-address",
      { format: "comity-newip-gateway/v1", records: [{ newip: "de/8", ip: "192.0.2.1/24" }] },
    ],
    [
      "mapping-address",
      { format: "comity-newip-gateway/v1", records: [{ newip: "de/8", ip: "192.0.2.0/024" }] },
    ],
    [
      "mapping-address",
      { format: "comity-newip-gateway/v1", records: [{ newip: "00/4", ip: "192.0.2.0/28" }] },
    ],
    [
      "mapping-address",
      { format: "comity-newip-gateway/v1", records: [{ newip: "ff/8", ip: "192.0.2.0/24" }] },
    ],
    ["mapping-form", { format: "comity-newip-gateway/v1", records: [], assembly: {} }],
    [
      "assembly-form",
      { format: "comity-newip-gateway/v1", assembly: { url: "http://x", keyFile: "k", network: "a" } },
    ],
    [
      "assembly-form",
      { format: "comity-newip-gateway/v1", assembly: { url: "x", keyFile: "k", network: "a", gateway: "g" } },
    ],
    ["mapping-form", { format: "comity-newip-gateway/v1", more: 1 }],
    ["mapping-form", { format: "comity-newip-gateway/v1", records: 1 }],
    [
      "mapping-form",
      { format: "comity-newip-gateway/v1", records: [{ newip: "01", ip: "192.0.2.1", who: "x" }] },
    ],
    ["mapping-address", { format: "comity-newip-gateway/v1", records: [{ newip: "ff00", ip: "192.0.2.1" }] }],
    ["mapping-address", { format: "comity-newip-gateway/v1", records: [{ newip: "01", ip: "192.0.2.01" }] }],
    [
      "mapping-duplicate",
      {
        format: "comity-newip-gateway/v1",
        records: [
          { newip: "01", ip: "2001:db8::1" },
          { newip: "02", ip: "2001:0db8::0001" },
        ],
      },
    ],
    [
      "mapping-duplicate",
      {
        format: "comity-newip-gateway/v1",
        records: [
          { newip: "01", ip: "192.0.2.1" },
          { newip: "01", ip: "192.0.2.2" },
        ],
      },
    ],
    ["mapping-address", { format: "comity-newip-gateway/v1", embed: ["de640000"] }],
    [
      "mapping-form",
      {
        format: "comity-newip-gateway/v1",
        listen: [{ protocol: "sctp", ip: "::", port: 1, newip: "01", to: 1 }],
      },
    ],
    [
      "mapping-form",
      {
        format: "comity-newip-gateway/v1",
        listen: [{ protocol: "udp", ip: "::", port: 0, newip: "01", to: 1 }],
      },
    ],
    [
      "mapping-address",
      {
        format: "comity-newip-gateway/v1",
        listen: [{ protocol: "udp", ip: "x", port: 1, newip: "01", to: 1 }],
      },
    ],
    [
      "mapping-loop",
      {
        format: "comity-newip-gateway/v1",
        records: [{ newip: "01", ip: "192.0.2.1" }],
        listen: [{ protocol: "udp", ip: "::", port: 1, newip: "01", to: 1 }],
      },
    ],
    [
      "mapping-loop",
      {
        format: "comity-newip-gateway/v1",
        embed: ["fe000000"],
        listen: [{ protocol: "udp", ip: "::", port: 1, newip: "fe00000001020304", to: 1 }],
      },
    ],
  ])("refuses %s", (code, json) => {
    const got = parseGatewayFile(json);
    expect(got.ok ? "" : got.error.code).toBe(code);
  });

  it.each([
    ["fe640000c6336407", "198.51.100.7"],
    ["fe650000c6336407", undefined],
    ["de0a", "192.0.2.10"],
    ["de05", "127.0.0.1"],
    ["df0a", undefined],
    ["f2200100ff", "2001:db8::1:ff"],
    ["f2200000ff", undefined],
  ])("%s stands for %s", (address, ip) => {
    const { toIp } = mappingOf({
      records: [
        ...RECORDS.records,
        { newip: "de/8", ip: "192.0.2.0/24" },
        { newip: "f2200100/32", ip: "2001:db8::1:0/120" },
      ],
      embed: RECORDS.embed,
    });
    const bytes = addr(address);
    const padded = Uint8Array.of(9, ...bytes, 9);
    expect(toIp(padded, 1, bytes.length)).toBe(ip);
  });
});
