/** What the server answers from. One interface for an assembly's state and for files. */
import { harmless, type RpslObject } from "./rpsl/rpsl.ts";
import type { IrrData } from "./irr/data.ts";

export type Wider = "" | "x" | "l" | "L" | "m" | "M";

export type WhoisSource = {
  readonly irr: () => IrrData;
  /** Grows with every change: the log index of the newest entry, or the number of reloads of files. */
  readonly serial: () => number;
  /** Objects about an address, prefix, range, AS number, name or party; most specific first. */
  readonly lookup: (key: string, wider: Wider) => readonly RpslObject[];
  /** Lines of the first answer, without `%`. */
  readonly banner: readonly string[];
};

/** Lines of a comment. */
export const comment = (...lines: readonly string[]): string =>
  lines.map((line) => (line === "" ? "%\n" : `% ${harmless(line)}\n`)).join("");
