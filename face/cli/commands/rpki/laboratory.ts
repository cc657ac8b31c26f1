/** A repository with its trust anchor inside: for trying out, never for numbers somebody relies on. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ok, type Result } from "@comity/canon";
import {
  acceptBundle,
  bundleText,
  createAnchor,
  createRepository,
  requestOf,
  signWithAnchor,
} from "@comity/rpki";
import { unixNow } from "./said.ts";

const ANCHOR = "laboratory-anchor";
const DAYS = 365;

export type LaboratoryPlace = {
  readonly name: string;
  /** rsync URI. */
  readonly base: string;
  /** URI of the RRDP notification. */
  readonly notification?: string;
};

/** Makes folder, keys and anchor. Codes of `createRepository`, `createAnchor`. */
export async function newLaboratory(folder: string, place: LaboratoryPlace): Promise<Result<unknown>> {
  const { base, name, notification } = place;
  const rrdp = notification === undefined ? {} : { notification };
  const made = await createRepository(folder, { base, ...rrdp });
  if (!made.ok) return made;
  // `comity rpki serve` answers it there.
  const https = notification === undefined ? {} : { https: new URL("/ta.cer", notification).href };
  const anchor = await createAnchor(join(folder, ANCHOR), { name, base, ...rrdp, ...https }, unixNow());
  return anchor.ok ? signed(folder) : anchor;
}

/** A laboratory's anchor signs by itself when half of its time is over; an offline one is asked for by `check` and alarm. */
export async function renewLaboratory(folder: string): Promise<Result<unknown>> {
  const anchor = join(folder, ANCHOR, "ca.json");
  if (!existsSync(anchor)) return ok(undefined);
  const { lists } = JSON.parse(readFileSync(anchor, "utf8")) as { lists?: { nextUpdate: number } };
  return (lists?.nextUpdate ?? 0) - unixNow() < (DAYS / 2) * 86_400 ? signed(folder) : ok(undefined);
}

/** Where a laboratory's anchor key lies. */
export const anchorOf = (folder: string): string => join(folder, ANCHOR);

async function signed(folder: string): Promise<Result<unknown>> {
  const request = await requestOf(folder);
  if (!request.ok) return request;
  const bundle = await signWithAnchor(anchorOf(folder), { request: request.value, days: DAYS }, unixNow());
  return bundle.ok ? acceptBundle(folder, bundleText(bundle.value)) : bundle;
}
