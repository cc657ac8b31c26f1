/**
 * The time of the next block (SEMANTICS C5): the clock's, as far as the newest witness time lets it. While witnesses are
 * silent time stands still and acts are ordered on; when they speak again the block carries what they signed.
 */
import type { Assembly } from "@comity/assembly";

/** A checkpoint that enough witnesses have signed at `time` or later. */
export type Cosigned = { readonly size: number; readonly time: number; readonly note: Uint8Array };

export function blockTime(
  assembly: Assembly,
  now: number,
  cosigned: Cosigned | undefined,
): { readonly time: number; readonly carries?: Cosigned } {
  const seen = assembly.witnessed;
  if (seen === undefined) return { time: Math.max(now, assembly.time) };
  const { skew } = assembly.parameters;
  const newer = cosigned !== undefined && cosigned.time > seen.time && cosigned.size >= seen.size;
  // A record a block would be many bytes for little: the time on the record serves for half of SKEW.
  const carries = newer && now > seen.time + Math.floor(skew / 2) ? cosigned : undefined;
  const newest = carries?.time ?? seen.time;
  const time = Math.max(Math.min(now, newest + skew), newest - skew, assembly.time);
  return carries === undefined ? { time } : { time, carries };
}
