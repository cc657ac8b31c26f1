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

/** Signed by the keys of a key file that is decided: it is in force with the block that carries it. No time where it asks for no witnesses. */
export type Incoming = Omit<Cosigned, "time"> & { readonly time: number | undefined };

/** The time of the next block and what it carries. */
export function blockTime(
  assembly: Assembly,
  now: number,
  cosigned: Cosigned | undefined,
  incoming: Incoming | undefined,
): { readonly time: number; readonly carries?: Incoming } {
  const seen = assembly.witnessed;
  const { skew } = assembly.parameters;
  const within = (newest: number): number =>
    Math.max(Math.min(now, newest + skew), newest - skew, assembly.time);
  if (incoming !== undefined) {
    const { size, time: at } = incoming;
    if (at === undefined) {
      if (seen === undefined) return { time: Math.max(now, assembly.time), carries: incoming };
      if (size >= seen.size) return { time: within(seen.time), carries: incoming };
    } else if ((seen === undefined || isNewer({ size, time: at }, seen)) && within(at) <= at + skew) {
      return { time: within(at), carries: incoming };
    }
  }
  if (seen === undefined) return { time: Math.max(now, assembly.time) };
  // A record a block would be many bytes for little: the time on the record serves for half of SKEW.
  const carries =
    cosigned !== undefined && isNewer(cosigned, seen) && now > seen.time + Math.floor(skew / 2)
      ? cosigned
      : undefined;
  const time = within(carries?.time ?? seen.time);
  return carries === undefined ? { time } : { time, carries };
}

type At = { readonly size: number; readonly time: number };
const isNewer = (a: At, b: At): boolean => a.time > b.time && a.size >= b.size;
