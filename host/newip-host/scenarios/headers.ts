/**
 * The header tables (reference page 10.1 to 10.3), from packets the encoder really makes, and what the published
 * "−25.9 % / −44.9 %" becomes on the wire: the claim's 5-byte header is one the shipped encoder never emits.
 */
import {
  encodeContract,
  encodeTcp,
  encodeUdp,
  headerSize,
  type AddressType,
  type Contract,
} from "@comity/newip";
import { round, type ScenarioResult } from "../simulator/result.ts";

export type HeadersScenario = { readonly kind: "headers"; readonly title: string; readonly seed: number };

const ADDRESSES: readonly Uint8Array[] = [
  Uint8Array.of(1),
  Uint8Array.of(0xde, 0),
  Uint8Array.of(0xf1, 0x14, 0),
  Uint8Array.of(0xf2, 0, 1, 0, 0),
  Uint8Array.of(0xf3, 0, 1, 0, 0, 0, 0),
  Uint8Array.of(0xfe, 0, 0, 0, 0, 0, 0, 1),
];

const made = (
  result: { ok: true; value: Uint8Array } | { ok: false; error: { detail: string } },
): Uint8Array => {
  if (result.ok) return result.value;
  throw new RangeError(result.error.detail);
};

/** Network header bytes of a real packet: all of it but the transport. */
export function realHeader(address: Uint8Array, protocol: "udp" | "tcp"): number {
  const payload = new Uint8Array(0);
  const base = { destination: address, source: address, sourcePort: 1, destinationPort: 2, payload };
  if (protocol === "udp") return made(encodeUdp(base)).length - 8;
  const tcp = { ...base, sequence: 0, acknowledgement: 0, flags: 16, window: 0 };
  return made(encodeTcp(tcp)).length - 20;
}

const percent = (value: number): string =>
  `${value < 0 ? "−" : value > 0 ? "+" : ""}${Math.abs(round(value, 1)).toFixed(1)} %`;
const LINK = 38;
const EFFICIENCY = [16, 50, 64, 100, 512, 1400];
const RECORDED = [6, 8, 10, 14, 18, 20];

export function runHeaders(scenario: HeadersScenario): ScenarioResult {
  const claim = (name: string, header: number): (string | number)[] => {
    const all = header + LINK;
    return [
      name,
      header,
      all,
      percent((all / 58 - 1) * 100),
      percent((all / 78 - 1) * 100),
      `${((1 - all / 1500) * 100).toFixed(2)} %`,
    ];
  };
  const one = ADDRESSES[0]!;
  const eight = ADDRESSES[5]!;
  const sizes = ADDRESSES.map((a) => [a, realHeader(a, "udp"), realHeader(a, "tcp")] as const);
  const ship = (type: AddressType, size: number): { type: AddressType; bytes: Uint8Array } => ({
    type,
    bytes: new Uint8Array(size),
  });
  const contract = (s: [AddressType, number], d: [AddressType, number], contracts: Contract[] = []): number =>
    made(
      encodeContract({
        source: ship(...s),
        destination: ship(...d),
        cast: 0,
        contracts,
        payload: new Uint8Array(0),
      }),
    ).length;
  const latency: Contract = {
    kind: "latency",
    minimum: 5,
    maximum: 6,
    experienced: 0,
    aheadDelay: 0,
    aheadHops: 1,
  };
  const efficiency = (name: string, header: number): (string | number)[] => [
    name,
    ...EFFICIENCY.map((p) => ((p / (header + 8 + p)) * 100).toFixed(1)),
  ];
  const udp1 = realHeader(one, "udp");
  const udp8 = realHeader(eight, "udp");
  return {
    title: scenario.title,
    seed: scenario.seed,
    tables: [
      {
        title: "Published claim against real bytes (link overhead 38, frame 1500)",
        columns: ["header", "bytes", "+38", "against IPv4", "against IPv6", "efficiency"],
        rows: [
          claim("as published (never emitted)", 5),
          claim("real UDP, 1-byte addresses", udp1),
          claim("real TCP, 1-byte addresses", realHeader(one, "tcp")),
          claim("real UDP, 8-byte addresses", udp8),
          claim("real TCP, 8-byte addresses", realHeader(eight, "tcp")),
        ],
      },
      {
        title: "Network header bytes (IPv4 20, IPv6 40, 6LoWPAN 2 link-local or 7)",
        columns: ["addresses", "UDP", "TCP and ND"],
        rows: sizes.map(([a, u, t]) => [`${a.length} + ${a.length}`, u, t]),
      },
      {
        title: "Contract format, header bytes",
        columns: ["addresses", "no contract", "with latency"],
        rows: [
          ["ipv4 → ipv4", contract(["ipv4", 4], ["ipv4", 4]), contract(["ipv4", 4], ["ipv4", 4], [latency])],
          [
            "ipv4 → ipv6",
            contract(["ipv4", 4], ["ipv6", 16]),
            contract(["ipv4", 4], ["ipv6", 16], [latency]),
          ],
          [
            "ipv6 → ipv6",
            contract(["ipv6", 16], ["ipv6", 16]),
            contract(["ipv6", 16], ["ipv6", 16], [latency]),
          ],
          ["8bit → 8bit", contract(["8bit", 1], ["8bit", 1]), contract(["8bit", 1], ["8bit", 1], [latency])],
        ],
      },
      {
        title: "Payload share of network header + UDP + payload, %",
        columns: ["payload", ...EFFICIENCY.map(String)],
        rows: [
          efficiency("IPv4", 20),
          efficiency("IPv6", 40),
          efficiency("New IP 1 + 1", udp1),
          efficiency("New IP 8 + 8", udp8),
        ],
      },
    ],
    plots: [
      {
        title: "Payload share by payload size",
        x: "payload bytes",
        y: "%",
        kind: "line",
        series: (
          [
            ["IPv4", 20],
            ["IPv6", 40],
            ["New IP 1 + 1", udp1],
            ["New IP 8 + 8", udp8],
          ] as const
        ).map(([name, header]) => ({
          name,
          points: Array.from(
            { length: 70 },
            (_, i) => [(i + 1) * 4, ((i + 1) * 400) / ((i + 1) * 4 + 8 + header)] as const,
          ),
        })),
      },
    ],
    checks: [
      {
        what: "the encoder's headers are 6 · 8 · 10 · 14 · 18 · 20 bytes (UDP)",
        holds: sizes.every(([, u], i) => u === RECORDED[i]),
      },
      { what: "and two more for TCP and neighbour discovery", holds: sizes.every(([, u, t]) => t === u + 2) },
      {
        what: "the published 5-byte header is never emitted",
        holds: sizes.every(([a]) => headerSize(a.length, a.length, false) > 5),
      },
    ],
  };
}
