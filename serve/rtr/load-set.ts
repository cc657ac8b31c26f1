/** A VRP file, with SLURM files applied, as a set to publish, and what people should know about it. */
import { statSync } from "node:fs";
import { ok, type Result } from "@comity/canon";
import { readVrps, type Finding } from "@comity/route-files";
import type { Publication } from "./source.ts";

export type LoadOrder = {
  readonly vrps: string;
  readonly slurm: readonly string[];
  /** Unix seconds, for judging `expires`. */
  readonly now: number;
};

export type LoadFacts = {
  readonly records: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly expired: number;
  readonly anchors: { readonly [anchor: string]: number };
  readonly findings: readonly Finding[];
};

export type LoadedSet = { readonly publication: Publication; readonly facts: LoadFacts };

/**
 * `asOf` is what the file says about its making, else the time of the file. VRPs that have expired stay in: routers are
 * better off with an old set that says so than with none (the age is for `maxAge` to judge). Codes as `readVrps`.
 */
export async function loadSet(order: LoadOrder): Promise<Result<LoadedSet>> {
  const read = await readVrps(order.vrps, { now: order.now });
  if (!read.ok) return read;
  const { payload, generated, records, duplicates, rejected, expired, anchors, findings } = read.value;
  const asOf = generated ?? statSync(order.vrps).mtimeMs / 1_000;
  return ok({
    publication: { payload, asOf },
    facts: { records, duplicates, rejected, expired, anchors, findings },
  });
}
