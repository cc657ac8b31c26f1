/**
 * The checksum of UDP, TCP and neighbour messages (reference page 3.6): RFC 1071 over the pseudo-header, zero-padded to
 * an even length, followed by the data. The padding is the trap: the plain RFC 1071 sum of the unpadded
 * concatenation is another number whenever the two addresses together have an even length.
 */

/** Sum of big-endian 16-bit words, not folded; the last odd byte counts as a high byte. */
export function sumWords(bytes: Uint8Array, at: number, end: number, sum = 0): number {
  let total = sum;
  let i = at;
  for (const last = end - 7; i < last; i += 8) {
    total +=
      ((bytes[i]! + bytes[i + 2]! + bytes[i + 4]! + bytes[i + 6]!) << 8) +
      bytes[i + 1]! +
      bytes[i + 3]! +
      bytes[i + 5]! +
      bytes[i + 7]!;
  }
  for (const last = end - 1; i < last; i += 2) total += (bytes[i]! << 8) + bytes[i + 1]!;
  return i < end ? total + (bytes[i]! << 8) : total;
}

/** The pseudo-header's part of the sum: source ‖ destination ‖ length ‖ next header, padded. An absent source has length 0. */
export function pseudoSum(
  bytes: Uint8Array,
  sourceAt: number,
  sourceLength: number,
  destinationAt: number,
  destinationLength: number,
  length: number,
  nextHeader: number,
): number {
  let sum = sumWords(bytes, sourceAt, sourceAt + sourceLength);
  let at = destinationAt;
  const end = destinationAt + destinationLength;
  if (sourceLength & 1 && at < end) sum += bytes[at++]!;
  sum = sumWords(bytes, at, end, sum);
  return (sourceLength + destinationLength) & 1
    ? sum + (length >> 8) + ((length & 0xff) << 8) + nextHeader
    : sum + length + (nextHeader << 8);
}

/** Folds to 16 bits. */
export function fold(sum: number): number {
  let s = sum;
  while (s > 0xffff) s = (s % 0x10000) + Math.floor(s / 0x10000);
  return s;
}

/**
 * The checksum of `data` (its own checksum field zero) between two addresses; `source` is empty when the packet
 * has none. `length` differs from the data's length only for the reference's sake.
 */
export function checksum(
  source: Uint8Array,
  destination: Uint8Array,
  nextHeader: number,
  data: Uint8Array,
  length: number = data.length,
): number {
  const both = new Uint8Array(source.length + destination.length);
  both.set(source);
  both.set(destination, source.length);
  const pseudo = pseudoSum(both, 0, source.length, source.length, destination.length, length, nextHeader);
  return ~fold(sumWords(data, 0, data.length, pseudo)) & 0xffff;
}
