/** Looks at a repository folder as it is published, ours or a plain copy. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ok, refuse, type Result } from "@comity/canon";
import { readText, readTree } from "./files.ts";
import { currentTree, paths } from "./repository.ts";
import { parseTal, type Tal } from "./tal.ts";
import { underBase } from "./gate.ts";
import { validate, type Checked } from "./validate.ts";

/**
 * `folder`: one of `createRepository`, or any with the files of the locator's rsync module. `tal`: another locator than
 * the folder's own. Codes `rpki-file`, `tal`.
 */
export function checkFolder(folder: string, now: number, talPath?: string): Result<Checked> {
  const tal = locatorOf(folder, talPath);
  if (!tal.ok) return tal;
  const anchor = tal.value.uris.find((uri) => uri.startsWith("rsync://"));
  if (anchor === undefined)
    return refuse("tal", "the locator has no rsync URI: files are found by it", "tal");
  const base = anchor.slice(0, anchor.lastIndexOf("/") + 1);
  const tree = existsSync(paths(folder).current) ? currentTree(folder) : readTree(folder);
  return ok(validate(underBase(base, tree), tal.value, now));
}

function locatorOf(folder: string, path: string | undefined): Result<Tal> {
  const names =
    path === undefined && existsSync(folder)
      ? readdirSync(folder).filter((name) => name.endsWith(".tal"))
      : [];
  if (path === undefined && names.length !== 1)
    return refuse(
      "rpki-file",
      `${folder} holds ${names.length} trust anchor locators (.tal): name one with --tal`,
      "tal",
    );
  const text = readText(path ?? join(folder, names[0]!), "trust anchor locator");
  return text.ok ? parseTal(text.value) : text;
}
