/** Traffic that wants to fill tables, be amplified or be answered for somebody else: what is bounded, and who is served. */
import { describe, expect, it } from "vitest";
import { encodeTcp, encodeUdp, TCP_FLAGS } from "@comity/newip";
import { NEIGHBOUR_LIMITS, TCP_LIMITS, TcpLayer, UdpLayer, type TcpSocket } from "@comity/newip-host";
import { addr, line, must, World, type Host } from "./world.ts";

const { syn, ack } = TCP_FLAGS;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const number = (n: number): Uint8Array => Uint8Array.of(0xfe, 0, 0, 0, 0, n >> 16, (n >> 8) & 255, n & 255);

/** Gives a host a packet as from a station of its link. */
function give({ port, stack }: Host, packet: ReturnType<typeof encodeTcp>): void {
  if (!packet.ok) throw new Error(packet.error.code);
  const frame = Uint8Array.from([...port.link.mac, 2, 0, 0, 0, 0, 9, 0xea, 0xdd, ...packet.value]);
  stack.receive(port, frame, 0, frame.length);
}
function solo(): { w: World; b: Host; sent: Uint8Array[] } {
  const w = new World();
  const link = w.link("l");
  const b = w.host(link, "05");
  must(b.stack.addRoute("default", b.port));
  const sent: Uint8Array[] = [];
  link.tap = (frame) => void sent.push(frame);
  return { w, b, sent };
}
const segment = (more: object): ReturnType<typeof encodeTcp> =>
  encodeTcp({
    destination: addr("05"),
    source: addr("01"),
    sourcePort: 4000,
    destinationPort: 80,
    sequence: 0,
    acknowledgement: 0,
    flags: syn,
    window: 1000,
    ...more,
  });

describe("TCP under a flood", () => {
  it("openings nobody finishes displace one another; who finishes is served", async () => {
    const { w, a, b } = line();
    const [ta, tb] = [new TcpLayer(a.stack), new TcpLayer(b.stack)];
    let served = 0;
    must(tb.listen(80, (socket) => void (served++, socket.on("error", () => {}))));
    const flood = (from: number): void => {
      for (let i = from; i < from + 2 * TCP_LIMITS.halfOpen; i++)
        give(b, segment({ destination: addr("de00"), source: number(i) }));
    };
    flood(0);
    expect(tb.halfOpen).toBe(TCP_LIMITS.halfOpen);
    const client = must(ta.connect(addr("de00"), 80));
    client.on("error", () => {});
    for (let t = 0; t < 12; t++) {
      w.run(20);
      give(b, segment({ destination: addr("de00"), source: number(100_000 + t) }));
      await turn();
    }
    expect([served, tb.halfOpen]).toEqual([1, TCP_LIMITS.halfOpen]);
    client.destroy();
  });

  it("sends at most a thousand resets a second for segments of no connection", () => {
    const { w, b, sent } = solo();
    const layer = new TcpLayer(b.stack);
    b.port.neighbours.set(addr("01"), Uint8Array.of(2, 0, 0, 0, 0, 9));
    for (let i = 0; i < 3000; i++) give(b, segment({ sequence: i }));
    w.run(1);
    expect([sent.length, b.stack.counters.get("drop.tcp-no-connection"), layer.connections]).toEqual([
      1000, 3000, 0,
    ]);
  });

  /** A connection whose application reads nothing. */
  function opened(): { b: Host; socket: TcpSocket; data: (at: number, payload: Uint8Array) => void } {
    const { w, b, sent } = solo();
    b.port.neighbours.set(addr("01"), Uint8Array.of(2, 0, 0, 0, 0, 9));
    let socket: TcpSocket | undefined;
    must(new TcpLayer(b.stack, { sequence: () => 100 }).listen(80, (s) => (socket = s)));
    give(b, segment({ sequence: 999, mss: 1400 }));
    const established = { acknowledgement: 101, flags: ack };
    give(b, segment({ sequence: 1000, ...established }));
    w.run(1);
    sent.length = 0;
    const data = (at: number, payload: Uint8Array): void =>
      give(b, segment({ sequence: 1000 + at, ...established, payload }));
    if (socket === undefined) throw new Error("not accepted");
    return { b, socket, data };
  }

  it("a peer that sends beyond the window fills no memory", async () => {
    const { b, socket, data } = opened();
    const piece = new Uint8Array(1024);
    for (let i = 0; i < 1024; i++) data(1024 * i, piece);
    await turn();
    // The stream's own buffer, and the window; not the megabyte that was sent.
    let read = 0;
    for (let got = socket.read() as Uint8Array | null; got !== null; got = socket.read() as Uint8Array | null)
      read += got.length;
    expect(read).toBeGreaterThan(200_000);
    expect(read).toBeLessThan(350_000);
    expect(b.stack.counters.get("drop.tcp-out-of-window")).toBeGreaterThan(600);
    socket.destroy();
  });

  it("what waits for its turn is bounded in bytes, not in segments alone", () => {
    const { socket, data } = opened();
    let read = 0;
    socket.on("data", (bytes: Uint8Array) => (read += bytes.length));
    // Overlapping segments, each one byte further on.
    for (let i = 1; i <= 256; i++) data(i, new Uint8Array(1400).fill(1));
    data(0, Uint8Array.of(1));
    return turn().then(() => {
      expect(read).toBe(1 + Math.floor((256 * 1024) / 1400) - 1 + 1400);
      socket.destroy();
    });
  });
});

describe("neighbours under a flood", () => {
  it("packets to addresses that nobody has displace one another, with bounded questions; who is there is reached", () => {
    const { w, a, r2, b } = line();
    const heard: number[] = [];
    must(b.udp.open(7, (data) => void heard.push(data.length)));
    const flood = (count: number, from: number): void => {
      for (let i = from; i < from + count; i++) {
        const packet = encodeUdp({
          destination: Uint8Array.of(0xde, 10 + (i % 240)),
          source: addr("01"),
          sourcePort: 1,
          destinationPort: 2,
          payload: new Uint8Array(8),
        });
        give(r2, packet);
      }
    };
    flood(5000, 0);
    const port = r2.stack.ports[1]!;
    expect(port.neighbours.questions).toBeLessThanOrEqual(NEIGHBOUR_LIMITS.questions);
    const asked = r2.stack.counters.get("neighbour.solicitation-sent");
    expect(asked).toBeLessThanOrEqual(NEIGHBOUR_LIMITS.rate);
    expect(r2.stack.counters.get("drop.neighbour-displaced")).toBeGreaterThan(0);
    w.run(1000);
    must(a.udp.send(Uint8Array.of(1), addr("de00"), 7, 9));
    for (let i = 0; i < 20; i++) {
      w.run(1);
      flood(20, 20 * i);
    }
    w.run(50);
    expect(heard).toEqual([1]);
  });
});

it("ports of one's own say nothing about each other", () => {
  const { b } = solo();
  for (const open of [
    (layer: UdpLayer) => must(layer.open(0, () => {})),
    (_: UdpLayer, tcp: TcpLayer = new TcpLayer(b.stack)) => must(tcp.connect(addr("01"), 80)).localPort,
  ]) {
    const layer = new UdpLayer(b.stack);
    const ports = Array.from({ length: 40 }, () => open(layer));
    expect(ports.every((port) => port >= 49_152 && port <= 65_535)).toBe(true);
    expect(ports.filter((port, i) => port === (ports[i - 1] ?? 0) + 1).length).toBeLessThan(5);
  }
});
