/**
 * The decoder and the second one agree, packet by packet, on random, mutated and damaged input: a million packets and
 * more under COMITY_SOAK.
 */
import { describe, expect, it } from "vitest";
import {
  decodeContract,
  decodeLevels,
  decodePacket,
  Random,
  toHex,
  traffic,
  type Format,
} from "@comity/newip";
import { secondReading } from "./second-decoder.ts";
import { FILES, hex, present, SOAK, textOf } from "./shared.ts";

const TYPES = { ipv4: 0, ipv6: 1, "8bit": 2 } as const;

function flexible(bytes: Uint8Array): string {
  const decoded = decodePacket(bytes);
  if (!decoded.ok) {
    // The number counts for headers; below them the page gives none.
    const { reference } = decoded.error;
    return reference !== undefined && reference < 0 ? `refused ${reference}` : "refused";
  }
  const { header: h, kind } = decoded.value;
  const part = (from: number, to: number): string => toHex(bytes, from, to);
  const body = (): string => {
    const packet = decoded.value;
    if (packet.kind === "udp") {
      const u = packet.udp;
      return `udp ${u.sourcePort} ${u.destinationPort} ${part(u.dataAt, u.dataEnd)}`;
    }
    if (packet.kind === "tcp") {
      const t = packet.tcp;
      const numbers = [
        t.sourcePort,
        t.destinationPort,
        t.sequence,
        t.acknowledgement,
        t.flags,
        t.window,
        t.urgent,
      ];
      return `tcp ${numbers.join(" ")} ${part(t.dataAt, t.dataEnd)}`;
    }
    if (packet.kind === "neighbour") {
      const n = packet.neighbour;
      return `neighbour ${n.type} ${n.code} ${part(n.bodyAt, n.bodyAt + n.bodyLength)}`;
    }
    return `${kind} ${part(h.payload, h.end)}`;
  };
  const total = h.hasTotalLength ? h.totalLength : "-";
  const source = h.source === undefined ? "-" : toHex(h.source);
  return `${h.ttl} ${total} ${h.nextHeader} ${toHex(h.destination)} ${source} ${h.payload} ${body()}`;
}

function contract(bytes: Uint8Array): string {
  const decoded = decodeContract(bytes);
  if (!decoded.ok) return "refused";
  const { cast, contracts, destination, payload, source } = decoded.value;
  const said = contracts.map((c) => {
    if (c.kind === "max-delay") return `mdf ${c.maximum} ${c.experienced}`;
    if (c.kind === "latency")
      return `lbf ${c.minimum} ${c.maximum} ${c.experienced} ${c.aheadDelay} ${c.aheadHops}`;
    if (c.kind === "ping") return `ping ${c.code} ${c.hops} ${c.timestamp.toString(16).padStart(16, "0")}`;
    return `unknown ${toHex(c.bytes)}`;
  });
  const ends = [source, destination].map(({ bytes: b, type }) => `${TYPES[type]} ${toHex(b)}`);
  return `${ends.join(" ")} ${cast} [${said.join(", ")}] ${toHex(payload) || "-"}`;
}

function level(bytes: Uint8Array): string {
  const decoded = decodeLevels(bytes);
  if (!decoded.ok) return "refused";
  return `${decoded.value.type === "source" ? 1 : 2} ${decoded.value.levels.map((l) => toHex(l)).join(" ")}`;
}

const first = { flexible, contract, level };
function agree(format: Format, bytes: Uint8Array, seed: number): boolean {
  const [one, two] = [first[format](bytes), secondReading(format, bytes)];
  if (one.trimEnd() !== two.trimEnd())
    throw new Error(`seed ${seed}: ${format} ${toHex(bytes)}: ${one} | ${two}`);
  return !one.startsWith("refused");
}

describe("the second decoder", () => {
  it("agrees on random and mutated packets of all formats", () => {
    const seed = Number(process.env["COMITY_SEED"] ?? 20_261_125);
    const random = new Random(seed);
    const formats = ["flexible", "contract", "level"] as const;
    const next = traffic({ seed, formats, nearValid: 70 });
    const seen = { accepted: 0, refused: 0 };
    for (let i = 0; i < (SOAK ? 700_000 : 6000); i++) {
      const { bytes, format } = next();
      const noise = random.bytes(random.below(48));
      // A third of the noise begins like a packet.
      if (noise.length > 6 && random.once(3)) noise.set([0x56, 0x40, [6, 17, 177][random.below(3)]!, 1, 2]);
      for (const [f, b] of [
        [format, bytes],
        [random.pick(formats), noise],
      ] as const)
        seen[agree(f, b, seed) ? "accepted" : "refused"]++;
    }
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(1500);
  }, 3_600_000);

  it.skipIf(!present)(
    "agrees on every packet of the vectors, whole and cut (skipped: shared data not present)",
    () => {
      let packets = 0;
      for (const file of FILES.slice(0, 2)) {
        const format = file.startsWith("flexible") ? "flexible" : "contract";
        const known = new Set(
          [...textOf(file).matchAll(/"(?:packet|newip|in)": ?"([0-9a-f]{2,400})"/g)].map((m) => m[1]!),
        );
        for (const digits of known) {
          const bytes = hex(digits);
          packets++;
          for (let cut = 0; cut <= bytes.length; cut++) agree(format, bytes.subarray(0, cut), 0);
        }
      }
      expect(packets).toBeGreaterThan(300);
    },
  );
});
