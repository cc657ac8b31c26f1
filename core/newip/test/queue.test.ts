/** The latency queue: the reference's windows and defects, and that ours has none of them (reference page 4.5 to 4.7, test 17). */
import { describe, expect, it } from "vitest";
import {
  afterHold,
  decodeContract,
  encodeContract,
  holdWindow,
  HoldQueue,
  parseIpText,
  Random,
  reference,
  toHex,
  type Contract,
} from "@comity/newip";
import { code, hex, must } from "./shared.ts";

const ipv4 = { type: "ipv4" as const, bytes: must(parseIpText("ipv4", "10.0.1.2")) };
const packet = (contracts: readonly Contract[], payload = "6869"): Uint8Array =>
  must(
    encodeContract(
      { source: ipv4, destination: ipv4, cast: 0, contracts, payload: hex(payload) },
      "reference",
    ),
  );
const latency = (
  minimum: number,
  maximum: number,
  aheadHops: number,
  aheadDelay = 0,
  experienced = 0,
): Contract => ({ kind: "latency", minimum, maximum, experienced, aheadDelay, aheadHops });
const frame = (contracts: readonly Contract[]): Uint8Array =>
  Uint8Array.of(...hex("02000000000202000000000188b6"), ...packet(contracts));

describe("the reference's queue", () => {
  it("windows of the page", () => {
    const window = (c: Contract): unknown => {
      const w = new reference.ReferenceQueue().enqueue(frame([c]), 0).window;
      return w === undefined ? undefined : [w.minimum / 1000, w.maximum / 1000];
    };
    expect(window(latency(500, 800, 3))).toEqual([166.6, 266.6]);
    expect(window(latency(500, 800, 1))).toEqual([500, 800]);
    expect(window(latency(0, 0, 7))).toEqual([0, 1000]);
    expect(window(latency(100, 0, 2))).toEqual([50, 1000]);
    expect(window(latency(0, 800, 3, 300))).toEqual([0, 166.6]);
    expect(window(latency(900, 800, 3))).toEqual([300, 266.6]);
    expect(window(latency(0, 6554, 1))).toEqual([0, 0.4]);
  });

  it("its defects: hops without borrow, drops by another packet's hops, ticks for milliseconds", () => {
    const queue = new reference.ReferenceQueue();
    const borrowed = queue.enqueue(frame([latency(0, 800, 256)]), 0).frame;
    expect(toHex(borrowed.subarray(-4, -2))).toBe("01ff");
    queue.enqueue(frame([latency(0, 1, 1)]), 0);
    // The first packet has hops left, but the second one's 0 condemns it.
    expect(queue.dequeue(900_000_000)).toBeUndefined();
    expect(queue.drops).toBe(1);
    const mdf = new reference.ReferenceQueue();
    mdf.enqueue(frame([{ kind: "max-delay", maximum: 500, experienced: 0 }]), 0);
    expect(mdf.dequeue(33_000)).toBeUndefined();
    expect(new reference.ReferenceQueue().enqueue(frame([latency(0, 1, 0)]), 0).ret).toBe(1);
    for (let cut = 0; cut < 40; cut++)
      new reference.ReferenceQueue().enqueue(frame([latency(1, 2, 3)]).subarray(0, cut), 0);
  });
});

