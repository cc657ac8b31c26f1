/** One publication: every party's CA brought up to date, the whole judged by our own eyes, then switched to. */
import { ok, refuse, type Refusal, type Result } from "@comity/canon";
import type { Vrp } from "@comity/routes";
import type { Child } from "./authority.ts";
import { pass } from "./gate.ts";
import { bringUpToDate, type Signing } from "./hosted.ts";
import type { Signer } from "./keys.ts";
import { forgetKeys, ONLINE_CA, readKeyring, ringOf, saveKeyring } from "./keyring.ts";
import { anchored, onlineKeys } from "./online-ca.ts";
import { custodyOf, ownParties } from "./own-keys.ts";
import { assign, type Holding, type RegisterPayload } from "./parties.ts";
import { hostedParty, ownKeyParty, type CustodyRow } from "./party-ca.ts";
import { saveRegister } from "./register-file.ts";
import { locked, readAcceptedBundle, readSettings, switchTo } from "./repository.ts";
import type { Bundling } from "./roa-files.ts";
import { isEmpty, resourceTexts, subtract } from "./resources.ts";
import { ONLINE, type Timing } from "./timing.ts";
import { partyFolder } from "./uris.ts";
import type { Checked } from "./validate.ts";

export type PublishOptions = {
  readonly timing?: Timing;
  readonly bundling?: Bundling;
  /** Where keys of signed objects come from; a fresh one each when left out. */
  readonly objectKey?: () => Promise<Signer>;
  /** Judge only: nothing is written, keys of new parties and what is signed on the way are forgotten. */
  readonly dryRun?: boolean;
  /** The clock was ahead when something was signed, and is right now: what lies in the future is signed again. */
  readonly clockRight?: boolean;
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

/**
 * Publishes the authorisations of `payload` for who holds what, as of `now` (Unix time). Codes of `issue`,
 * `readSettings`; `rpki-party`, `rpki-token`; `publication-differs` when our own check does not give back exactly the
 * authorisations (nothing is switched then).
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
  const { timing = ONLINE, bundling = "prefix", dryRun = false, clockRight = false, objectKey } = options;
  const signing: Signing = { folder, now, timing, dryRun, clockRight, ...(objectKey && { objectKey }) };
  const others = ownParties(folder);
  if (!others.ok) return others;
  const custodies = new Map(others.value.map((party) => [party.party, custodyOf(party)]));
  const { left, parties } = assign(
    holdings.map((h) => ({ ...h, custody: custodies.get(h.party) ?? h.custody })),
    payload,
  );
  const settings = readSettings(folder);
  if (!settings.ok) return settings;
  const bundle = readAcceptedBundle(folder);
  if (!bundle.ok) return bundle;
  const keyring = readKeyring(folder);
  if (!keyring.ok) return keyring;
  const online = await onlineKeys(signing, ringOf(keyring.value, ONLINE_CA), bundle.value);
  if (!online.ok) return online;
  const held = online.value.resources(online.value.keys[0]!.signer);
  for (const { party, resources } of parties) {
    const beyond = resourceTexts(subtract(resources, held));
    if (beyond.length > 0)
      return refuse(
        "over-claim",
        `the anchor lets this CA certify nothing of ${beyond.join(", ")}: nothing was signed`,
        party,
      );
  }

  const rings = new Map([...keyring.value, [ONLINE_CA, online.value.ring]]);
  const tree = new Map(bundle.value.files);
  const custody: CustodyRow[] = [];
  const children: Child[] = [];
  for (const party of parties) {
    if (isEmpty(party.resources)) continue;
    const name = partyFolder(party.party);
    if (!name.ok) return name;
    const made =
      party.custody.kind === "own"
        ? ownKeyParty(party, parties)
        : await hostedParty(signing, settings.value, party, rings, bundling);
    if (!made.ok) return made;
    for (const [file, bytes] of made.value.files) tree.set(`${name.value}/${file}`, bytes);
    children.push(...made.value.children);
    custody.push(...made.value.rows);
  }
  const top = await bringUpToDate(
    signing,
    online.value.keys,
    {
      repository: `${settings.value.base}online/`,
      certificate: ({ spki }) => `${settings.value.base}${anchored(spki)}`,
      resources: online.value.resources,
    },
    { roas: new Map(), aspas: [], children },
  );
  if (!top.ok) return top;
  for (const [file, bytes] of top.value) tree.set(`online/${file}`, bytes);
  for (const { files, party } of others.value)
    // What a party published stays only as long as it holds something.
    if (parties.some((p) => p.party === party && !isEmpty(p.resources)))
      for (const [path, bytes] of files)
        if (!tree.has(`${party}/${path}`)) tree.set(`${party}/${path}`, bytes);

  const passed = pass(folder, settings.value, bundle.value.tal, tree, parties, now);
  if (!passed.ok) return passed;
  const switched = dryRun ? { changed: false } : switchTo(folder, settings.value, tree, now);
  if (!dryRun) {
    saveKeyring(folder, rings);
    // Only when nothing published needs them any more.
    forgetKeys(folder, keyring.value, rings);
    saveRegister(folder, holdings, payload);
  }
  return ok({ ...switched, custody, left, ...passed.value });
}
