/** Tables 10.1 to 10.3 of the reference page, from what the encoders really emit (test 22). */
import { describe, expect, it } from "vitest";
import {
  encodeContract,
  encodeTcp,
  encodeUdp,
  headerSize,
  ADDRESS_SIZES,
  type AddressType,
  type Contract,
} from "@comity/newip";
import { hex, must } from "./shared.ts";

const ADDRESSES: { readonly [bytes: number]: string } = {
  1: "01",
  2: "de00",
  3: "f11401",
  5: "f200010001",
  7: "f3000100000001",
  8: "fe00000000000001",
};
const ports = { sourcePort: 1, destinationPort: 2 };
const ends = (n: number) => ({ destination: hex(ADDRESSES[n]!), source: hex(ADDRESSES[n]!), ...ports });
const udp = (n: number, payload = 0): number =>
  must(encodeUdp({ ...ends(n), payload: new Uint8Array(payload) })).length - 8 - payload;
const tcp = (n: number): number =>
  must(encodeTcp({ ...ends(n), sequence: 0, acknowledgement: 0, flags: 2, window: 0 })).length - 20;
const percent = (value: number, digits: number): string => (100 * value).toFixed(digits);

describe("figures", () => {
  it("10.2: network header bytes", () => {
    expect([1, 2, 3, 5, 7, 8].map((n) => udp(n))).toEqual([6, 8, 10, 14, 18, 20]);
    expect([1, 2, 3, 5, 7, 8].map((n) => tcp(n))).toEqual([8, 10, 12, 16, 20, 22]);
    // The published 5-byte header never leaves an encoder: the size is even, whatever the addresses.
    for (const d of [1, 2, 3, 5, 7, 8])
      for (const s of [1, 2, 3, 5, 7, 8]) expect(headerSize(d, s, false) % 2).toBe(0);
    const address = (type: AddressType) => ({ type, bytes: new Uint8Array(ADDRESS_SIZES[type]) });
    const size = (a: AddressType, b: AddressType, contracts: readonly Contract[] = []): number =>
      must(
        encodeContract({ source: address(a), destination: address(b), cast: 0, contracts, payload: hex("") }),
      ).length;
    expect([size("ipv4", "ipv4"), size("ipv4", "ipv6"), size("ipv6", "ipv6"), size("8bit", "8bit")]).toEqual([
      14, 26, 38, 8,
    ]);
    const contracts: readonly Contract[] = [
      { kind: "max-delay", maximum: 1, experienced: 0 },
      { kind: "latency", minimum: 0, maximum: 1, experienced: 0, aheadDelay: 0, aheadHops: 1 },
      { kind: "ping", code: 0, hops: 1, timestamp: 0n },
    ];
    expect(contracts.map((c) => size("8bit", "8bit", [c]) - 8)).toEqual([6, 12, 14]);
  });

  it("10.1: the published claim against what goes on the wire", () => {
    const row = (header: number) => {
      const total = header + 38;
      const against = (other: number): string => percent(total / (other + 38) - 1, 1);
      return [total, against(20), against(40), percent((1500 - total) / 1500, 2)];
    };
    expect(row(5)).toEqual([43, "-25.9", "-44.9", "97.13"]);
    expect(row(udp(1))).toEqual([44, "-24.1", "-43.6", "97.07"]);
    expect(row(tcp(1))).toEqual([46, "-20.7", "-41.0", "96.93"]);
    expect(row(udp(8))).toEqual([58, "0.0", "-25.6", "96.13"]);
    expect(row(tcp(8))).toEqual([60, "3.4", "-23.1", "96.00"]);
  });

  it("10.3: efficiency by payload", () => {
    const payloads = [16, 50, 64, 100, 512, 1400];
    const row = (header: (payload: number) => number): string[] =>
      payloads.map((p) => percent(p / (p + 8 + header(p)), 1));
    expect(row(() => 20)).toEqual(["36.4", "64.1", "69.6", "78.1", "94.8", "98.0"]);
    expect(row(() => 40)).toEqual(["25.0", "51.0", "57.1", "67.6", "91.4", "96.7"]);
    expect(row((p) => udp(1, p))).toEqual(["53.3", "78.1", "82.1", "87.7", "97.3", "99.0"]);
    expect(row((p) => udp(8, p))).toEqual(row(() => 20));
    // Ethernet's minimum frame of 60 hides the saving: IPv4 up to 18 bytes of payload, New IP up to 32.
    const frame = (header: number, payload: number): number => Math.max(60, 14 + header + 8 + payload);
    expect([frame(20, 18), frame(udp(1), 18), frame(20, 19)]).toEqual([60, 60, 61]);
    expect([frame(udp(1), 32), frame(udp(1), 33)]).toEqual([60, 61]);
  });
});
