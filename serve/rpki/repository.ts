/**
 * A repository in a folder: the online CA and the hosted parties' CAs with their keys, and numbered versions of what is
 * published. `current` is a link that moves at once, so rsync readers see one version or the next, never a mix.
 */
import { existsSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { ok, refuse, type Result } from "@comity/canon";
import { listNames } from "./authority.ts";
import { bundleNumber, bundleText, readBundle, type AnchorBundle } from "./bundle.ts";
import type { CaPlace } from "./certificate.ts";
import { readText, readTree, sameTree, writeWhole, type Tree } from "./files.ts";
import { newKeyFile, newTokenKey, type Signer } from "./keys.ts";
import { keyPath, ONLINE_CA, readKeyring, ringOf, signerNamed } from "./keyring.ts";
import { certificateRequest } from "./request.ts";
import { takeLock } from "./lock.ts";
import { signingWork } from "./token.ts";
import { prepareRrdp } from "./rrdp-folder.ts";
import { notificationUri, rsyncBase } from "./uris.ts";

const KIND = "comity/rpki-repository/v1";
const KEEP_VERSIONS = 5;

export type Settings = { readonly kind: typeof KIND; readonly base: string; readonly notification?: string };

export type Paths = {
  readonly [name in "settings" | "bundle" | "versions" | "current" | "rrdp" | "lock"]: string;
};

export const paths = (folder: string): Paths => ({
  settings: join(folder, "rpki.json"),
  bundle: join(folder, "anchor.json"),
  versions: join(folder, "versions"),
  current: join(folder, "current"),
  rrdp: join(folder, "rrdp"),
  lock: join(folder, "lock"),
});

export const placeAt = ({ base, notification }: Settings, name: string, signer: Signer): CaPlace => ({
  repository: `${base}${name}/`,
  manifest: `${base}${name}/${listNames(signer).manifest}`,
  ...(notification === undefined ? {} : { notification }),
});

/** A new folder with the online CA's key; gives its request for the anchor. `token`: as for the anchor. Codes `rpki-uri`, `rpki-folder`. */
export async function createRepository(
  folder: string,
  options: { readonly base: string; readonly notification?: string; readonly token?: string },
): Promise<Result<Uint8Array>> {
  const base = rsyncBase(options.base);
  if (!base.ok) return base;
  const notification =
    options.notification === undefined ? ok(undefined) : notificationUri(options.notification);
  if (!notification.ok) return notification;
  const at = paths(folder);
  if (existsSync(at.settings)) return refuse("rpki-folder", `${folder} is a repository already`, "folder");
  mkdirSync(folder, { recursive: true });
  const key =
    options.token === undefined
      ? ok(await newKeyFile(keyPath(folder, ONLINE_CA)))
      : newTokenKey(keyPath(folder, ONLINE_CA), options.token);
  if (!key.ok) return key;
  const settings: Settings = {
    kind: KIND,
    base: base.value,
    ...(notification.value === undefined ? {} : { notification: notification.value }),
  };
  writeWhole(at.settings, `${JSON.stringify(settings, undefined, 2)}\n`);
  return requestOf(folder);
}

/** Codes `rpki-file`, `rpki-folder`. */
export function readSettings(folder: string): Result<Settings> {
  const text = readText(paths(folder).settings, "repository");
  if (!text.ok) return text;
  try {
    const settings = JSON.parse(text.value) as Settings;
    if (settings.kind === KIND && rsyncBase(settings.base).ok) return ok(settings);
  } catch {
    // Said below.
  }
  return refuse("rpki-folder", `${paths(folder).settings} is not the settings of a repository`, "folder");
}

/** The request of the online CA, PKCS#10 in DER: of its next key while one waits (RFC 6489). Codes of `keyFile`, `rpki-token`. */
export function requestOf(folder: string): Promise<Result<Uint8Array>> {
  return signingWork(async () => {
    const settings = readSettings(folder);
    if (!settings.ok) return settings;
    const keyring = readKeyring(folder);
    if (!keyring.ok) return keyring;
    const { current, next } = ringOf(keyring.value, ONLINE_CA);
    const signer = signerNamed(folder, next?.name ?? current);
    return signer.ok
      ? ok(certificateRequest(signer.value, placeAt(settings.value, ONLINE_CA, signer.value)))
      : signer;
  });
}

/** Takes over what the anchor signed. Codes `rpki-bundle`, and those of `readSettings`. */
export function acceptBundle(folder: string, text: string): Result<AnchorBundle> {
  const settings = readSettings(folder);
  if (!settings.ok) return settings;
  const bundle = readBundle(text);
  if (!bundle.ok) return bundle;
  if (bundle.value.base !== settings.value.base)
    return refuse(
      "rpki-bundle",
      `the bundle is for ${bundle.value.base}, not for ${settings.value.base}`,
      "bundle",
    );
  const known = existsSync(paths(folder).bundle) ? readAcceptedBundle(folder) : undefined;
  if (known?.ok === true && bundleNumber(bundle.value) < bundleNumber(known.value))
    return refuse(
      "rpki-bundle",
      "this bundle is older than the one in use: relying parties refuse a manifest whose number falls",
      "bundle",
    );
  writeWhole(paths(folder).bundle, bundleText(bundle.value));
  writeWhole(join(folder, `${bundle.value.name}.tal`), bundle.value.tal);
  return bundle;
}

/** Code `rpki-file` when the anchor has not signed yet. */
export function readAcceptedBundle(folder: string): Result<AnchorBundle> {
  const text = readText(paths(folder).bundle, "bundle of a trust anchor (see `comity rpki ta sign`)");
  return text.ok ? readBundle(text.value) : text;
}

export const currentTree = (folder: string): Tree => readTree(join(paths(folder).current, "/"));

/** Makes `tree` the published one, for rsync and RRDP. Says whether anything changed, and the RRDP serial. */
export function switchTo(
  folder: string,
  settings: Settings,
  tree: Tree,
  now: number,
): { readonly changed: boolean; readonly serial?: number } {
  const at = paths(folder);
  const before = currentTree(folder);
  const rrdp =
    settings.notification === undefined
      ? undefined
      : prepareRrdp(
          { folder: at.rrdp, notification: settings.notification, base: settings.base },
          before,
          tree,
          now,
        );
  const changed = !sameTree(before, tree);
  if (changed) {
    const version = newestVersion(at.versions) + 1;
    const name = String(version).padStart(8, "0");
    rmSync(join(at.versions, name), { recursive: true, force: true });
    for (const [path, bytes] of tree) writeWhole(join(at.versions, name, path), bytes);
    const link = `${at.current}.new`;
    rmSync(link, { force: true });
    symlinkSync(join("versions", name), link);
    renameSync(link, at.current);
    for (const old of readdirSync(at.versions))
      if (Number(old) <= version - KEEP_VERSIONS)
        rmSync(join(at.versions, old), { recursive: true, force: true });
  }
  rrdp?.announce();
  return { changed, ...(rrdp === undefined ? {} : { serial: rrdp.serial }) };
}

/** The version `current` points to; one that was being written when the power went is written again. */
function newestVersion(versions: string): number {
  const link = join(versions, "..", "current");
  return existsSync(link) ? Number(readlinkSync(link).split("/").at(-1)) : 0;
}

/** Work of this process waits for its turn. */
const queues = new Map<string, Promise<unknown>>();

/** One writer at a time: numbers are never given twice. Codes `rpki-locked` when another process publishes, `rpki-token`. */
export function locked<T>(folder: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
  const before = queues.get(folder) ?? Promise.resolve();
  const mine = before.then(() => alone(folder, work));
  const settled = mine.catch(() => undefined);
  queues.set(folder, settled);
  void settled.then(() => queues.get(folder) === settled && queues.delete(folder));
  return mine;
}

async function alone<T>(folder: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
  const { lock } = paths(folder);
  const holder = takeLock(lock);
  if (holder !== undefined)
    return refuse("rpki-locked", `process ${holder} is publishing in ${folder}`, "folder");
  try {
    return await signingWork(work);
  } finally {
    rmSync(lock, { force: true });
  }
}
