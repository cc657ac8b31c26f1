/** Files that are there whole or not at all. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { ok, refuse, type Result } from "@comity/canon";

/** Written beside, flushed, then renamed: a reader sees the old content or the new. */
export function writeWhole(path: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  const file = openSync(beside, "w", mode);
  try {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}

/** Code `rpki-file`: not there, or not readable. */
export function readText(path: string, what: string): Result<string> {
  try {
    return ok(readFileSync(path, "utf8"));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return refuse(
      "rpki-file",
      missing ? `there is no ${what} at ${path}` : `${path} cannot be read`,
      "folder",
    );
  }
}

export type Tree = ReadonlyMap<string, Uint8Array>;

/** Every file below a folder, by its path with slashes; empty when the folder is not there. Links are not followed. */
export function readTree(folder: string): Tree {
  const out = new Map<string, Uint8Array>();
  const walk = (path: string, name: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(path, entry.name), `${name}${entry.name}/`);
      else if (entry.isFile())
        out.set(name + entry.name, new Uint8Array(readFileSync(join(path, entry.name))));
    }
  };
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) walk(folder, "");
  return out;
}

export const sameTree = (a: Tree, b: Tree): boolean =>
  a.size === b.size &&
  [...a].every(([path, bytes]) => Buffer.compare(b.get(path) ?? Buffer.alloc(0), bytes) === 0);
