/**
 * The trust anchor: a folder that stays offline. It signs an online CA, a manifest and a revocation list that live long,
 * and hands out a bundle; the server never sees its key.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromBase64, must, ok, refuse, toBase64, type Result } from "@comity/canon";
import { issue, listNames, published, type Authority, type Child } from "./authority.ts";
import type { AnchorBundle } from "./bundle.ts";
import { caStateText, newCa, readCaState } from "./ca-state.ts";
import { anchorCertificate, type CaPlace } from "./certificate.ts";
import { readText, writeWhole } from "./files.ts";
import { hasKey, keyFile, keyName, newKeyFile, newTokenKey, type Signer } from "./keys.ts";
import { readRequest } from "./request.ts";
import { ALL_RESOURCES, parseResources, resourceTexts, type ResourceSet } from "./resources.ts";
import { talText } from "./tal.ts";
import { signingWork } from "./token.ts";
import { BACKDATE, offline } from "./timing.ts";
import { rsyncBase } from "./uris.ts";

const KIND = "comity/rpki-anchor-folder/v1";
const YEAR = 365 * 86_400;

type StoredChild = { readonly spki: string; readonly resources: readonly string[]; readonly place: CaPlace };
type Settings = {
  readonly kind: typeof KIND;
  readonly name: string;
  readonly base: string;
  /** More places of the same certificate (https). */
  readonly more: readonly string[];
  readonly children: readonly StoredChild[];
};

export type AnchorOptions = {
  /** Base name of the locator, and what relying parties call the anchor. */
  readonly name: string;
  /** rsync URI of the repository. */
  readonly base: string;
  readonly notification?: string;
  readonly https?: string;
  readonly years?: number;
  /** Its key is in a PKCS#11 token: content of the file that says where (`TokenKey`). */
  readonly token?: string;
};

const at = (folder: string) => ({
  settings: join(folder, "anchor.json"),
  key: join(folder, "anchor.pem"),
  state: join(folder, "ca.json"),
  certificate: join(folder, "ta.cer"),
});

/** Makes key and certificate in a new folder. Codes `rpki-uri`, `rpki-folder`, `rpki-name`, `rpki-token`. */
export const createAnchor = (folder: string, options: AnchorOptions, now: number): Promise<Result<string>> =>
  signingWork(() => create(folder, options, now));

async function create(folder: string, options: AnchorOptions, now: number): Promise<Result<string>> {
  const base = rsyncBase(options.base);
  if (!base.ok) return base;
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(options.name))
    return refuse("rpki-name", "the anchor's name is 1 to 32 lower-case letters, digits and hyphens", "name");
  const paths = at(folder);
  if (hasKey(paths.key))
    return refuse("rpki-folder", `${folder} holds an anchor already: it is never made twice`, "folder");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key =
    options.token === undefined ? ok(await newKeyFile(paths.key)) : newTokenKey(paths.key, options.token);
  if (!key.ok) return key;
  const signer = key.value;
  const place: CaPlace = {
    repository: `${base.value}ta/`,
    manifest: `${base.value}ta/${listNames(signer).manifest}`,
    ...(options.notification === undefined ? {} : { notification: options.notification }),
  };
  const validity = { from: now - BACKDATE, until: now + (options.years ?? 20) * YEAR };
  const certificate = anchorCertificate(signer, { serial: 1n, validity, resources: ALL_RESOURCES, place });
  const more = options.https === undefined ? [] : [options.https];
  writeWhole(paths.certificate, certificate);
  writeWhole(paths.state, caStateText({ ...newCa(), nextSerial: 2n }), 0o600);
  save(folder, { kind: KIND, name: options.name, base: base.value, more, children: [] });
  return ok(locator({ name: options.name, base: base.value, more, children: [], kind: KIND }, signer));
}

const save = (folder: string, settings: Settings): void =>
  writeWhole(at(folder).settings, `${JSON.stringify(settings, undefined, 2)}\n`, 0o600);
const locator = ({ base, more }: Settings, { spki }: Signer): string =>
  talText({ uris: [...more, `${base}ta.cer`], spki });

export type AnchorSigning = {
  /** PKCS#10 of an online CA; without one the lists alone are made anew. */
  readonly request?: Uint8Array;
  /** What the online CA may certify. */
  readonly resources?: ResourceSet;
  /** Key identifier of an online CA that is certified no longer (its key was replaced). */
  readonly drop?: string;
  /** Validity of lists and of the online CA's certificate. */
  readonly days: number;
};

/** The bundle for the server. Codes of `readRequest`, `keyFile`, `issue`; `rpki-file`, `rpki-days`, `rpki-token`. */
export const signWithAnchor = (
  folder: string,
  what: AnchorSigning,
  now: number,
): Promise<Result<AnchorBundle>> => signingWork(() => signNow(folder, what, now));

async function signNow(folder: string, what: AnchorSigning, now: number): Promise<Result<AnchorBundle>> {
  if (!Number.isInteger(what.days) || what.days < 1 || what.days > 3_660)
    return refuse("rpki-days", "lists live 1 to 3660 days", "days");
  const paths = at(folder);
  const text = readText(paths.settings, "trust anchor");
  if (!text.ok) return text;
  const settings = JSON.parse(text.value) as Settings;
  const signer = keyFile(paths.key);
  if (!signer.ok) return signer;
  const state = readCaState(readFileSync(paths.state, "utf8"));
  if (!state.ok) return state;
  const children = childrenWith(settings, what);
  if (!children.ok) return children;

  const authority: Authority = {
    signer: signer.value,
    resources: ALL_RESOURCES,
    repository: `${settings.base}ta/`,
    certificate: `${settings.base}ta.cer`,
    state: state.value,
  };
  const wanted = { roas: new Map(), aspas: [], children: children.value.map(childOf) };
  const issued = await issue(authority, wanted, now, offline(what.days));
  if (!issued.ok) return issued;
  writeWhole(paths.state, caStateText(issued.value.state), 0o600);
  save(folder, { ...settings, children: children.value });
  const files = new Map<string, Uint8Array>([["ta.cer", new Uint8Array(readFileSync(paths.certificate))]]);
  for (const [file, bytes] of published({ ...authority, state: issued.value.state }))
    files.set(`ta/${file}`, bytes);
  return ok({ name: settings.name, base: settings.base, tal: locator(settings, signer.value), files });
}

const childOf = ({ spki, resources, place }: StoredChild): Child => ({
  spki: must(fromBase64(spki)),
  resources: must(parseResources(resources)),
  place,
});

function childrenWith(
  settings: Settings,
  { drop, request, resources }: AnchorSigning,
): Result<readonly StoredChild[]> {
  const named = (child: StoredChild): string => keyName(must(fromBase64(child.spki)));
  if (drop !== undefined && !settings.children.some((child) => named(child) === drop))
    return refuse("rpki-request", `no certificate was given to a key ${drop}`, "drop");
  const children = settings.children.filter((child) => named(child) !== drop);
  if (request === undefined) return ok(children);
  const read = readRequest(request);
  if (!read.ok) return read;
  const { spki, place } = read.value;
  if (!place.repository.startsWith(settings.base))
    return refuse(
      "rpki-request",
      `the CA publishes at ${place.repository}, outside ${settings.base}`,
      "request",
    );
  const added = { spki: toBase64(spki), resources: resourceTexts(resources ?? ALL_RESOURCES), place };
  return ok([...children.filter((child) => named(child) !== keyName(spki)), added]);
}
