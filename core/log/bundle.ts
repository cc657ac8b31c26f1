/** Entry bundles (c2sp.org/tlog-tiles): `u16 length || entry`, up to 256 times; and checking them against a tile. */
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { leafHash } from "./hashes.ts";
import { parseTile } from "./tiles.ts";

/** Largest entry, in bytes: what a u16 length can say. */
export const MAX_ENTRY = 65_535;

/** Code `entry-too-large`. */
export function formatBundle(entries: readonly Uint8Array[]): Result<Uint8Array> {
  let length = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY) return refuse("entry-too-large", `an entry has at most ${MAX_ENTRY} bytes`);
    length += 2 + entry.length;
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const entry of entries) {
    out[at] = entry.length >> 8;
    out[at + 1] = entry.length & 0xff;
    out.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return ok(out);
}

/** Exactly `width` entries and nothing after them, as views. Codes `bundle-truncated`, `bundle-trailing`. */
export function parseBundle(bytes: Uint8Array, width: number): Result<readonly Uint8Array[]> {
  const entries: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; i < width; i++) {
    // Beyond the end this is NaN, which is no length.
    const end = at + 2 + (bytes[at]! * 256 + bytes[at + 1]!);
    if (!(end <= bytes.length))
      return refuse("bundle-truncated", `the bundle ends inside entry ${i} of ${width}`);
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (at !== bytes.length) return refuse("bundle-trailing", `the bundle holds more than ${width} entries`);
  return ok(entries);
}

/**
 * The entries of a bundle whose leaf hashes are those of the level-0 tile of the same width. Codes of `parseBundle`
 * and `parseTile`, and `bundle-hash`.
 */
export function checkBundle(
  bundle: Uint8Array,
  tile: Uint8Array,
  width: number,
): Result<readonly Uint8Array[]> {
  const hashes = parseTile(tile, width);
  if (!hashes.ok) return hashes;
  const entries = parseBundle(bundle, width);
  if (!entries.ok) return entries;
  const bad = entries.value.findIndex((entry, i) => !equalBytes(leafHash(entry), hashes.value[i]!));
  if (bad >= 0) return refuse("bundle-hash", `entry ${bad} of the bundle is not the one the tile commits to`);
  return entries;
}
