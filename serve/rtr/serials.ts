/** Serial number arithmetic over 32 bits (RFC 1982). */

export const nextSerial = (serial: number): number => (serial + 1) >>> 0;

/** Negative when `a` is older than `b`, zero when equal, positive when newer; NaN for a distance of exactly 2^31, which has no order. */
export function compareSerials(a: number, b: number): number {
  const distance = (a - b) >>> 0;
  if (distance === 0) return 0;
  if (distance === 0x8000_0000) return Number.NaN;
  return distance < 0x8000_0000 ? distance : distance - 0x1_0000_0000;
}
