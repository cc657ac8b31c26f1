/** A VRP file, with SLURM files applied, as a set to publish, and what people should know about it. */
import { readFileSync, statSync } from "node:fs";
import { ok, refuse, type Result } from "@comity/canon";
import { readVrps, type Finding } from "@comity/route-files";
import { applySlurm, mergeSlurm, parseSlurm, vrpCount, type Payload, type Slurm } from "@comity/routes";
import type { Publication } from "./source.ts";

export type LoadOrder = {
  readonly vrps: string;
  /** SLURM files (RFC 8416), applied together; `slurmAspa` also takes version 2 with its ASPA members. */
  readonly slurm: readonly string[];
  readonly slurmAspa: boolean;
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
  /** VRPs that SLURM took away and brought in. */
  readonly filtered: number;
  readonly asserted: number;
};

export type LoadedSet = { readonly publication: Publication; readonly facts: LoadFacts };

/**
 * `asOf` is what the file says about its making, else the time of the file. VRPs that have expired stay in: routers are
 * better off with an old set that says so than with none (the age is for `maxAge` to judge). A SLURM file that cannot be
 * used is a failure: without its exceptions the set would be another one. Codes as `readVrps`, `parseSlurm` and
 * `mergeSlurm`.
 */
export async function loadSet(order: LoadOrder): Promise<Result<LoadedSet>> {
  const read = await readVrps(order.vrps, { now: order.now });
  if (!read.ok) return read;
  const { generated, records, duplicates, rejected, expired, anchors, findings } = read.value;
  const local = withExceptions(read.value.payload, order);
  if (!local.ok) return local;
  const { payload, filtered, asserted } = local.value;
  const asOf = generated ?? statSync(order.vrps).mtimeMs / 1_000;
  return ok({
    publication: { payload, asOf },
    facts: { records, duplicates, rejected, expired, anchors, findings, filtered, asserted },
  });
}

type Local = { readonly payload: Payload; readonly filtered: number; readonly asserted: number };

function withExceptions(payload: Payload, order: LoadOrder): Result<Local> {
  const files: Slurm[] = [];
  for (const path of order.slurm) {
    let text: Uint8Array;
    try {
      text = readFileSync(path);
    } catch (cause) {
      return refuse("file-unreadable", `${path}: ${(cause as Error).message}`, path);
    }
    const parsed = parseSlurm(text, { aspa: order.slurmAspa });
    if (!parsed.ok) return refuse(parsed.error.code, `${path}: ${parsed.error.detail}`, parsed.error.field);
    files.push(parsed.value);
  }
  if (files.length === 0) return ok({ payload, filtered: 0, asserted: 0 });
  const merged = mergeSlurm(files);
  if (!merged.ok) return merged;
  const { payload: changed, filtered, added } = applySlurm(payload, merged.value);
  return ok({ payload: changed, filtered: vrpCount(filtered), asserted: vrpCount(added) });
}
