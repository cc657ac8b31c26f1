/** One publication: every party's CA brought up to date, the whole judged by our own eyes, then switched to. */
import { existsSync, readFileSync } from "node:fs";
import { err, must, ok, refuse, type Refusal, type Result } from "@comity/canon";
import {
  aspaSetOf,
  diffAspas,
  diffVrps,
  vrpCount,
  vrpSetOf,
  vrps,
  type AspaSet,
  type Vrp,
} from "@comity/routes";
import { issue, published, type Authority, type Child, type Wanted } from "./authority.ts";
import { caStateText, newCa, readCaState } from "./ca-state.ts";
import { sameTree, writeWhole, type Tree } from "./files.ts";
import { hasKey, keyFile, keyName, newKeyFile, oneTimeKey, type Signer } from "./keys.ts";
import { custodyOf, ownParties } from "./own-keys.ts";
import { assign, exclusive, type CertifiedParty, type Holding, type RegisterPayload } from "./parties.ts";
import { saveRegister } from "./register-file.ts";
import { readCertificate } from "./read-certificate.ts";
import {
  currentTree,
  locked,
  paths,
  placeAt,
  readAcceptedBundle,
  readSettings,
  switchTo,
  type Settings,
} from "./repository.ts";
import { roaFiles, type Bundling } from "./roa-files.ts";
import { isEmpty, NO_RESOURCES, resourceTexts, subtract, type ResourceSet } from "./resources.ts";
import { parseTal } from "./tal.ts";
import { ONLINE, type Timing } from "./timing.ts";
import { partyFolder } from "./uris.ts";
import { validate, type Checked } from "./validate.ts";

export type PublishOptions = {
  readonly timing?: Timing;
  readonly bundling?: Bundling;
  /** Where keys of signed objects come from; a fresh one each when left out. */
  readonly objectKey?: () => Promise<Signer>;
  /** Judge only: nothing is written, keys of new parties and what is signed on the way are forgotten. */
  readonly dryRun?: boolean;
};
export type CustodyRow = {
  readonly party: string;
  readonly custody: "hosted" | "own";
  /** Key identifier. */
  readonly key: string;
  readonly resources: readonly string[];
  readonly roas: number;
  readonly aspas: number;
};
export type Publication = {
  readonly changed: boolean;
  readonly serial?: number;
  readonly custody: readonly CustodyRow[];
  readonly left: readonly Refusal[];
  /** Against what was published before. */
  readonly announced: readonly Vrp[];
  readonly withdrawn: readonly Vrp[];
  readonly aspaChanges: number;
  readonly checked: Checked;
};

/** `files` of a repository under its URIs, as a relying party has them. */
export const underBase = (base: string, tree: Tree): ReadonlyMap<string, Uint8Array> =>
  new Map([...tree].map(([path, bytes]) => [base + path, bytes]));

/**
 * Publishes the authorisations of `payload` for who holds what, as of `now` (Unix time). Codes of `issue`,
 * `readSettings`; `rpki-party`; `publication-differs` when our own check does not give back exactly the authorisations
 * (nothing is switched then).
 */
export const publish = (
  folder: string,
  holdings: readonly Holding[],
  payload: RegisterPayload,
  now: number,
  options: PublishOptions = {},
): Promise<Result<Publication>> => locked(folder, () => publishHeld(folder, holdings, payload, now, options));

