/** Files that people name: a failure says which one, also where the operating system does not. `-` is standard input. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Runs `work` on a file; whatever fails says which. */
export function named<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    // Reading a folder and writing to a full disk come without the path.
    if (cause instanceof Error && "syscall" in cause && !("path" in cause)) Object.assign(cause, { path });
    throw cause;
  }
}

export const readBytes = (path: string): Uint8Array =>
  named(path, () => new Uint8Array(readFileSync(path === "-" ? 0 : path)));

export const readText = (path: string): string =>
  named(path, () => readFileSync(path === "-" ? 0 : path, "utf8"));

/** `wx` as flag never overwrites. */
export const writeFile = (
  path: string,
  content: string | Uint8Array,
  options: { readonly mode?: number; readonly flag?: "w" | "wx" } = {},
): void => named(path, () => writeFileSync(path, content, options));

/** The folder and those above it; the failure names the one that cannot be made. (`recursive` may never come back.) */
export function makeFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  mkdirSync(path);
}
