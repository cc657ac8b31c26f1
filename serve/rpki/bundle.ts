/** What travels from the offline anchor to the server: its locator and what it has signed, as one JSON file. */
import { fromBase64, must, ok, refuse, toBase64, type Result } from "@comity/canon";
import { readManifest } from "./contents.ts";
import type { Tree } from "./files.ts";
import { readSignedObject } from "./read-signed-object.ts";
import { parseTal } from "./tal.ts";

export type AnchorBundle = {
  readonly name: string;
  readonly base: string;
  readonly tal: string;
  /** Paths below `base`. */
  readonly files: Tree;
};

const KIND = "comity/rpki-anchor/v1";

export const bundleText = ({ files, ...rest }: AnchorBundle): string =>
  `${JSON.stringify({ kind: KIND, ...rest, files: Object.fromEntries([...files].map(([p, b]) => [p, toBase64(b)])) }, undefined, 1)}\n`;

/** The number of the anchor's manifest: it rises with every signing. 0 when it cannot be read. */
export function bundleNumber({ files }: AnchorBundle): bigint {
  const path = [...files.keys()].find((name) => name.endsWith(".mft"));
  const object = readSignedObject((path !== undefined && files.get(path)) || new Uint8Array());
  const manifest = object.ok ? readManifest(object.value.content) : object;
  return manifest.ok ? manifest.value.number : 0n;
}

/** Code `rpki-bundle`. */
export function readBundle(text: string): Result<AnchorBundle> {
  try {
    const { kind, name, base, tal, files } = JSON.parse(text);
    const strings = [name, base, tal].every((value) => typeof value === "string");
    if (kind === KIND && strings && parseTal(tal).ok) {
      const entries = Object.entries<string>(files).map(([path, b]) => [path, must(fromBase64(b))] as const);
      if (entries.every(([path]) => /^(?:ta\/[A-Za-z0-9_-]+|ta)\.[a-z]{3}$/.test(path)))
        return ok({ name, base, tal, files: new Map(entries) });
    }
  } catch {
    // Not JSON, or not of this shape: said below.
  }
  return refuse("rpki-bundle", "not a bundle of `comity rpki ta sign`: carry the file over again", "bundle");
}