/** The same while the lock is held. */
export async function publishHeld(
  folder: string,
  holdings: readonly Holding[],
  payload: RegisterPayload,
  now: number,
  options: PublishOptions = {},
): Promise<Result<Publication>> {
  const others = ownParties(folder);
  if (!others.ok) return others;
  const custodies = new Map(others.value.map((party) => [party.party, custodyOf(party)]));
  const { left, parties } = assign(
    holdings.map((h) => ({ ...h, custody: custodies.get(h.party) ?? h.custody })),
    payload,
  );
  const foreign = new Map<string, Uint8Array>();
  for (const { files, party } of others.value) {
    // What a party published stays only as long as it holds something.
    if (!parties.some((p) => p.party === party && !isEmpty(p.resources))) continue;
    for (const [path, bytes] of files) foreign.set(`${party}/${path}`, bytes);
  }
  const settings = readSettings(folder);
  if (!settings.ok) return settings;
  const bundle = readAcceptedBundle(folder);
  if (!bundle.ok) return bundle;
  const online = keyFile(paths(folder).onlineKey);
  if (!online.ok) return online;
  const timing = options.timing ?? ONLINE;
  const keys = options.objectKey === undefined ? {} : { objectKey: options.objectKey };
  const onlineFile = `ta/${keyName(online.value.spki)}.cer`;
  const own = readCertificate(bundle.value.files.get(onlineFile) ?? new Uint8Array(), onlineFile);
  if (!own.ok)
    return refuse(
      "rpki-bundle",
      "the anchor's bundle holds no certificate for this repository's key",
      "bundle",
    );

  const held = claimedBy(own.value.resources);
  for (const { party, resources } of parties) {
    const beyond = resourceTexts(subtract(resources, held));
    if (beyond.length > 0)
      return refuse(
        "over-claim",
        `the anchor lets this CA certify nothing of ${beyond.join(", ")}: nothing was signed`,
        party,
      );
  }

  const tree = new Map(bundle.value.files);
  const custody: CustodyRow[] = [];
  const children: Child[] = [];
  const certificate = (signer: Signer): string => `${settings.value.base}online/${keyName(signer.spki)}.cer`;
  for (const party of parties) {
    if (isEmpty(party.resources)) continue;
    const name = partyFolder(party.party);
    if (!name.ok) return name;
    if (party.custody.kind === "own") {
      const resources = exclusive(party, parties);
      for (const { place, spki } of isEmpty(resources) ? [] : party.custody.keys) {
        children.push({ spki, resources, place });
        custody.push(row(party, spki, resources));
      }
      continue;
    }
    const signer = await partySigner(folder, name.value, options.dryRun === true);
    if (!signer.ok) return signer;
    const made = await bringUpToDate(
      { state: paths(folder).partyState(name.value), keep: options.dryRun !== true },
      {
        signer: signer.value,
        resources: party.resources,
        ...keys,
        repository: `${settings.value.base}${name.value}/`,
        certificate: certificate(signer.value),
      },
      { roas: roaFiles(party.vrps, options.bundling ?? "prefix"), aspas: party.aspas, children: [] },
      now,
      timing,
    );
    if (!made.ok) return made;
    for (const [file, bytes] of made.value) tree.set(`${name.value}/${file}`, bytes);
    children.push({
      spki: signer.value.spki,
      resources: party.resources,
      place: placeAt(settings.value, name.value, signer.value),
    });
    custody.push(row(party, signer.value.spki, party.resources));
  }
  const top = await bringUpToDate(
    { state: paths(folder).onlineState, keep: options.dryRun !== true },
    {
      signer: online.value,
      resources: held,
      ...keys,
      repository: `${settings.value.base}online/`,
      certificate: `${settings.value.base}${onlineFile}`,
    },
    { roas: new Map(), aspas: [], children },
    now,
    timing,
  );
  if (!top.ok) return top;
  for (const [file, bytes] of top.value) tree.set(`online/${file}`, bytes);
  for (const [path, bytes] of foreign) if (!tree.has(path)) tree.set(path, bytes);
  const done = gateAndSwitch(folder, settings.value, bundle.value.tal, tree, {
    parties,
    left,
    custody,
    now,
    dryRun: options.dryRun === true,
  });
  if (done.ok && options.dryRun !== true) saveRegister(folder, holdings, payload);
  return done;
}

type About = {
  readonly parties: readonly CertifiedParty[];
  readonly left: readonly Refusal[];
  readonly custody: readonly CustodyRow[];
  readonly now: number;
  readonly dryRun: boolean;
};

