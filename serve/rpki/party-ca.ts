/** What one party adds to a publication: its files, the keys to certify, and who keeps them. */
import { ok, type Result } from "@comity/canon";
import type { Child } from "./authority.ts";
import { bringUpToDate, keysOf, type Signing } from "./hosted.ts";
import { keyName } from "./keys.ts";
import { advanced, partyCa, ringOf, type Ring } from "./keyring.ts";
import { exclusive, type CertifiedParty } from "./parties.ts";
import { placeAt, type Settings } from "./repository.ts";
import { roaFiles, type Bundling } from "./roa-files.ts";
import { isEmpty, resourceTexts, type ResourceSet } from "./resources.ts";

export type CustodyRow = {
  readonly party: string;
  readonly custody: "hosted" | "own";
  /** Key identifier. */
  readonly key: string;
  /** Of a key that will sign, or did (RFC 6489). */
  readonly stage?: "next" | "old";
  readonly resources: readonly string[];
  readonly roas: number;
  readonly aspas: number;
};
export type PartyFiles = {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly children: readonly Child[];
  readonly rows: readonly CustodyRow[];
};

/** A party whose keys lie here; `rings` is brought to its stage. */
export async function hostedParty(
  signing: Signing,
  settings: Settings,
  party: CertifiedParty,
  rings: Map<string, Ring>,
  bundling: Bundling,
): Promise<Result<PartyFiles>> {
  const ca = partyCa(party.party);
  const known = rings.get(ca);
  const ring = advanced(ringOf(rings, ca), signing.now);
  if (known !== undefined) rings.set(ca, ring);
  const keys = await keysOf(signing, ring, { make: known === undefined });
  if (!keys.ok) return keys;
  const files = await bringUpToDate(
    signing,
    keys.value,
    {
      repository: `${settings.base}${party.party}/`,
      certificate: ({ spki }) => `${settings.base}online/${keyName(spki)}.cer`,
      resources: () => party.resources,
    },
    { roas: roaFiles(party.vrps, bundling), aspas: party.aspas, children: [] },
  );
  if (!files.ok) return files;
  const stageOf = (name: string) =>
    name === ring.current ? {} : ({ stage: name === ring.next?.name ? "next" : "old" } as const);
  return ok({
    files: files.value,
    children: keys.value.map(({ signer }) => ({
      spki: signer.spki,
      resources: party.resources,
      place: placeAt(settings, party.party, signer),
    })),
    rows: keys.value.map(({ name, signer }) => ({
      ...row(party, signer.spki, party.resources),
      ...stageOf(name),
    })),
  });
}

export function ownKeyParty(party: CertifiedParty, parties: readonly CertifiedParty[]): Result<PartyFiles> {
  const resources = exclusive(party, parties);
  const keys = party.custody.kind === "own" && !isEmpty(resources) ? party.custody.keys : [];
  return ok({
    files: new Map(),
    children: keys.map(({ place, spki }) => ({ spki, resources, place })),
    rows: keys.map(({ spki }) => row(party, spki, resources)),
  });
}

const row = (party: CertifiedParty, spki: Uint8Array, resources: ResourceSet): CustodyRow => ({
  party: party.party,
  custody: party.custody.kind,
  key: keyName(spki),
  resources: resourceTexts(resources),
  roas: party.vrps.length,
  aspas: party.aspas.length,
});
