/** Change of a CA's key (RFC 6489): begun here, carried on by each publication. */
import { randomBytes } from "node:crypto";
import { ok, refuse, type Result } from "@comity/canon";
import { hasKey, keyName, newKeyFile, newTokenKey } from "./keys.ts";
import { keyPath, readKeyring, ringOf, saveKeyring, signerNamed, STAGING, type Keyring } from "./keyring.ts";
import { locked } from "./repository.ts";

/**
 * A new key for `ca` (`online`, or `party-NAME`) beside the one that signs. `token`: as for `createRepository`.
 * `staging`: seconds that it is certified before it signs. For the online CA the anchor certifies it next: see
 * `requestOf`. Codes `rpki-rollover` (one goes on), `rpki-key`, `rpki-token`.
 */
export const beginRollover = (
  folder: string,
  ca: string,
  options: { readonly token?: string; readonly staging?: number } = {},
): Promise<Result<string>> =>
  locked(folder, async () => {
    const keyring = readKeyring(folder);
    if (!keyring.ok) return keyring;
    const ring = ringOf(keyring.value, ca);
    if (ring.next !== undefined || ring.old !== undefined)
      return refuse("rpki-rollover", "a change of this CA's key is going on: it ends by itself", "ca");
    if (!hasKey(keyPath(folder, ring.current)))
      return refuse("rpki-key", `no CA ${ca} has its key here`, "ca");
    // Named by nobody's choice: no party can be called like it.
    const name = `roll-${randomBytes(8).toString("hex")}`;
    const path = keyPath(folder, name);
    const signer =
      options.token === undefined ? ok(await newKeyFile(path)) : newTokenKey(path, options.token);
    if (!signer.ok) return signer;
    const next = { name, staging: options.staging ?? STAGING };
    saveKeyring(folder, new Map([...keyring.value, [ca, { ...ring, next }]]));
    return ok(keyName(signer.value.spki));
  });

export type RolloverRow = {
  readonly ca: string;
  /** Key identifiers. */
  readonly current: string;
  readonly next?: string;
  readonly old?: string;
  /** Unix time at which the next key signs; absent until it is certified. */
  readonly signsFrom?: number;
};

/** CAs whose key is being changed. Codes of `keyFile`, `rpki-state`. */
export function rollovers(folder: string): Result<readonly RolloverRow[]> {
  const keyring = readKeyring(folder);
  if (!keyring.ok) return keyring;
  const rows: RolloverRow[] = [];
  for (const [ca, ring] of going(keyring.value)) {
    const names: { [stage: string]: string } = {};
    for (const [stage, name] of [
      ["current", ring.current],
      ["next", ring.next?.name],
      ["old", ring.old?.name],
    ] as const) {
      if (name === undefined) continue;
      const signer = signerNamed(folder, name);
      if (!signer.ok) return signer;
      names[stage] = keyName(signer.value.spki);
    }
    const since = ring.next?.since;
    rows.push({
      ca,
      current: names["current"]!,
      ...(names["next"] && { next: names["next"] }),
      ...(names["old"] && { old: names["old"] }),
      ...(since === undefined ? {} : { signsFrom: since + ring.next!.staging }),
    });
  }
  return ok(rows);
}

const going = (keyring: Keyring) =>
  [...keyring].filter(([, { next, old }]) => next !== undefined || old !== undefined);
