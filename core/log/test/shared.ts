/** Where foreign vectors lie, an independent naive tree, and small helpers for the tests of this room. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fromBase64, must, utf8 } from "@comity/canon";
import { leafHash, type VectorFile } from "@comity/log";

export const shared: URL = new URL("../../../../shared/vectors/log/", import.meta.url);
export const hasShared: boolean = existsSync(shared);
export const own: URL = new URL("../../../vectors/", import.meta.url);

export const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, shared), "utf8"));
export const b64 = (text: string): Uint8Array => must(fromBase64(text));

/** Every file below a folder, with paths relative to it. */
export function filesOf(folder: URL): VectorFile[] {
  const root = fileURLToPath(folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = `${entry.parentPath}/${entry.name}`.replaceAll("//", "/");
      return { path: path.slice(root.length), bytes: Uint8Array.from(readFileSync(path)) };
    });
}

export const leavesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => leafHash(utf8(`entry ${i}`)));

/** MTH, PATH and PROOF of RFC 6962 section 2.1, written down as the RFC defines them, over node:crypto. */
export class NaiveTree {
  readonly #leaves: readonly Uint8Array[];
  readonly #known = new Map<string, Uint8Array>();

  constructor(leaves: readonly Uint8Array[]) {
    this.#leaves = leaves;
  }

  root(from: number, to: number): Uint8Array {
    if (from === to) return createHash("sha256").digest();
    if (to - from === 1) return this.#leaves[from]!;
    const name = `${from} ${to}`;
    let hash = this.#known.get(name);
    if (!hash) {
      const middle = from + split(to - from);
      const parts = [Uint8Array.of(1), this.root(from, middle), this.root(middle, to)];
      hash = Uint8Array.from(createHash("sha256").update(Buffer.concat(parts)).digest());
      this.#known.set(name, hash);
    }
    return hash;
  }

  inclusion(index: number, from: number, to: number): Uint8Array[] {
    if (to - from === 1) return [];
    const middle = from + split(to - from);
    return index < middle
      ? [...this.inclusion(index, from, middle), this.root(middle, to)]
      : [...this.inclusion(index, middle, to), this.root(from, middle)];
  }

  /** SUBTREE_SUBPROOF of draft-ietf-plants-merkle-tree-certs; with start 0 that is SUBPROOF of RFC 6962. */
  consistency(start: number, end: number, from: number, to: number, known = true): Uint8Array[] {
    if (start === from && end === to) return known ? [] : [this.root(from, to)];
    const middle = from + split(to - from);
    if (end <= middle) return [...this.consistency(start, end, from, middle, known), this.root(middle, to)];
    if (middle <= start) return [...this.consistency(start, end, middle, to, known), this.root(from, middle)];
    return [...this.consistency(middle, end, middle, to, false), this.root(from, middle)];
  }
}

function split(n: number): number {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

export const code = (
  result: { readonly ok: true } | { readonly ok: false; readonly error: { readonly code: string } },
): string => (result.ok ? "ok" : result.error.code);
