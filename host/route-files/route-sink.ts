/** One route as the readers hand it over, and what they report about the file. */
import { wordsText } from "@comity/routes";
import { ipv4Text } from "@comity/resources";
import type { Finding } from "./findings.ts";

/** Overwritten by the next route. */
export type Route = {
  /** Words of the address, 1 or 4. */
  family: 1 | 4;
  words: Uint32Array;
  length: number;
  /** Origin AS, or `NO_ORIGIN` when the path ends in a set or has none. */
  origin: number;
  /** Then the set as text, like `{64496,64497}`, or `""` when there is no path to read an origin from. */
  set: string;
  /** Peers or paths that showed it; 1 where the file does not say. */
  seen: number;
};

export type RouteSink = (route: Route) => void;

export type RouteFileReport = {
  readonly format: "text" | "mrt";
  readonly routes: number;
  /** Of these, routes whose path ends in an AS_SET. */
  readonly sets: number;
  /** Lines or entries that are no route. */
  readonly rejected: number;
  readonly findings: readonly Finding[];
  readonly totals: { readonly [code: string]: number };
};

/** Canonical prefix of a route. */
export const routePrefix = ({ family, words, length }: Route): string =>
  `${family === 1 ? ipv4Text(words[0]!) : wordsText(words, 0)}/${length}`;

/** Origin as the files write it: a number, a set in braces, or `NONE`. */
export const routeOrigin = ({ origin, set }: Route): string =>
  origin !== 0 ? String(origin) : set === "" ? "NONE" : set;