describe("hold queue", () => {
  it("windows in microseconds; no overflow up to 65,535 ms; each refusal", () => {
    const window = (...c: Contract[]) => must(holdWindow(c));
    expect(window(latency(500, 800, 3))).toEqual({ earliest: 166_667, latest: 266_666 });
    expect(window(latency(0, 65_535, 1))).toEqual({ earliest: 0, latest: 65_535_000 });
    expect(window(latency(65_535, 0, 1))).toEqual({ earliest: 65_535_000, latest: Number.POSITIVE_INFINITY });
    expect(window(latency(0, 800, 2, 300, 1000))).toEqual({ earliest: 0, latest: 200_000 });
    expect(window({ kind: "max-delay", maximum: 500, experienced: 100 })).toEqual({
      earliest: 0,
      latest: 400_000,
    });
    expect(window(latency(5, 900, 1), { kind: "max-delay", maximum: 500, experienced: 0 })).toEqual({
      earliest: 5000,
      latest: 500_000,
    });
    expect(window()).toEqual({ earliest: 0, latest: Number.POSITIVE_INFINITY });
    expect(code(holdWindow([latency(0, 800, 0)]))).toBe("hops-exhausted");
    expect(code(holdWindow([latency(0, 800, 3, 0, 8001)]))).toBe("delay-exceeded");
    expect(code(holdWindow([latency(0, 800, 3, 0, 8000)]))).toBe("ok");
    expect(code(holdWindow([{ kind: "max-delay", maximum: 1, experienced: 2 }]))).toBe("delay-exceeded");
    expect(code(holdWindow([latency(900, 800, 3)]))).toBe("contract-value");
    expect(code(holdWindow([latency(900, 0, 1), { kind: "max-delay", maximum: 500, experienced: 0 }]))).toBe(
      "contract-value",
    );
  });

  it("never early, never late without a counted drop, hop by hop, whatever the contracts", () => {
    const random = new Random(17);
    for (let i = 0; i < 1500; i++) {
      const minimum = random.below(65_536);
      const maximum = random.once(4) ? 0 : minimum + random.below(65_536 - minimum);
      const hops = 1 + random.below(4);
      let bytes = packet([latency(minimum, maximum, hops)]);
      let clock = 0;
      let dropped = 0;
      for (let hop = hops; hop > 0 && dropped === 0; hop--) {
        const queue = new HoldQueue();
        const refused = queue.enqueue(bytes, clock);
        if (refused !== undefined) {
          expect(["delay-exceeded", "contract-value"]).toContain(refused.code);
          dropped = queue.discards.get(refused.code)!;
          break;
        }
        expect(queue.dequeue(queue.next - 1).packet).toBeUndefined();
        clock = queue.next + (random.once(3) ? random.below(100_000_000) : 0);
        const out = queue.dequeue(clock);
        if (out.packet === undefined) {
          const [reason] = out.discarded;
          expect(["late", "experienced-overflow"]).toContain(reason?.code);
          dropped = queue.discards.get(reason!.code)!;
        } else bytes = out.packet;
      }
      if (dropped > 0) continue;
      expect(must(decodeContract(bytes)).contracts[0]).toMatchObject({ aheadHops: 0 });
      // Never early in sum; a tenth of a millisecond per hop is what the field cannot say.
      expect(clock).toBeGreaterThanOrEqual(minimum * 1000);
      if (maximum > 0) expect(clock).toBeLessThanOrEqual(maximum * 1000 + 100 * hops);
    }
  });

  it("late packets are dropped one by one and counted; others pass in order of release", () => {
    const queue = new HoldQueue();
    queue.enqueue(packet([latency(0, 1, 1)], "01"), 0);
    queue.enqueue(packet([], "02"), 0);
    queue.enqueue(packet([latency(9, 20, 1)], "03"), 0);
    queue.enqueue(packet([latency(5, 20, 1)], "04"), 0);
    expect(queue.length).toBe(4);
    const first = queue.dequeue(10_000);
    expect(first.discarded.map((r) => r.code)).toEqual(["late"]);
    const order = [first, queue.dequeue(10_000), queue.dequeue(10_000)].map((d) =>
      toHex(d.packet!.subarray(-1)),
    );
    expect(order).toEqual(["02", "04", "03"]);
    expect(queue.next).toBe(Number.POSITIVE_INFINITY);
    expect(queue.enqueue(hex("0300"), 0)?.code).toBe("contract-truncated");
    expect([...queue.discards]).toEqual([
      ["late", 1],
      ["contract-truncated", 1],
    ]);
  });

  it("a delay its field cannot say is a counted drop while hops lie ahead, and none at the last", () => {
    const leave = (hops: number, now = 7_000_000): unknown => {
      const queue = new HoldQueue();
      queue.enqueue(packet([latency(0, 60_000, hops)]), 0);
      const out = queue.dequeue(now);
      return out.packet === undefined ? [...queue.discards] : "left";
    };
    expect(leave(2)).toEqual([["experienced-overflow", 1]]);
    expect(leave(1)).toBe("left");
    expect(leave(2, 6_553_599)).toBe("left");
    expect(leave(2, 6_553_600)).toEqual([["experienced-overflow", 1]]);
  });

  it("a ping is none of its business", () => {
    const ping = { kind: "ping", code: 0, hops: 3, timestamp: 5n } as const;
    expect(afterHold([ping], 1_000_000)).toEqual([ping]);
    expect(must(holdWindow([ping]))).toEqual({ earliest: 0, latest: Number.POSITIVE_INFINITY });
  });

  it("experienced delay does not wrap; 256 hops lose one", () => {
    const queue = new HoldQueue();
    queue.enqueue(packet([latency(0, 0, 256, 0, 65_500)]), 0);
    const out = must(decodeContract(queue.dequeue(60_000_000).packet!));
    expect(out.contracts[0]).toEqual(latency(0, 0, 255, 0, 65_535));
  });
});
