/** A few packets to begin with: good ones made by the encoders, bad ones made from good ones. */
import { packetFromJson, toHex, type Format } from "@comity/newip";

export type Sample = { readonly name: string; readonly format: Format; readonly hex: string };

const hello = "48656c6c6f2c20776f726c64";
const made = (name: string, format: Format, fields: object): Sample => {
  const packet = packetFromJson({ format, ...fields });
  return { name, format, hex: packet.ok ? toHex(packet.value) : "" };
};
const changed = (sample: Sample, name: string, change: (hex: string) => string): Sample => ({
  ...sample,
  name,
  hex: change(sample.hex),
});

const ends = { destination: "de00", source: "50" };
const udp = made("udp", "flexible", { ...ends, udp: { sourcePort: 5000, destinationPort: 9, data: hello } });
const v4 = (address: string): object => ({ type: "ipv4", address });
const contract = (name: string, contracts: readonly object[]): Sample =>
  made(name, "contract", {
    source: v4("192.0.2.1"),
    destination: v4("198.51.100.7"),
    contracts,
    payload: hello,
  });

export const SAMPLES: readonly Sample[] = [
  udp,
  made("tcp", "flexible", {
    ...ends,
    tcp: {
      sourcePort: 49_152,
      destinationPort: 80,
      sequence: 1_000_000,
      flags: 2,
      window: 65_535,
      options: "020405b4",
    },
  }),
  made("neighbour", "flexible", { destination: "ff04", source: "50", solicitation: { target: "de00" } }),
  contract("latency", [
    { kind: "latency", minimum: 5, maximum: 6, experienced: 12, aheadDelay: 1, aheadHops: 2 },
  ]),
  contract("delay", [{ kind: "max-delay", maximum: 20, experienced: 3 }]),
  contract("ping", [{ kind: "ping", code: 0, hops: 3, timestamp: "1780000000000" }]),
  made("level", "level", { type: "destination", levels: ["0a01", "0b0203", "07"] }),
  changed(udp, "truncated", (hex) => hex.slice(0, 18)),
  changed(udp, "checksum", (hex) => `${hex.slice(0, -2)}65`),
].filter(({ hex }) => hex !== "");
