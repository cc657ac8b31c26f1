/** The public addresses FF00 … FF09 (reference page 3.4) and what this implementation does with them. */
export type PublicAddress = {
  readonly bytes: string;
  readonly name: string;
  /** `used`: has a meaning here. `reserved`: dropped and never generated (hazards 2 and 3 of the reference page). */
  readonly use: "used" | "reserved";
};

export const PUBLIC_ADDRESSES: readonly PublicAddress[] = [
  { bytes: "ff00", name: "loopback", use: "used" },
  { bytes: "ff01", name: "access authentication", use: "reserved" },
  { bytes: "ff02", name: "access authentication", use: "reserved" },
  { bytes: "ff03", name: "neighbour discovery", use: "reserved" },
  { bytes: "ff04", name: "address resolution (broadcast)", use: "used" },
  { bytes: "ff05", name: "DHCP", use: "reserved" },
  { bytes: "ff06", name: "minimalist access authentication", use: "reserved" },
  { bytes: "ff07", name: "self-organising protocol", use: "reserved" },
  { bytes: "ff08", name: "EUI-64", use: "reserved" },
  { bytes: "ff09", name: "any", use: "used" },
];

const own = (second: number): Uint8Array => Uint8Array.of(0xff, second);
export const LOOPBACK: Uint8Array = own(0x00);
export const BROADCAST: Uint8Array = own(0x04);
export const ANY: Uint8Array = own(0x09);

/** Every FFxx but loopback, broadcast and any: dropped by a stack, never generated. */
export const isReservedAt = (bytes: Uint8Array, at: number, length: number): boolean =>
  length === 2 &&
  bytes[at] === 0xff &&
  bytes[at + 1] !== 0x00 &&
  bytes[at + 1] !== 0x04 &&
  bytes[at + 1] !== 0x09;
