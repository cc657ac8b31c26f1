import { describe, expect, it } from "vitest";
import { encodeTcp, TCP_FLAGS } from "@comity/newip";
import { TCP_LIMITS, TcpLayer, type TcpSocket } from "@comity/newip-host";
import { addr, line, must, type Host } from "./world.ts";

const tick = (): Promise<void> => new Promise((r) => setImmediate(r));
async function settle(w: { run: (ms: number) => void }, ms: number): Promise<void> {
  for (let t = 0; t < ms; t += 20) {
    w.run(20);
    await tick();
  }
}
const counted = (): (() => number) => {
  let n = 1000;
  return () => (n += 7919);
};
function pair(middle: object = {}) {
  const net = line({}, middle);
  const at = (h: Host): TcpLayer => new TcpLayer(h.stack, { sequence: counted() });
  return { ...net, ta: at(net.a), tb: at(net.b) };
}
const text = (chunks: Uint8Array[]): string => Buffer.concat(chunks).toString("latin1");

describe("TCP", () => {
  it.each([
    ["a clean path", {}],
    ["a path that loses 3 % and reorders", { loss: 0.03, jitter: 2000 }],
    ["a slow path with a short queue", { rate: 20_000_000, queue: 20, delay: 2000 }],
  ])("carries a file both ways over %s, and ends in order", async (_name, middle) => {
    const { w, ta, tb } = pair(middle);
    const file = Buffer.from(w.random.bytes(300_000));
    const got: Uint8Array[] = [];
    const back: Uint8Array[] = [];
    let server: TcpSocket | undefined;
    must(
      tb.listen(80, (s) => {
        server = s;
        s.on("data", (d: Uint8Array) => got.push(d));
        s.on("end", () => s.end(Buffer.from("thanks")));
        s.on("error", () => {});
      }),
    );
    const client = must(ta.connect(addr("de00"), 80));
    const events: string[] = [];
    for (const e of ["connect", "end", "close"]) client.on(e, () => events.push(e));
    client.on("error", (e) => events.push(String(e)));
    client.on("data", (d: Uint8Array) => back.push(d));
    client.end(file);
    await settle(w, 60_000);
    expect(text(got) === file.toString("latin1")).toBe(true);
    expect(text(back)).toBe("thanks");
    expect(events).toEqual(["connect", "end", "close"]);
    expect(server?.destroyed).toBe(true);
    expect([ta.connections, tb.connections, tb.halfOpen]).toEqual([0, 0, 0]);
  });

  it.each(["all", "off"] as const)(
    "a smaller link on the path shrinks the segments (extension %s)",
    async (extension) => {
      const net = line({ extension }, { mtu: 600 });
      const { w, a, b } = net;
      const ta = new TcpLayer(a.stack, { sequence: counted() });
      const tb = new TcpLayer(b.stack, { sequence: counted() });
      const file = Buffer.from(w.random.bytes(100_000));
      must(tb.listen(80, (s) => s.end(file)));
      const client = must(ta.connect(addr("de00"), 80));
      const got: Uint8Array[] = [];
      client.on("data", (d: Uint8Array) => got.push(d));
      client.on("end", () => client.end());
      await settle(w, 20_000);
      expect(text(got) === file.toString("latin1")).toBe(true);
      expect(b.stack.mtuFor(addr("01"))).toBe(extension === "all" ? 600 : 1500);
    },
  );

  it("a closed port answers with a reset; nobody there ends in a timeout", async () => {
    const { w, ta, lb } = pair();
    const codes: string[] = [];
    for (const to of ["de00", "de77"]) {
      must(ta.connect(addr(to), 81)).on("error", (e) => codes.push((e as Error & { code: string }).code));
    }
    await settle(w, 500);
    expect(codes).toEqual(["tcp-refused"]);
    lb.up = false;
    await settle(w, 60_000);
    expect(codes).toEqual(["tcp-refused", "tcp-timeout"]);
    expect(ta.connections).toBe(0);
  });

  it("half-open connections are bounded, time out, and forged segments change nothing", async () => {
    const { w, b, tb, ta } = pair();
    const accepted: TcpSocket[] = [];
    must(
      tb.listen(80, (s) => {
        accepted.push(s);
        s.on("error", () => {});
      }),
    );
    const give = (source: Uint8Array, port: number, fields: object): void => {
      const made = encodeTcp({
        destination: addr("de00"),
        source,
        sourcePort: port,
        destinationPort: 80,
        sequence: 5,
        acknowledgement: 0,
        flags: TCP_FLAGS.syn,
        window: 10,
        ...fields,
      });
      if (!made.ok) throw new Error(made.error.code);
      const frame = Uint8Array.from([...b.port.link.mac, 10, 11, 12, 13, 14, 15, 0xea, 0xdd, ...made.value]);
      b.stack.receive(b.port, frame, 0, frame.length);
    };
    for (let i = 0; i < 400; i++) give(Uint8Array.of(0xe0, i & 0xff), 1000 + i, {});
    expect(tb.halfOpen).toBe(TCP_LIMITS.halfOpen);
    expect(b.stack.counters.get("drop.tcp-half-open-full")).toBe(400 - TCP_LIMITS.halfOpen);
    // A guessed third step: the acknowledgement must be of our number.
    give(Uint8Array.of(0xe0, 0), 1000, { sequence: 6, acknowledgement: 99, flags: TCP_FLAGS.ack });
    expect(accepted).toEqual([]);
    await settle(w, 60_000);
    expect(tb.halfOpen).toBe(0);
    const client = must(ta.connect(addr("de00"), 80));
    client.on("error", () => {});
    await settle(w, 200);
    expect(accepted.length).toBe(1);
    for (const flags of [TCP_FLAGS.rst, TCP_FLAGS.syn, 0])
      give(addr("01"), client.localPort, { sequence: 9, flags });
    give(addr("01"), client.localPort, {
      sequence: 1000 + 7919 + 1,
      acknowledgement: 0x7000_0000,
      flags: TCP_FLAGS.ack,
    });
    await settle(w, 200);
    expect(accepted[0]!.destroyed).toBe(false);
    expect(b.stack.counters.get("drop.tcp-rst-out-of-window")).toBe(1);
    expect(b.stack.counters.get("drop.tcp-syn-unexpected")).toBe(1);
    expect(b.stack.counters.get("drop.tcp-no-ack")).toBe(1);
    client.destroy();
    await settle(w, 200);
    expect(accepted[0]!.destroyed).toBe(true);
  });
});