function gateAndSwitch(
  folder: string,
  settings: Settings,
  talFile: string,
  tree: Tree,
  about: About,
): Result<Publication> {
  const tal = must(parseTal(talFile));
  const checked = validate(underBase(settings.base, tree), tal, about.now);
  const foreignPlaces = about.parties.flatMap(({ custody, party }) =>
    custody.kind === "own"
      ? [`${settings.base}${party}/`, ...custody.keys.map((k) => k.place.repository)]
      : [],
  );
  const ours = checked.problems.filter(
    ({ field }) => !foreignPlaces.some((place) => field?.startsWith(place)),
  );
  const wanted = {
    vrps: must(vrpSetOf(about.parties.flatMap((p) => [...p.vrps]))),
    aspas: must(aspaSetOf(about.parties.flatMap((p) => [...p.aspas]))),
  };
  const missing = diffVrps(checked.vrps, wanted.vrps).announce;
  const missingAspas = diffAspas(checked.aspas, wanted.aspas).announce;
  const hosted = foreignPlaces.length === 0;
  const surplus = hosted ? vrpCount(diffVrps(wanted.vrps, checked.vrps).announce) : 0;
  if (ours.length > 0 || vrpCount(missing) + missingAspas.count + surplus > 0) {
    const first = ours[0] ?? { detail: "other authorisations come out than went in", field: "" };
    return err({
      code: "publication-differs",
      detail: `not published: ${first.detail}`,
      field: first.field ?? "",
    });
  }
  const known = currentTree(folder);
  const before = sameTree(known, tree) ? checked : validate(underBase(settings.base, known), tal, about.now);
  const diff = diffVrps(before.vrps, checked.vrps);
  const switched = about.dryRun ? { changed: false } : switchTo(folder, settings, tree, about.now);
  return ok({
    ...switched,
    custody: about.custody,
    left: about.left,
    announced: [...vrps(diff.announce)],
    withdrawn: [...vrps(diff.withdraw)],
    aspaChanges: aspaChanges(before.aspas, checked.aspas),
    checked,
  });
}

const aspaChanges = (from: AspaSet, to: AspaSet): number => {
  const { announce, withdraw } = diffAspas(from, to);
  return announce.count + withdraw.length;
};

const row = (party: CertifiedParty, spki: Uint8Array, resources: ResourceSet): CustodyRow => ({
  party: party.party,
  custody: party.custody.kind,
  key: keyName(spki),
  resources: resourceTexts(resources),
  roas: party.vrps.length,
  aspas: party.aspas.length,
});

async function partySigner(folder: string, party: string, forget: boolean): Promise<Result<Signer>> {
  const path = paths(folder).partyKey(party);
  if (hasKey(path)) return keyFile(path);
  return ok(await (forget ? oneTimeKey() : newKeyFile(path)));
}

/** The CA's files after it was brought to what is wanted; its state is on disk before anything is published. */
async function bringUpToDate(
  { state: stateFile, keep }: { readonly state: string; readonly keep: boolean },
  ca: Omit<Authority, "state">,
  wanted: Wanted,
  now: number,
  timing: Timing,
): Promise<Result<ReadonlyMap<string, Uint8Array>>> {
  const state = existsSync(stateFile) ? readCaState(readFileSync(stateFile, "utf8")) : ok(newCa());
  if (!state.ok) return state;
  const issued = await issue({ ...ca, state: state.value }, wanted, now, timing);
  if (!issued.ok) return issued;
  if (issued.value.changed && keep) writeWhole(stateFile, caStateText(issued.value.state), 0o600);
  return ok(published({ ...ca, state: issued.value.state }));
}

/** The online CA's own resources; the anchor always writes them out. */
const claimedBy = (resources: { readonly [family: string]: unknown }): ResourceSet => ({
  ...NO_RESOURCES,
  ...Object.fromEntries(Object.entries(resources).filter(([, claimed]) => claimed !== "inherit")),
});
