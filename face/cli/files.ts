/** Files that people name: a failure says which one, also where the operating system does not. `-` is standard input. */
import { readFileSync, writeFileSync } from "node:fs";

function named<T>(path: string, work: () => T): T {
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
