/**
 * Forwarding between two veth pairs: three namespaces, the router stack on this thread, sender and receiver on another.
 * Needs root. `node bench/forward-veth.bench.ts [packets] [rate]`; prints offered rate, forwarded rate, losses.
 */
import { execFileSync } from "node:child_process";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { encodeUdp, ETHERTYPE_FLEXIBLE } from "@comity/newip";
import { PacketInterface, RealClock, Stack } from "@comity/newip-host";

const tell = (value: unknown): void => parentPort?.postMessage(value, []);
const IP = "ip";
const ip = (...args: string[]): void => void execFileSync(IP, args, { stdio: "pipe" });
const names = ["nbA", "nbR", "nbB"] as const;
const open = (name: string, namespace: string): PacketInterface => {
  const made = PacketInterface.create({
    name,
    namespace: `/run/netns/${namespace}`,
    etherType: ETHERTYPE_FLEXIBLE,
    buffer: 64 << 20,
    batch: 128,
  });
  if (!made.ok) throw new Error(made.error.detail);
  return made.value;
};

if (isMainThread) {
  const total = Number(process.argv[2] ?? 1_000_000);
  const rates =
    process.argv[3] === undefined ? [150_000, 200_000, 250_000, 300_000] : [Number(process.argv[3])];
  for (const n of names) ip("netns", "add", n);
  try {
    ip("link", "add", "a0", "netns", "nbA", "type", "veth", "peer", "name", "r0", "netns", "nbR");
    ip("link", "add", "b0", "netns", "nbB", "type", "veth", "peer", "name", "r1", "netns", "nbR");
    for (const [n, d] of [
      ["nbA", "a0"],
      ["nbR", "r0"],
      ["nbR", "r1"],
      ["nbB", "b0"],
    ] as const)
      ip("-n", n, "link", "set", d, "up");
    const stack = new Stack({ clock: new RealClock(), forwarding: true });
    const [r0, r1] = [open("r0", "nbR"), open("r1", "nbR")];
    const left = stack.addInterface(r0, [Uint8Array.of(2)]);
    const right = stack.addInterface(r1, [Uint8Array.of(0xde, 2)]);
    if (!left.ok || !right.ok) throw new Error("interfaces");
    stack.addRoute("de00", right.value);
    for (const rate of rates) {
      const before = { forwarded: stack.forwarded, cpu: process.threadCpuUsage() };
      const worker = new Worker(new URL(import.meta.url), { workerData: { total, rate, router: r0.mac } });
      const answer = await new Promise<{ received: number; seconds: number; mac: Uint8Array }>(
        (resolve, reject) => {
          worker.on("message", (m: { mac: Uint8Array; received?: number; seconds?: number }) => {
            if (m.received === undefined) right.value.neighbours.set(Uint8Array.of(0xde, 0), m.mac);
            else resolve(m as never);
          });
          worker.on("error", reject);
        },
      );
      r0.readStatistics();
      const cpu = process.threadCpuUsage(before.cpu);
      const used = (cpu.user + cpu.system) / 1e6;
      console.log(
        `offered ${rate.toLocaleString("en")}/s: forwarded ${Math.round(answer.received / answer.seconds).toLocaleString("en")}/s, lost ${total - answer.received} of ${total}; router thread ${((used / answer.seconds) * 100).toFixed(0)} % of a core: ${Math.round(answer.received / used).toLocaleString("en")} packets per second of CPU`,
      );
      await worker.terminate();
    }
    stack.close();
  } finally {
    for (const n of names) ip("netns", "del", n);
  }
  process.exit(0);
} else {
  const { total, rate, router } = workerData as { total: number; rate: number; router: Uint8Array };
  const [a, b] = [open("a0", "nbA"), open("b0", "nbB")];
  tell({ mac: b.mac });
  await new Promise((r) => setTimeout(r, 200));
  const packet = encodeUdp({
    destination: Uint8Array.of(0xde, 0),
    source: Uint8Array.of(1),
    sourcePort: 1,
    destinationPort: 2,
    payload: new Uint8Array(18),
  });
  if (!packet.ok) throw new Error(packet.error.code);
  const frame = Uint8Array.from([
    ...router,
    ...a.mac,
    ETHERTYPE_FLEXIBLE >> 8,
    ETHERTYPE_FLEXIBLE & 255,
    ...packet.value,
  ]);
  const seen = { received: 0 };
  const handler = { frame: () => void seen.received++, idle: () => {} };
  const start = performance.now();
  let last = start;
  let sent = 0;
  while (seen.received < total && performance.now() - last < 1500) {
    const due = Math.min(total, ((performance.now() - start) / 1000) * rate);
    for (let n = 0; sent < due && n < 64; n++, sent++) a.send(frame, 0, frame.length);
    a.flush();
    if (b.receive(handler) > 0 || sent < total) last = performance.now();
  }
  tell({ received: seen.received, seconds: (last - start) / 1000, mac: b.mac });
}
