/** The assembly's own CA: which of its keys the offline anchor has certified, and for what. */
import { ok, refuse, type Result } from "@comity/canon";
import type { AnchorBundle } from "./bundle.ts";
import { keysOf, type HostedCa, type Signing } from "./hosted.ts";
import { keyName, type Signer } from "./keys.ts";
import { advanced, namesOf, type Ring } from "./keyring.ts";
import { readCertificate } from "./read-certificate.ts";
import { NO_RESOURCES, type ResourceSet } from "./resources.ts";

/** Path of the certificate the anchor gave a key. */
export const anchored = (spki: Uint8Array): string => `ta/${keyName(spki)}.cer`;

export type Online = {
  readonly ring: Ring;
  /** The signing one first; those that the anchor has certified. */
  readonly keys: readonly HostedCa[];
  readonly resources: (signer: Signer) => ResourceSet;
};

/** Codes `rpki-bundle`, those of `keysOf`. */
export async function onlineKeys(
  signing: Signing,
  known: Ring,
  { files }: AnchorBundle,
): Promise<Result<Online>> {
  const all = await keysOf(signing, known, { make: false });
  if (!all.ok) return all;
  const resources = new Map<string, ResourceSet>();
  for (const { name, signer } of all.value) {
    const file = anchored(signer.spki);
    const read = readCertificate(files.get(file) ?? new Uint8Array(), file);
    if (read.ok) resources.set(name, claimedBy(read.value.resources));
  }
  const ring = advanced(known, signing.now, (name) => resources.has(name));
  if (!resources.has(ring.current))
    return refuse(
      "rpki-bundle",
      "the anchor's bundle holds no certificate for this repository's key",
      "bundle",
    );
  const named = new Map(all.value.map((key) => [key.name, key]));
  const keys = namesOf(ring)
    .filter((name) => resources.has(name))
    .map((name) => named.get(name)!);
  const of = new Map(keys.map(({ name, signer }) => [signer, resources.get(name)!]));
  return ok({ ring, keys, resources: (signer) => of.get(signer)! });
}

/** The online CA's own resources; the anchor always writes them out. */
const claimedBy = (resources: { readonly [family: string]: unknown }): ResourceSet => ({
  ...NO_RESOURCES,
  ...Object.fromEntries(Object.entries(resources).filter(([, claimed]) => claimed !== "inherit")),
});
