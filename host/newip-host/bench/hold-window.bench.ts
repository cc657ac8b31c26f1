/** Hold precision in real time: packets with the window [5, 6] ms at 1,000 packets/s (Poisson), one thread. */
import { LatencyScheduler, latencyPacket, packetNumber, RealClock, seeded } from "@comity/newip-host";

const [minimum, maximum] = [5, 6];
const total = Number(process.argv[2] ?? 10_000);
const rate = 1000;
const clock = new RealClock();
const random = seeded(1);
const arrivals = new Float64Array(total);
const holds: number[] = [];
const scheduler = new LatencyScheduler({
  clock,
  release: (packet, at) => holds.push((at - arrivals[packetNumber(packet)]!) / 1000),
});
// The clock's timers do not keep a process alive.
setInterval(() => {}, 1000);
let sent = 0;
let due = clock.now() + 50_000;
await new Promise<void>((resolve) => {
  const send = (): void => {
    arrivals[sent] = clock.now();
    scheduler.enqueue(latencyPacket(minimum, maximum, sent));
    if (++sent === total) {
      setTimeout(resolve, 50);
      return;
    }
    due += random.exponential(1e6 / rate);
    clock.at(due, send);
  };
  clock.at(due, send);
});
holds.sort((a, b) => a - b);
const inside = holds.filter((h) => h >= minimum && h <= maximum).length;
const mean = holds.reduce((a, b) => a + b, 0) / holds.length;
const late = scheduler.counts.get("late") ?? 0;
const at = (q: number): string => holds[Math.min(holds.length - 1, Math.floor(q * holds.length))]!.toFixed(3);
console.log(
  `${total} packets: mean ${mean.toFixed(3)} ms, 99 % ${at(0.99)}, largest ${at(1)}; inside [5, 6] ms: ${((inside / total) * 100).toFixed(2)} %; late, counted and discarded: ${late}; unaccounted: ${total - holds.length - late}`,
);
process.exit(0);
