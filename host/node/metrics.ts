/** Prometheus metrics. */
import { Counter, Gauge, Registry, collectDefaultMetrics } from "prom-client";
import type { NodeContext } from "./context.ts";

export class Metrics {
  readonly #registry = new Registry();
  readonly #refused: Counter;

  constructor({ states, streams, submissions }: NodeContext) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#refused = new Counter({
      name: "comity_refused_total",
      help: "Requests refused, by route and code",
      labelNames: ["route", "code"],
      registers,
    });
    const gauge = (name: string, help: string, read: () => number): void => {
      const made: Gauge = new Gauge({ name, help, registers, collect: () => made.set(read()) });
    };
    gauge("comity_log_size", "Entries in the log", () => states.newest.size);
    gauge("comity_block_height", "Height of the newest block", () => states.newest.height);
    gauge("comity_block_time_seconds", "Time of the newest block", () => states.newest.time);
    gauge("comity_acts_waiting", "Acts whose receipt is waited for", () => submissions.waiting);
    gauge("comity_event_streams", "Open event streams", () => streams.count);
    for (const type of ["holding", "report", "claim", "party", "proposal"] as const) {
      gauge(`comity_${type}_records`, `Records of type ${type}`, () => states.newest.tallies[type]);
    }
  }

  get type(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  refused(route: string, code: string): void {
    this.#refused.inc({ route, code });
  }
}
