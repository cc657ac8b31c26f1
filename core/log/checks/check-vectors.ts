/**
 * Judges a folder of log files and test vectors: what `comity log check PATH...` runs. Files are recognised by content
 * and layout, so any vectors of these formats can be given. Nothing is read or written here.
 */
import { fromUtf8 } from "@comity/canon";
import { fail, isObject, type Check, type VectorFile } from "./check.ts";
import { checkJcs } from "./jcs.ts";
import { keysOfJson, keysOfText, noKeys, type FoundKeys } from "./keys.ts";
import { checkNotes, checkTlogFacts, isNotes, isTlogFacts } from "./known-answers.ts";
import { checkMerkleVector, isMerkleVector } from "./merkle.ts";
import { checkForks, checkNoteFile, isNoteLike, type FoundCheckpoint } from "./notes.ts";
import { checkReceipts, isReceipt } from "./receipts.ts";
import { checkCctv, checkWycheproof, isCctv, isWycheproof } from "./signatures.ts";
import { TileTree } from "./tile-tree.ts";

/** A log's private state, in its own format; what tools keep beside files. */
const ASIDE: ReadonlySet<string> = new Set([".state", ".git", ".github", ".vscode", ".idea"]);

/** One verdict per thing that can be right or wrong; files of no known kind give none. */
export function checkVectors(input: Iterable<VectorFile>): readonly Check[] {
  const files = new Map<string, VectorFile>();
  for (const file of input) files.set(file.path, file);
  const checks: Check[] = [];
  const keys = noKeys();
  const trees = new Map<string, TileTree>();
  const receipts: VectorFile[] = [];
  const notes: VectorFile[] = [];
  for (const file of files.values()) {
    if (file.path.split("/").some((name) => ASIDE.has(name))) continue;
    const tile = /^(?:(.*)\/)?(tile\/[^/]+\/[^.]*[0-9].*)$/.exec(file.path);
    if (tile) treeOf(trees, tile[1] ?? "").add(file, tile[2]!);
    else if (isReceipt(file)) receipts.push(file);
    else checks.push(...(checkText(file, files, keys) ?? keep(file, notes)));
  }
  const found: FoundCheckpoint[] = [];
  for (const file of notes) {
    const result = checkNoteFile(file, keys, (folder) => trees.has(folder));
    checks.push(...result.checks);
    if (result.found) found.push(result.found);
  }
  for (const tree of trees.values()) {
    checks.push(...tree.finish(found.filter((f) => f.folder === tree.folder)));
  }
  return [...checks, ...checkForks(found), ...checkReceipts(receipts)];
}

function treeOf(trees: Map<string, TileTree>, folder: string): TileTree {
  const tree = trees.get(folder) ?? new TileTree(folder);
  trees.set(folder, tree);
  return tree;
}

/** Notes wait until every key is known. */
function keep(file: VectorFile, notes: VectorFile[]): readonly Check[] {
  if (isNoteLike(file)) notes.push(file);
  return [];
}

function checkText(
  file: VectorFile,
  files: ReadonlyMap<string, VectorFile>,
  keys: FoundKeys,
): readonly Check[] | undefined {
  const json = parseJson(file);
  if (json === undefined) return keysOfText(file, keys);
  if (json === NOT_JSON) return [fail(file.path, "the file is not JSON")];
  const { path } = file;
  const jcs = checkJcs(file, files);
  if (jcs.length > 0) return jcs;
  if (isCctv(json)) return checkCctv(path, json);
  if (isWycheproof(json)) return checkWycheproof(path, json);
  if (!isObject(json)) return [];
  if (isMerkleVector(json)) return checkMerkleVector(path, json);
  const found = keysOfJson(path, json, keys);
  if (found) return found;
  if (isNotes(json)) return checkNotes(path, json);
  return isTlogFacts(json) ? checkTlogFacts(path, json) : [];
}

const NOT_JSON = Symbol("not JSON");

/** The JSON value of a file that looks like JSON; undefined for another kind of file. */
function parseJson(file: VectorFile): unknown {
  const first = file.bytes.find((b) => b !== 0x20 && b !== 0x0a && b !== 0x0d && b !== 0x09);
  const looksLikeJson = first === 0x7b || first === 0x5b;
  if (!looksLikeJson && !file.path.endsWith(".json")) return undefined;
  const text = fromUtf8(file.bytes);
  if (!text.ok) return file.path.endsWith(".json") ? NOT_JSON : undefined;
  try {
    return JSON.parse(text.value) as unknown;
  } catch {
    return file.path.endsWith(".json") ? NOT_JSON : undefined;
  }
}
