/**
 * Every decoder on random and mutated input: no throw, no offset outside, bounded time. The seed is in the message; ten
 * million inputs under COMITY_SOAK.
 */
import { describe, expect, it } from "vitest";
import {
  annotate,
  decodeContract,
  decodeLevels,
  decodePacket,
  encodePacket,
  forwardContract,
  HoldQueue,
  packetFromJson,
  packetJson,
  Random,
  randomAddress,
  receivePacket,
  reference,
  toHex,
  traffic,
  type Format,
  type Packet,
} from "@comity/newip";
import { hex, SOAK } from "./shared.ts";

const seed = Number(process.env["COMITY_SEED"] ?? 5_772_156);
const node = { local: hex("de00"), macLength: 6, awaited: () => true };
const reference0 = { local: hex("de00"), mac: hex("020000000001"), from: hex("0a0b0c0d0e0f") };

function inside(packet: Packet, length: number): boolean {
  const h = packet.header;
  const edges = [
    h.destinationAt + h.destinationLength,
    h.sourceAt + h.sourceLength,
    h.start + h.consumed,
    h.payload,
    h.end,
  ];
  const body =
    packet.kind === "udp"
      ? [packet.udp.dataAt, packet.udp.dataEnd]
      : packet.kind === "tcp"
        ? [packet.tcp.optionsAt, packet.tcp.dataAt, packet.tcp.dataEnd]
        : packet.kind === "neighbour"
          ? [packet.neighbour.bodyAt + packet.neighbour.bodyLength]
          : [];
  return [...edges, ...body].every((at) => at >= 0 && at <= length) && h.payload <= h.end;
}

function tryAll(format: Format, bytes: Uint8Array, deep: boolean): void {
  const decoded =
    format === "flexible"
      ? decodePacket(bytes)
      : format === "contract"
        ? decodeContract(bytes)
        : decodeLevels(bytes);
  if (decoded.ok && format === "flexible" && !inside(decoded.value as Packet, bytes.length))
    throw new Error("offset outside");
  if (!decoded.ok && (decoded.error.offset < 0 || decoded.error.offset > bytes.length))
    throw new Error("refusal outside");
  if (!deep) return;
  annotate(format, bytes);
  packetFromJson(JSON.parse(`{${packetJson(format, bytes)}}`));
  if (format === "flexible") {
    receivePacket(bytes, node);
    reference.referenceReceive(bytes, reference0);
  } else if (format === "contract") {
    forwardContract(bytes);
    reference.readAsReceiver(bytes);
    const queue = new HoldQueue();
    queue.enqueue(bytes, 0);
    queue.dequeue(1e9);
    const frame = Uint8Array.of(...hex("02000000000202000000000188b6"), ...bytes);
    reference.referenceRoute(frame);
    const old = new reference.ReferenceQueue();
    old.enqueue(frame, 0);
    old.dequeue(1e9);
  }
}

describe("fuzz", () => {
  it(`nothing throws and nothing is read outside (seed ${seed})`, () => {
    const random = new Random(seed);
    const formats = ["flexible", "contract", "level"] as const;
    const next = traffic({ seed: seed + 1, formats, nearValid: 90 });
    const count = SOAK ? 10_000_000 : 20_000;
    for (let i = 0; i < count; i += 2) {
      const deep = i % (SOAK ? 100 : 10) === 0;
      const made = next();
      const noise = random.bytes(random.below(64));
      const format = random.pick(formats);
      try {
        tryAll(made.format, made.bytes, deep);
        tryAll(format, noise, deep);
      } catch (error) {
        throw new Error(
          `seed ${seed}, input ${i}: ${made.format} ${toHex(made.bytes)} or ${format} ${toHex(noise)}`,
          { cause: error },
        );
      }
    }
  }, 3_600_000);

  it("valid traffic decodes, and is the same for the same seed", () => {
    const [a, b] = [
      traffic({ seed, formats: ["flexible", "contract", "level"] }),
      traffic({ seed, formats: ["flexible", "contract", "level"] }),
    ];
    const decoders = { flexible: decodePacket, contract: decodeContract, level: decodeLevels };
    for (let i = 0; i < 3000; i++) {
      const made = a();
      const again = b();
      expect([made.format, toHex(again.bytes)]).toEqual([again.format, toHex(made.bytes)]);
      expect([toHex(made.bytes), decoders[made.format](made.bytes).ok]).toEqual([toHex(made.bytes), true]);
      expect(made.mutation).toBeUndefined();
    }
  });

  it("what strict encoding accepts decodes to the same fields", () => {
    const random = new Random(seed);
    let accepted = 0;
    for (let i = 0; i < 6000; i++) {
      let [destination, source] = [random.bytes(random.below(9)), random.bytes(random.below(9))];
      const payload = random.bytes(random.below(9));
      // Mostly addresses of the right length; now and then anything.
      if (!random.once(5)) [destination, source] = [randomAddress(random), randomAddress(random)];
      const extras = random.once(3) ? { extension: random.bytes(random.below(5)) } : {};
      const bitmap = random.once(3) ? { bitmap: random.bytes(random.below(4)) } : {};
      const fields = {
        destination,
        source,
        ttl: random.below(300),
        nextHeader: 200 + random.below(40),
        totalLength: random.once(2),
        payload,
        ...extras,
        ...bitmap,
      };
      const made = encodePacket(fields);
      if (!made.ok) continue;
      accepted++;
      const decoded = decodePacket(made.value);
      if (!decoded.ok) throw new Error(toHex(made.value));
      const h = decoded.value.header;
      expect([h.ttl, h.nextHeader, h.destination, h.source, made.value.subarray(h.payload, h.end)]).toEqual([
        fields.ttl,
        fields.nextHeader,
        destination,
        source,
        payload,
      ]);
    }
    expect(accepted).toBeGreaterThan(100);
  });
});
