/** Seeded hostile traffic against a node with everything switched on: nothing throws, nothing grows, it still answers. */
import { describe, expect, it } from "vitest";
import { decodePacket, encodeTcp, TCP_FLAGS, traffic } from "@comity/newip";
import { generateKeys, KeyBook, SecureLayer, seeded, TcpLayer, type TcpSocket } from "@comity/newip-host";
import { addr, hex, line, must } from "./world.ts";

const ROUNDS = process.env["COMITY_SOAK"] === undefined ? 8000 : 2_000_000;
const SEED = Number(process.env["COMITY_SEED"] ?? 20_261);

describe("hostile traffic", () => {
  it.each(["plain", "secured"])(`nearly valid packets, seed ${SEED}, node %s`, async (kind) => {
    const { w, a, b } = line({ extension: "all" });
    const tcp = new TcpLayer(b.stack);
    const keys = await generateKeys();
    const secure =
      kind === "secured"
        ? new SecureLayer(b.stack, b.udp, tcp, { keys, book: new KeyBook(), anyone: true })
        : undefined;
    must(tcp.listen(80, (s) => s.on("error", () => {})));
    // Whatever the destination, this node takes it: every transport sees the packets.
    b.stack.claims = () => true;
    const next = traffic({ seed: SEED, formats: ["flexible"], nearValid: 60 });
    const random = seeded(SEED);
    for (let i = 0; i < ROUNDS; i++) {
      const { bytes } = next();
      const frame = Uint8Array.from([...b.port.link.mac, 10, 11, 12, 13, 14, 15, 0xea, 0xdd, ...bytes]);
      if (random.next() < 0.2) frame[14 + random.below(Math.max(1, bytes.length))] = random.below(256);
      b.stack.receive(
        b.port,
        frame,
        0,
        random.next() < 0.1 ? 14 + random.below(bytes.length + 1) : frame.length,
      );
      // Time goes on, so that limits per second are not what saves us.
      if (i % 50 === 0) w.run(20);
    }
    expect(b.port.neighbours.size).toBeLessThanOrEqual(1024);
    expect(b.port.neighbours.questions).toBeLessThanOrEqual(128);
    expect(tcp.halfOpen).toBeLessThanOrEqual(256);
    expect(secure?.sessions ?? 0).toBe(0);
    expect(b.stack.counters.get("drop.packet-truncated")).toBeGreaterThan(0);
    b.stack.claims = undefined;
    let answered = false;
    a.stack.onControl((m) => (answered ||= m.type === "echo-reply"));
    w.run(5000);
    must(a.stack.echo(addr("de00"), 1, 1, hex("01")));
    w.run(5000);
    expect(answered).toBe(true);
    // Reasons are a closed set of words: what a peer sends never becomes a counter's name.
    expect(Object.keys(b.stack.counters.toJSON()).length).toBeLessThan(80);
    for (const name of Object.keys(b.stack.counters.toJSON())) expect(name).toMatch(/^[a-z][a-z.-]+$/);
  });
});

describe("the reference's TCP", () => {
  it("windows are scaled by 7 without negotiation, and the urgent pointer of an acknowledgement is no data", () => {
    const { w, a, la } = line();
    const tcp = new TcpLayer(a.stack, { sequence: () => 100 });
    const peer = la.port();
    let bytes = 0;
    a.port.neighbours.set(addr("02"), peer.mac);
    peer.open({
      frame: (f) => {
        const decoded = decodePacket(f, { start: 14 });
        if (decoded.ok && decoded.value.kind === "tcp")
          bytes += decoded.value.tcp.dataEnd - decoded.value.tcp.dataAt;
      },
      idle: () => {},
    });
    const give = (fields: object): void => {
      const made = encodeTcp({
        destination: addr("01"),
        source: addr("de00"),
        sourcePort: 80,
        destinationPort: socket.localPort,
        sequence: 500,
        acknowledgement: 101,
        flags: TCP_FLAGS.ack,
        window: 2,
        ...fields,
      });
      if (!made.ok) throw new Error(made.error.code);
      const frame = Uint8Array.from([...a.port.link.mac, ...peer.mac, 0xea, 0xdd, ...made.value]);
      a.stack.receive(a.port, frame, 0, frame.length);
    };
    const received: Uint8Array[] = [];
    const socket: TcpSocket = must(tcp.connect(addr("de00"), 80));
    socket.on("data", (d: Uint8Array) => received.push(d));
    socket.on("error", () => {});
    w.run(1);
    give({ flags: TCP_FLAGS.syn | TCP_FLAGS.ack, sequence: 499, mss: 1000 });
    socket.write(new Uint8Array(3000));
    w.run(1);
    expect(bytes).toBe(2 << 7);
    give({ acknowledgement: 101 + 256, urgent: 300, window: 4 });
    w.run(1);
    expect(bytes).toBe((2 << 7) + (4 << 7));
    expect(received).toEqual([]);
    socket.destroy();
  });
});
