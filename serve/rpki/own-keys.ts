/**
 * Parties that keep their CA key themselves: who they are (their business anchors), which key is certified, what they have
 * published here. One file per party below `own/` of the repository's folder.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromBase64, must, ok, refuse, toBase64, type Result } from "@comity/canon";
import { writeWhole, type Tree } from "./files.ts";
import type { Custody, OwnKey } from "./parties.ts";
import { partyFolder } from "./uris.ts";

export type OwnParty = {
  readonly party: string;
  /** SubjectPublicKeyInfo of their anchors, by what they are for, and the handle they use. */
  readonly child?: Peer;
  readonly publisher?: Peer;
  /** CA keys they asked certificates for; absent until they asked for the first. */
  readonly keys?: readonly OwnKey[];
  /** By path below the party's place. */
  readonly files: Tree;
};
/** `last`: signing time of the newest message taken; `taken`: SHA-256 of the signatures of all taken of that second. */
export type Peer = {
  readonly handle: string;
  readonly anchor: Uint8Array;
  readonly last: number;
  readonly taken: readonly string[];
};

const pathOf = (folder: string, party: string): string => join(folder, "own", `${party}.json`);
type StoredPeer = { handle: string; anchor: string; last: number; taken?: string[] };
const peerIn = (peer: Peer): StoredPeer => ({
  ...peer,
  taken: [...peer.taken],
  anchor: toBase64(peer.anchor),
});
const peerOut = (peer: StoredPeer): Peer => ({
  ...peer,
  taken: peer.taken ?? [],
  anchor: must(fromBase64(peer.anchor)),
});

export function saveOwn(folder: string, { child, files, keys, party, publisher }: OwnParty): void {
  const json = {
    kind: "comity/rpki-own-key/v1",
    party,
    ...(child && { child: peerIn(child) }),
    ...(publisher && { publisher: peerIn(publisher) }),
    ...(keys && { keys: keys.map(({ place, spki }) => ({ spki: toBase64(spki), place })) }),
    files: Object.fromEntries([...files].map(([path, bytes]) => [path, toBase64(bytes)])),
  };
  writeWhole(pathOf(folder, party), `${JSON.stringify(json, undefined, 1)}\n`, 0o600);
}

const keyOut = ({ place, spki }: { spki: string; place: OwnKey["place"] }): OwnKey => ({
  spki: must(fromBase64(spki)),
  place,
});

/** A party never heard of has neither peers nor key. Codes `rpki-party`, `rpki-state`. */
export function readOwn(folder: string, party: string): Result<OwnParty> {
  const name = partyFolder(party);
  if (!name.ok) return name;
  const path = pathOf(folder, name.value);
  if (!existsSync(path)) return ok({ party, files: new Map() });
  try {
    const json = JSON.parse(readFileSync(path, "utf8"));
    return ok({
      party: String(json.party),
      ...(json.child && { child: peerOut(json.child) }),
      ...(json.publisher && { publisher: peerOut(json.publisher) }),
      ...(json.keys && { keys: json.keys.map(keyOut) }),
      files: new Map(Object.entries<string>(json.files).map(([at, bytes]) => [at, must(fromBase64(bytes))])),
    });
  } catch {
    return refuse("rpki-state", `${path} is damaged: restore it from a backup`);
  }
}

export function ownParties(folder: string): Result<readonly OwnParty[]> {
  const at = join(folder, "own");
  const out: OwnParty[] = [];
  for (const file of existsSync(at) ? readdirSync(at) : []) {
    if (!file.endsWith(".json")) continue;
    const own = readOwn(folder, file.slice(0, -".json".length));
    if (!own.ok) return own;
    out.push(own.value);
  }
  return ok(out);
}

/** Own custody from the moment a certificate was asked for; until then the key is hosted here. */
export const custodyOf = ({ keys }: OwnParty): Custody =>
  keys === undefined ? { kind: "hosted" } : { kind: "own", keys };
