/** Checksums of segments where they lie in a packet: verified behind a header that was read, computed behind one written. */
import { fold, pseudoSum, sumWords } from "./checksum.ts";
import type { Header } from "./header.ts";

/** Whether `bytes[at..end)` behind this header carries the right checksum, over `end - at` bytes. */
export function isSound(h: Header, at: number, end: number, nextHeader: number): boolean {
  const { bytes, destinationAt, destinationLength, sourceAt, sourceLength } = h;
  const pseudo = pseudoSum(
    bytes,
    sourceAt,
    sourceLength,
    destinationAt,
    destinationLength,
    end - at,
    nextHeader,
  );
  return fold(sumWords(bytes, at, end, pseudo)) === 0xffff;
}

/** The checksum of `out[at..end)`, its own field zero, right behind a header that ends in destination and source. */
export function sumBehind(
  out: Uint8Array,
  at: number,
  end: number,
  destination: number,
  source: number,
  nextHeader: number,
): number {
  const addresses = at - destination - source;
  const pseudo = pseudoSum(
    out,
    addresses + destination,
    source,
    addresses,
    destination,
    end - at,
    nextHeader,
  );
  return ~fold(sumWords(out, at, end, pseudo)) & 0xffff;
}
