/**
 * A queue that keeps latency and maximum-delay contracts (reference page 4.7, "corrected"): 32-bit microseconds,
 * lateness per packet and at every hop, every contract of a packet applied, every discard with its reason. The clock
 * is the caller's: microseconds that never go back.
 */
import { refuse, type Refusal, type Result } from "../result.ts";
import type { Contract } from "./contracts.ts";
import { decodeContract, encodeContract, type ContractPacket } from "./packet.ts";

/** When a packet may leave: microseconds after its arrival. */
export type HoldWindow = { readonly earliest: number; readonly latest: number };

/**
 * The window a packet's contracts leave it at this hop; hops counted before this one takes its own. Codes
 * `hops-exhausted`, `delay-exceeded`, `contract-value` (the contracts contradict each other).
 */
export function holdWindow(contracts: readonly Contract[]): Result<HoldWindow> {
  let earliest = 0;
  let latest = Number.POSITIVE_INFINITY;
  for (const c of contracts) {
    if (c.kind === "max-delay") {
      if (c.experienced > c.maximum) return refuse(-101, 0, `${c.experienced} of ${c.maximum} ms`);
      latest = Math.min(latest, (c.maximum - c.experienced) * 1000);
    } else if (c.kind === "latency") {
      if (c.aheadHops === 0) return refuse(-100);
      const used = c.experienced * 100 + c.aheadDelay * 1000;
      if (c.maximum !== 0 && used > c.maximum * 1000)
        return refuse(-101, 0, `${used / 1000} of ${c.maximum} ms`);
      earliest = Math.max(earliest, Math.ceil(Math.max(0, c.minimum * 1000 - used) / c.aheadHops));
      if (c.maximum !== 0) latest = Math.min(latest, Math.floor((c.maximum * 1000 - used) / c.aheadHops));
    }
  }
  if (earliest > latest) return refuse(-88, 0, `hold at least ${earliest} µs, at most ${latest} µs`);
  return { ok: true, value: { earliest, latest } };
}

const add = (value: number, more: number): number => Math.min(0xffff, value + more);

/** The contracts as they leave after `held` microseconds at this hop: nothing overflows. */
export const afterHold = (contracts: readonly Contract[], held: number): Contract[] =>
  contracts.map((c) => {
    if (c.kind === "max-delay") return { ...c, experienced: add(c.experienced, Math.floor(held / 1000)) };
    if (c.kind !== "latency") return c;
    return { ...c, experienced: add(c.experienced, Math.floor(held / 100)), aheadHops: c.aheadHops - 1 };
  });

/** Whether the next hop would be told too little, and so could deliver late without knowing. */
const overflows = (contracts: readonly Contract[], held: number): boolean =>
  contracts.some(
    (c) =>
      c.kind === "latency" &&
      c.maximum !== 0 &&
      c.aheadHops > 1 &&
      c.experienced + Math.floor(held / 100) > 0xffff,
  );

type Held = {
  readonly packet: ContractPacket;
  readonly arrival: number;
  readonly release: number;
  readonly latest: number;
};

/** What left, and what was discarded on the way: always with its reason. */
export type Dequeued = { readonly packet: Uint8Array | undefined; readonly discarded: readonly Refusal[] };

export class HoldQueue {
  #held: Held[] = [];
  readonly #counts = new Map<string, number>();

  /** Discards so far, by code. */
  get discards(): ReadonlyMap<string, number> {
    return this.#counts;
  }
  get length(): number {
    return this.#held.length;
  }
  /** When the next packet may leave; Infinity when none waits. */
  get next(): number {
    return this.#held[0]?.release ?? Number.POSITIVE_INFINITY;
  }

  #count(problem: Refusal): Refusal {
    this.#counts.set(problem.code, (this.#counts.get(problem.code) ?? 0) + 1);
    return problem;
  }

  /** Takes a packet at `now`, or refuses (and counts) it. */
  enqueue(bytes: Uint8Array, now: number): Refusal | undefined {
    const packet = decodeContract(bytes);
    if (!packet.ok) return this.#count(packet.error);
    const window = holdWindow(packet.value.contracts);
    if (!window.ok) return this.#count(window.error);
    const { earliest, latest } = window.value;
    const held = { packet: packet.value, arrival: now, release: now + earliest, latest: now + latest };
    // Ordered by release, first come first served among equals.
    let low = 0;
    for (let high = this.#held.length; low < high;) {
      const middle = (low + high) >> 1;
      if (this.#held[middle]!.release <= held.release) low = middle + 1;
      else high = middle;
    }
    this.#held.splice(low, 0, held);
    return undefined;
  }

  /** The packet that may leave at `now`, if any; late ones before it are discarded. */
  dequeue(now: number): Dequeued {
    const discarded: Refusal[] = [];
    for (;;) {
      const first = this.#held[0];
      if (first === undefined || first.release > now) return { packet: undefined, discarded };
      this.#held.shift();
      if (now > first.latest) {
        const late = refuse(-102, 0, `${now - first.latest} µs late`);
        discarded.push(this.#count(late.error));
        continue;
      }
      const held = now - first.arrival;
      if (overflows(first.packet.contracts, held)) {
        const unsaid = refuse(-103);
        discarded.push(this.#count(unsaid.error));
        continue;
      }
      const contracts = afterHold(first.packet.contracts, held);
      const out = encodeContract({ ...first.packet, contracts }, "reference");
      if (out.ok) return { packet: out.value, discarded };
      discarded.push(this.#count(out.error));
    }
  }
}
