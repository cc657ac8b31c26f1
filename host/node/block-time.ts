/**
 * The time of the next block (SEMANTICS C5): the clock's, as far as the newest witness time lets it. While witnesses are
 * silent time stands still and acts are ordered on; when they speak again the block carries what they signed.
 */
import type { Assembly } from "@comity/assembly";

/** A checkpoint that enough witnesses of the key file `policy` have signed at `time` or later. */
export type Cosigned = {
  readonly size: number;
  readonly time: number;
  readonly note: Uint8Array;
  readonly policy: string;
};

/** `incoming` is signed by the witnesses of a key file that is decided: it is in force with the block that carries it. */
export function blockTime(
  assembly: Assembly,
  now: number,
  cosigned: Cosigned | undefined,
  incoming: Cosigned | undefined,
): { readonly time: number; readonly carries?: Cosigned } {
  const seen = assembly.witnessed;
  const { skew } = assembly.parameters;
  if (incoming !== undefined && (seen === undefined || isNewer(incoming, seen))) {
    const time = Math.max(Math.min(now, incoming.time + skew), incoming.time - skew, assembly.time);
    if (time <= incoming.time + skew) return { time, carries: incoming };
  }
  if (seen === undefined) return { time: Math.max(now, assembly.time) };
  // A record a block would be many bytes for little: the time on the record serves for half of SKEW.
  const carries =
    cosigned !== undefined && isNewer(cosigned, seen) && now > seen.time + Math.floor(skew / 2)
      ? cosigned
      : undefined;
  const newest = carries?.time ?? seen.time;
  const time = Math.max(Math.min(now, newest + skew), newest - skew, assembly.time);
  return carries === undefined ? { time } : { time, carries };
}

type At = { readonly size: number; readonly time: number };
const isNewer = (a: At, b: At): boolean => a.time > b.time && a.size >= b.size;
