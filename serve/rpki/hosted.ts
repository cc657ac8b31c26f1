/** The CAs whose keys lie here, each with all keys of its ring brought to what is wanted. */
import { existsSync, readFileSync } from "node:fs";
import { ok, type Result } from "@comity/canon";
import { issue, published, type Authority, type Wanted } from "./authority.ts";
import { caStateText, newCa, readCaState } from "./ca-state.ts";
import { writeWhole } from "./files.ts";
import { hasKey, newKeyFile, oneTimeKey, type Signer } from "./keys.ts";
import { keyPath, signerNamed, statePath, type Ring } from "./keyring.ts";
import type { ResourceSet } from "./resources.ts";
import type { Timing } from "./timing.ts";

/** How everything is signed in one publication. */
export type Signing = {
  readonly folder: string;
  readonly now: number;
  readonly timing: Timing;
  /** Where keys of signed objects come from; a fresh one each when left out. */
  readonly objectKey?: () => Promise<Signer>;
  /** The clock was ahead when something was signed, and is right now. */
  readonly clockRight: boolean;
  /** Nothing is kept: neither states nor new keys. */
  readonly dryRun: boolean;
};

export type HostedCa = {
  /** Key and state by the name in the ring. */
  readonly name: string;
  readonly signer: Signer;
};

/** Keys of the ring, the signing one first. A party's first key is made here, another one never. */
export async function keysOf(
  { folder, dryRun }: Signing,
  { current, next, old }: Ring,
  may: { readonly make: boolean },
): Promise<Result<readonly HostedCa[]>> {
  const keys: HostedCa[] = [];
  for (const name of [current, next?.name, old?.name]) {
    if (name === undefined) continue;
    const path = keyPath(folder, name);
    const signer =
      may.make && name === current && !hasKey(path)
        ? ok(await (dryRun ? oneTimeKey() : newKeyFile(path)))
        : signerNamed(folder, name);
    if (!signer.ok) return signer;
    keys.push({ name, signer: signer.value });
  }
  return ok(keys);
}

export type Place = {
  readonly repository: string;
  /** URI of the certificate of a key. */
  readonly certificate: (signer: Signer) => string;
  /** What a key may sign below. */
  readonly resources: (signer: Signer) => ResourceSet;
};
const NOTHING: Wanted = { roas: new Map(), aspas: [], children: [] };

/**
 * The files of a CA: the first of its keys signs what is wanted, the others lists with nothing in them. Each state is on
 * disk before anything is published. Codes of `issue`, `readCaState`.
 */
export async function bringUpToDate(
  signing: Signing,
  keys: readonly HostedCa[],
  place: Place,
  wanted: Wanted,
): Promise<Result<ReadonlyMap<string, Uint8Array>>> {
  const files = new Map<string, Uint8Array>();
  const { clockRight, dryRun, folder, now, objectKey, timing } = signing;
  for (const [i, { name, signer }] of keys.entries()) {
    const path = statePath(folder, name);
    const state = existsSync(path) ? readCaState(readFileSync(path, "utf8")) : ok(newCa());
    if (!state.ok) return state;
    const ca: Omit<Authority, "state"> = {
      signer,
      resources: place.resources(signer),
      repository: place.repository,
      certificate: place.certificate(signer),
      ...(objectKey === undefined ? {} : { objectKey }),
    };
    const what = i === 0 ? wanted : NOTHING;
    const issued = await issue({ ...ca, state: state.value }, what, now, timing, clockRight);
    if (!issued.ok) return issued;
    if (issued.value.changed && !dryRun) writeWhole(path, caStateText(issued.value.state), 0o600);
    for (const [file, bytes] of published({ ...ca, state: issued.value.state })) files.set(file, bytes);
  }
  return ok(files);
}
