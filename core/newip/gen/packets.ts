/** Valid packets of all three formats, from a seeded generator. */
import { ADDRESS_SIZES, ADDRESS_TYPES } from "../contract/constants.ts";
import type { Contract } from "../contract/contracts.ts";
import { encodeContract, type ShippingAddress } from "../contract/packet.ts";
import { addressFromValue } from "../flexible/address.ts";
import { encodePacket } from "../flexible/encode-packet.ts";
import { encodeAdvertisement, encodeSolicitation } from "../flexible/neighbour.ts";
import { encodeTcp } from "../flexible/tcp.ts";
import { encodeUdp } from "../flexible/udp.ts";
import { encodeLevels } from "../level/level.ts";
import type { Format } from "../fields/annotate.ts";
import type { Result } from "../result.ts";
import type { Random } from "./random.ts";

const LIMITS = [221, 5120, 65_536, 2 ** 32, 2 ** 48] as const;

/** An address of any class but the public one; the ends of each class come up often. */
export function randomAddress(random: Random): Uint8Array {
  if (random.once(6)) return Uint8Array.of(0xfe, ...random.bytes(7));
  const k = random.below(LIMITS.length);
  const low = k === 0 ? 0 : LIMITS[k - 1]!;
  const high = LIMITS[k]!;
  const value = random.once(4)
    ? low
    : random.once(4)
      ? high - 1
      : low + Math.floor((random.word() / 2 ** 32) * (high - low));
  const address = addressFromValue(value);
  return address.ok ? address.value : Uint8Array.of(0);
}

const port = (random: Random): number => random.below(65_536);
const payload = (random: Random): Uint8Array =>
  random.bytes(random.once(8) ? random.below(1400) : random.below(80));

function extended(random: Random): Result<Uint8Array> {
  const source = random.once(4) ? {} : { source: randomAddress(random) };
  const extension = random.once(2) ? {} : { extension: random.bytes(random.below(12)) };
  return encodePacket({
    destination: randomAddress(random),
    ...source,
    ...extension,
    ttl: 1 + random.below(255),
    nextHeader: random.pick([0, 1, 58, 99, 253, 254]),
    totalLength: random.once(2),
    payload: Uint8Array.of(...payload(random), 0),
  });
}

function flexible(random: Random): Result<Uint8Array> {
  const destination = randomAddress(random);
  const source = randomAddress(random);
  const ends = { destination, source, sourcePort: port(random), destinationPort: port(random) };
  switch (random.below(8)) {
    case 0:
      return encodeSolicitation({ target: destination, source, ...(random.once(3) ? { destination } : {}) });
    case 1:
      return encodeAdvertisement({ destination, source, mac: Uint8Array.of(2, ...random.bytes(5)) });
    case 2:
    case 3:
      return encodeTcp({
        ...ends,
        sequence: random.word(),
        acknowledgement: random.word(),
        flags: random.pick([0x02, 0x12, 0x10, 0x18, 0x11, 0x14]),
        window: port(random),
        ...(random.once(3) ? { mss: 536 + random.below(1000) } : {}),
        payload: payload(random),
      });
    case 4:
      return extended(random);
    default:
      return encodeUdp({ ...ends, payload: payload(random), ttl: 1 + random.below(255) });
  }
}

function shipping(random: Random): ShippingAddress {
  const type = random.pick(ADDRESS_TYPES);
  return { type, bytes: random.bytes(ADDRESS_SIZES[type]) };
}

function randomContract(random: Random): Contract {
  const u16 = (): number => port(random);
  switch (random.below(3)) {
    case 0:
      return { kind: "max-delay", maximum: u16(), experienced: u16() };
    case 1: {
      const minimum = random.below(2000);
      const maximum = random.once(4) ? 0 : minimum + random.below(2000);
      return {
        kind: "latency",
        minimum,
        maximum,
        experienced: random.below(1000),
        aheadDelay: random.below(500),
        aheadHops: random.below(16),
      };
    }
    default: {
      const timestamp = (BigInt(random.word()) << 32n) | BigInt(random.word());
      return { kind: "ping", code: random.below(2), hops: u16(), timestamp };
    }
  }
}

const contract = (random: Random): Result<Uint8Array> =>
  encodeContract({
    source: shipping(random),
    destination: shipping(random),
    cast: random.below(5),
    contracts: Array.from({ length: random.below(4) }, () => randomContract(random)),
    payload: payload(random),
  });

const level = (random: Random): Result<Uint8Array> =>
  encodeLevels({
    type: random.once(2) ? "source" : "destination",
    levels: Array.from({ length: 1 + random.below(4) }, () => random.bytes(1 + random.below(16))),
  });

/** One valid packet of a format. */
export function validPacket(format: Format, random: Random): Uint8Array {
  const made =
    format === "flexible" ? flexible(random) : format === "contract" ? contract(random) : level(random);
  return made.ok ? made.value : new Uint8Array(0);
}
