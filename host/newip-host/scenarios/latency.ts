/**
 * The latency experiment (reference page 10.4): packets with a latency contract held at one hop; per window the mean,
 * the largest hold, and how many left early or late. In virtual time none may be late.
 */
import { encodeContract } from "@comity/newip";
import { LatencyScheduler } from "../contracts/latency-scheduler.ts";
import { VirtualClock } from "../simulator/clock.ts";
import { seeded } from "../simulator/random.ts";
import { quantile, round, type ScenarioResult } from "../simulator/result.ts";

export type LatencyScenario = {
  readonly kind: "latency";
  readonly title: string;
  readonly seed: number;
  /** [minimum, maximum] in ms. */
  readonly windows: readonly (readonly [number, number])[];
  /** Packets per second (Poisson arrivals), and how many per window. */
  readonly rate: number;
  readonly packets: number;
};

/** A contract packet with one latency window and one hop left; the first payload bytes number it. */
export function latencyPacket(minimum: number, maximum: number, number: number): Uint8Array {
  const payload = new Uint8Array(16);
  new DataView(payload.buffer).setUint32(0, number);
  const encoded = encodeContract({
    source: { type: "ipv4", bytes: Uint8Array.of(10, 0, 1, 2) },
    destination: { type: "ipv6", bytes: Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? 0x10 : 2)) },
    cast: 0,
    contracts: [{ kind: "latency", minimum, maximum, experienced: 0, aheadDelay: 0, aheadHops: 1 }],
    payload,
  });
  if (!encoded.ok) throw new RangeError(encoded.error.detail);
  return encoded.value;
}

export const packetNumber = (packet: Uint8Array): number =>
  new DataView(packet.buffer, packet.byteOffset).getUint32(packet.length - 16);

export function runLatency(scenario: LatencyScenario): ScenarioResult {
  const rows: (string | number)[][] = [];
  const checks: { what: string; holds: boolean }[] = [];
  let histogram: [number, number][] = [];
  for (const [minimum, maximum] of scenario.windows) {
    const clock = new VirtualClock();
    const random = seeded(scenario.seed);
    const arrivals: number[] = [];
    const holds: number[] = [];
    const scheduler = new LatencyScheduler({
      clock,
      release: (packet, at) => holds.push((at - arrivals[packetNumber(packet)]!) / 1000),
    });
    let time = 0;
    for (let i = 0; i < scenario.packets; i++) {
      time += random.exponential(1e6 / scenario.rate);
      clock.at(time, () => {
        arrivals[i] = clock.now();
        scheduler.enqueue(latencyPacket(minimum, maximum, i));
      });
    }
    clock.runUntil(time + maximum * 1000 + 1);
    holds.sort((a, b) => a - b);
    const early = holds.filter((h) => h < minimum - 1e-6).length;
    const late = scheduler.counts.get("late") ?? 0;
    const outside = holds.filter((h) => h > maximum + 1e-6).length;
    const mean = holds.reduce((a, b) => a + b, 0) / holds.length;
    rows.push([
      `[${minimum}, ${maximum}]`,
      holds.length,
      round(mean, 3),
      round(quantile(holds, 0.99), 3),
      round(holds.at(-1) ?? Number.NaN, 3),
      early,
      late,
    ]);
    checks.push({
      what: `[${minimum}, ${maximum}] ms: all ${scenario.packets} packets released, none early, none late`,
      holds: holds.length === scenario.packets && early === 0 && late === 0 && outside === 0,
    });
    if (histogram.length === 0) histogram = histogramOf(holds, minimum, maximum);
  }
  const [first] = scenario.windows;
  return {
    title: scenario.title,
    seed: scenario.seed,
    tables: [
      {
        title: `Hold time by window, ms (${scenario.rate} packets/s, virtual time)`,
        columns: ["window", "packets", "mean", "99 %", "largest", "early", "late"],
        rows,
      },
      {
        title: "Published by NeST in network namespaces, ms (reference page 10.4)",
        columns: ["window", "mean", "largest", "early", "late"],
        rows: [
          ["[1, 2]", "1.01–1.06", "1.7", 0, 0],
          ["[5, 6]", "5.00–5.06", "5.7", 0, 0],
          ["[5, 10]", "–", "7.5", 0, 0],
          ["[3000, 4000]", "3000.2–3000.3", "3003.5", 0, 0],
        ],
      },
    ],
    plots: [
      {
        title: `Hold times, window [${first?.join(", ") ?? ""}] ms`,
        x: "ms",
        y: "packets",
        kind: "bars",
        series: [{ name: "packets", points: histogram }],
      },
    ],
    checks,
  };
}

export function histogramOf(holds: readonly number[], minimum: number, maximum: number): [number, number][] {
  // Five slots before the window, five after; a hold of exactly the minimum belongs to the first slot inside.
  const step = (maximum - minimum) / 50;
  const low = minimum - 5 * step - 1e-6;
  const counts = Array.from({ length: 60 }, () => 0);
  for (const h of holds) {
    const i = Math.floor((h - low) / step);
    if (i >= 0 && i < 60) counts[i]!++;
  }
  return counts.map((n, i) => [low + (i + 0.5) * step, n]);
}
