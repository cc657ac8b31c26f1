/**
 * The byte part of the pinned Ed25519 acceptance rule: S below the group order, and A and R canonical encodings of
 * points that are not of small order. It needs no curve arithmetic and runs before every engine, because libraries
 * and even releases of one runtime disagree about exactly these inputs.
 */

const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));

/** 2^252 + 27742317777372353535851937790883648493, little-endian (RFC 8032 section 5.1). */
const ORDER = fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

/**
 * The y coordinates of the eight points of small order, little-endian. Each stands for both signs of x; the
 * non-canonical spellings among the 14 known encodings fall to the canonical test.
 */
const SMALL_ORDER_Y: readonly Uint8Array[] = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map((hex) => fromHex(hex));

/** Whether the 32 bytes at `at` are S with S < L: the one spelling of a scalar. */
export function scalarBytesOk(bytes: Uint8Array, at: number): boolean {
  for (let i = 31; i >= 0; i--) {
    const d = bytes[at + i]! - ORDER[i]!;
    if (d !== 0) return d < 0;
  }
  return false;
}

/** Whether the 32 bytes at `at` have y < 2^255 - 19 and y is not that of a point of small order. */
export function pointBytesOk(bytes: Uint8Array, at: number): boolean {
  return yIsCanonical(bytes, at) && !SMALL_ORDER_Y.some((y) => yEquals(bytes, at, y));
}

function yIsCanonical(bytes: Uint8Array, at: number): boolean {
  if ((bytes[at + 31]! & 0x7f) !== 0x7f || bytes[at]! < 0xed) return true;
  for (let i = 1; i < 31; i++) if (bytes[at + i] !== 0xff) return true;
  return false;
}

function yEquals(bytes: Uint8Array, at: number, y: Uint8Array): boolean {
  for (let i = 0; i < 31; i++) if (bytes[at + i] !== y[i]) return false;
  return (bytes[at + 31]! & 0x7f) === y[31];
}
