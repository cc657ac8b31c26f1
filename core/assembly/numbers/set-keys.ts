/**
 * Keys of attested records in the register `decisions`: `zone/SOURCE/OWNER` is a text key; a VRP's is the text
 * `vrp/SOURCE/4/` or `/6/` followed by the bits of its prefix, so that one path shows all that cover a route.
 */
import { concat, utf8 } from "@comity/canon";
import type { Key, SetHeader } from "@comity/resources";
import { textKey, textPrefix } from "../state/registers.ts";

const starts = new Map<string, Uint8Array>();

/** The text before the bits; made once a source and family. */
function startOf(source: string, width: number): Uint8Array {
  const text = `vrp/${source}/${width === 4 ? 4 : 6}/`;
  let start = starts.get(text);
  if (start === undefined) {
    if (starts.size > 1_000) starts.clear();
    starts.set(text, (start = utf8(text)));
  }
  return start;
}

/** `bytes` are the 4 or 16 of the prefix's address. */
export function vrpKey(source: string, { bits, bytes }: Key): Key {
  const start = startOf(source, bytes.length);
  return { bytes: concat(start, bytes.subarray(0, (bits + 7) >> 3)), bits: start.length * 8 + bits };
}

/** The prefix of a VRP's key; `undefined` for any other. */
export function vrpPrefixOf({ bits, bytes }: Key): Key | undefined {
  const match = /^vrp\/[A-Za-z0-9.-]{2,32}\/([46])\//.exec(String.fromCharCode(...bytes.subarray(0, 39)));
  if (match === null) return undefined;
  const out = new Uint8Array(match[1] === "4" ? 4 : 16);
  out.set(bytes.subarray(match[0].length));
  return { bytes: out, bits: bits - match[0].length * 8 };
}

export const zoneKey = (source: string, owner: string): Key => textKey(`zone/${source}/${owner}`);

/** Below these is everything that a source's sets of the kind hold. */
export const setKeys = ({ kind, source }: Pick<SetHeader, "kind" | "source">): readonly Key[] =>
  kind === "zone"
    ? [textPrefix(`zone/${source}/`)]
    : [textPrefix(`vrp/${source}/4/`), textPrefix(`vrp/${source}/6/`)];
