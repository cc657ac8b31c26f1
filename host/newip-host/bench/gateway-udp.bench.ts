/**
 * UDP through the gateway, both directions at once: a New IP sender in memory, the gateway on this thread, an echo
 * server on IPv4 in another. Every datagram goes out and comes back: `N/s` counts round trips.
 */
import { createSocket } from "node:dgram";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { encodeUdp, ETHERTYPE_FLEXIBLE } from "@comity/newip";
import {
  Gateway,
  MemoryPort,
  parseGatewayFile,
  RealClock,
  Stack,
  TcpLayer,
  UdpLayer,
} from "@comity/newip-host";

const tell = (value: unknown): void => parentPort?.postMessage(value, []);
if (!isMainThread) {
  const server = createSocket({ type: "udp4", recvBufferSize: 8 << 20, sendBufferSize: 8 << 20 });
  server.on("message", (d, from) => server.send(d, from.port, from.address));
  server.bind(0, "127.0.0.1", () => tell(server.address().port));
} else {
  const worker = new Worker(new URL(import.meta.url));
  const port = await new Promise<number>((r) => worker.once("message", r));
  const mapping = parseGatewayFile({
    format: "comity-newip-gateway/v1",
    records: [{ newip: "de05", ip: "127.0.0.1" }],
  });
  if (!mapping.ok || !("mapping" in mapping.value)) throw new Error("mapping");
  const [left, right] = MemoryPort.pair({ automatic: true, slots: 4096 });
  const stack = new Stack({ clock: new RealClock(), forwarding: true });
  const inner = stack.addInterface(right, [Uint8Array.of(2)]);
  if (!inner.ok) throw new Error(inner.error.detail);
  stack.addRoute("default", inner.value);
  for (let i = 0; i < 16; i++) inner.value.neighbours.set(Uint8Array.of(16 + i), left.mac);
  const gateway = new Gateway({
    stack,
    udp: new UdpLayer(stack),
    tcp: new TcpLayer(stack),
    mapping: mapping.value.mapping,
    allow: ["127.0.0.1"],
  });
  const seen = { received: 0 };
  left.open({ frame: () => void seen.received++, idle: () => {} });
  const frames = Array.from({ length: 16 }, (_, i) => {
    const p = encodeUdp({
      destination: Uint8Array.of(0xde, 5),
      source: Uint8Array.of(16 + i),
      sourcePort: 4000,
      destinationPort: port,
      payload: new Uint8Array(64),
    });
    if (!p.ok) throw new Error(p.error.code);
    return Uint8Array.from([
      ...right.mac,
      ...left.mac,
      ETHERTYPE_FLEXIBLE >> 8,
      ETHERTYPE_FLEXIBLE & 255,
      ...p.value,
    ]);
  });
  const total = Number(process.argv[2] ?? 200_000);
  let sent = 0;
  const start = performance.now();
  // A window of datagrams in flight, so that the figure is a rate without loss.
  while (seen.received < total && performance.now() - start < 60_000) {
    for (let n = 0; n < 64 && sent < total && sent - seen.received < 512; n++, sent++) {
      const frame = frames[sent % 16]!;
      left.send(frame, 0, frame.length);
    }
    left.flush();
    await new Promise((r) => setImmediate(r));
  }
  const seconds = (performance.now() - start) / 1000;
  const rate = Math.round(seen.received / seconds);
  console.log(
    `${rate.toLocaleString("en")} round trips/s (${(2 * rate).toLocaleString("en")} datagrams/s through the gateway), lost ${total - seen.received}`,
  );
  gateway.close();
  process.exit(0);
}
