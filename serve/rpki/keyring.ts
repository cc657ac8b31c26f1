/**
 * Which keys a CA of the repository has (RFC 6489): one that signs, at times one that will, and one that did. The stages
 * go on by the clock, and a stage counts only when its publication was switched to. One file for the whole repository, so
 * that no stage is ever half done.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ok, refuse, type Result } from "@comity/canon";
import { writeWhole } from "./files.ts";
import { keyFile, type Signer } from "./keys.ts";

/** `name`: of the key's and the state's file, without their ends. `since`: Unix time. */
export type Ring = {
  readonly current: string;
  /** Certified, publishes empty lists; `since` is absent until it is certified. */
  readonly next?: { readonly name: string; readonly since?: number; readonly staging: number };
  /** Certified still, with nothing below it, for who fetched half of the change. */
  readonly old?: { readonly name: string; readonly until: number };
};
export type Keyring = ReadonlyMap<string, Ring>;

/** RFC 6489 section 2: relying parties have seen the new certificate before anything hangs on it. */
export const STAGING: number = 24 * 3_600;
export const ONLINE_CA = "online";
export const partyCa = (party: string): string => `party-${party}`;

const KIND = "comity/rpki-keyring/v1";
const fileOf = (folder: string): string => join(folder, "keyring.json");
export const keyPath = (folder: string, name: string): string => join(folder, "keys", `${name}.pem`);
export const statePath = (folder: string, name: string): string => join(folder, "ca", `${name}.json`);

/** CAs that never changed their key are not in it: see `ringOf`. Code `rpki-state`. */
export function readKeyring(folder: string): Result<Keyring> {
  if (!existsSync(fileOf(folder))) return ok(new Map());
  try {
    const json = JSON.parse(readFileSync(fileOf(folder), "utf8"));
    if (json.kind === KIND) return ok(new Map(Object.entries<Ring>(json.cas)));
  } catch {
    // Said below.
  }
  return refuse("rpki-state", `${fileOf(folder)} is damaged: restore it from a backup`);
}

export function saveKeyring(folder: string, keyring: Keyring): void {
  writeWhole(
    fileOf(folder),
    `${JSON.stringify({ kind: KIND, cas: Object.fromEntries(keyring) }, undefined, 1)}\n`,
    0o600,
  );
}

export const ringOf = (keyring: Keyring, ca: string): Ring => keyring.get(ca) ?? { current: ca };

/**
 * The ring as it is at `now`. `certified`: whether the anchor certifies the key of this name, for the online CA; the other
 * CAs are certified here, and their old keys stay for as long again as the new one waited.
 */
export function advanced(ring: Ring, now: number, certified?: (name: string) => boolean): Ring {
  const { current, next, old } = ring;
  if (old !== undefined) {
    const stays = certified?.(old.name) ?? now < old.until;
    return stays ? ring : { current };
  }
  if (next === undefined || certified?.(next.name) === false) return ring;
  const since = next.since ?? now;
  if (now < since + next.staging) return { current, next: { ...next, since } };
  return { current: next.name, old: { name: current, until: now + next.staging } };
}

/** Names of all keys of a ring, the signing one first. */
export const namesOf = ({ current, next, old }: Ring): string[] => [
  current,
  ...(next === undefined ? [] : [next.name]),
  ...(old === undefined ? [] : [old.name]),
];

/** Deletes keys and states that no ring names any more. */
export function forgetKeys(folder: string, before: Keyring, after: Keyring): void {
  const kept = new Set([...after.values()].flatMap(namesOf));
  for (const name of [...before.values()].flatMap(namesOf)) {
    if (kept.has(name)) continue;
    for (const path of [keyPath(folder, name), tokenPath(folder, name), statePath(folder, name)])
      rmSync(path, { force: true });
  }
}
const tokenPath = (folder: string, name: string): string => join(folder, "keys", `${name}.token.json`);

/** Codes of `keyFile`. */
export const signerNamed = (folder: string, name: string): Result<Signer> => keyFile(keyPath(folder, name));
