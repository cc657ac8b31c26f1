/** Known answers as JSON: signed notes with their keys, and the tree, checkpoint, proof-file and tile facts of a tlog. */
import { equalBytes, fromUtf8, toBase64, utf8 } from "@comity/canon";
import { formatNote, formatVkey, keyRing, openNote, parseVkey, type Verifier } from "@comity/signing";
import { formatCheckpoint, parseCheckpoint } from "../checkpoint.ts";
import { checkpointVerifier } from "../cosignature.ts";
import { emptyRoot, leafHash } from "../hashes.ts";
import { parseTilePath, tilePath } from "../tile-path.ts";
import { newTiles } from "../tiles.ts";
import { parseTlogProof } from "../tlog-proof.ts";
import {
  asArray,
  asNumber,
  asString,
  base64Field,
  expect,
  fail,
  hexField,
  isObject,
  isStrings,
} from "./check.ts";
import { pass, verdict, type Check, type JsonObject } from "./check.ts";

/** `{notes: [{vkeys, note}], vkeys_only}` */
export function checkNotes(path: string, json: JsonObject): readonly Check[] {
  const notes = asArray(json["notes"]).filter(isObject);
  return [
    ...notes.map((entry, i) => checkNote(`${path}: note ${i}`, entry)),
    ...asArray(json["vkeys_only"]).map((vkey) => checkVkey(path, asString(vkey))),
  ];
}

/** A verifier key parses, with the right id, and formats to itself. */
export function checkVkey(path: string, vkey: string): Check {
  const name = `${path}: key ${vkey.split("+").slice(0, 2).join("+")}`;
  const key = parseVkey(vkey);
  if (!key.ok && key.error.code === "key-type") return pass(name, "a kind of key that is not used here");
  return key.ok
    ? expect(name, formatVkey(key.value) === vkey, "does not format to itself")
    : verdict(name, true, key);
}

function checkNote(name: string, entry: JsonObject): Check {
  const verifiers: Verifier[] = [];
  for (const vkey of asArray(entry["vkeys"])) {
    const key = parseVkey(asString(vkey));
    const verifier = key.ok ? checkpointVerifier(key.value) : key;
    if (!verifier.ok) return verdict(name, true, verifier);
    verifiers.push(verifier.value);
  }
  const ring = keyRing(verifiers);
  const bytes = utf8(asString(entry["note"]));
  const opened = ring.ok ? openNote(bytes, ring.value) : ring;
  if (!opened.ok) return verdict(name, true, opened);
  if (!equalBytes(formatNote(opened.value.note), bytes)) return fail(name, "does not format to itself");
  return expect(name, opened.value.lines.length === verifiers.length, "not every given key signed");
}

/** Whether an object holds any of the facts `checkTlogFacts` knows. */
export const isTlogFacts = (json: JsonObject): boolean =>
  Object.keys(json).some((key) => key in FACTS || NEW_TILES.test(key));

export function checkTlogFacts(path: string, json: JsonObject): readonly Check[] {
  return Object.entries(json).flatMap(([key, value]) => {
    const height = NEW_TILES.exec(key)?.[1];
    const name = `${path}: ${key}`;
    if (height !== undefined) return checkNewTiles(name, asArray(value), Number(height));
    return FACTS[key]?.(name, value, json) ?? [];
  });
}

type Fact = (name: string, value: unknown, json: JsonObject) => readonly Check[];

const NEW_TILES = /^new_tiles_for_size_H([0-9]{1,2})$/;

const FACTS: Readonly<Record<string, Fact>> = {
  empty_root_hex: (name, value) => {
    const root = hexField(value);
    return [expect(name, root !== undefined && equalBytes(root, emptyRoot()), "not the empty root")];
  },
  leaf_hash: (name, value) => {
    const fact = isObject(value) ? value : {};
    const leaf = leafHash(utf8(asString(fact["data_utf8"])));
    return [expect(name, equalBytes(leaf, base64Field(fact["sha256_00_data_b64"])), toBase64(leaf))];
  },
  tree_text_good: (name, value) => [checkGoodCheckpoint(name, asString(value))],
  tree_text_bad: (name, value, json) =>
    asArray(value).map((text, i) => {
      // golang/mod fixes the first line, C2SP does not: a text whose only fault is its first line is good here.
      const good = afterFirstLine(asString(json["tree_text_good"])) === afterFirstLine(asString(text));
      return good
        ? checkGoodCheckpoint(`${name} ${i} (only its origin differs)`, asString(text))
        : checkBadCheckpoint(`${name} ${i}`, asString(text));
    }),
  checkpoint_bad_from_formats_log_checkpoint_test: (name, value) =>
    asArray(value).map((text, i) => checkBadCheckpoint(`${name} ${i}`, asString(text))),
  tlog_proof_bad_from_formats_proof_tlog_proof_test: (name, value) =>
    asArray(value).map((text, i) => verdict(`${name} ${i}`, false, parseTlogProof(utf8(asString(text))))),
  tile_paths_from_c2sp: (name, value) => (isObject(value) ? checkTilePaths(name, value) : []),
};

const afterFirstLine = (text: string): string => text.slice(text.indexOf("\n"));

function checkGoodCheckpoint(name: string, text: string): Check {
  const parsed = parseCheckpoint(utf8(text));
  if (!parsed.ok) return verdict(name, true, parsed);
  const again = fromUtf8(formatCheckpoint(parsed.value));
  return expect(name, again.ok && again.value === text, "does not format to itself");
}

/**
 * Refused, and, where another line than the root is at fault, refused still when the root is a good one: these
 * vectors carry roots of the wrong length, which would hide what they are about.
 */
function checkBadCheckpoint(name: string, text: string): Check {
  const given = parseCheckpoint(utf8(text));
  if (given.ok) return fail(name, "accepted, but must be refused");
  if (given.error.code === "checkpoint-root") return pass(name, given.error.code);
  const lines = text.split("\n");
  if (lines[2]) lines[2] = toBase64(leafHash(utf8("a good root")));
  const repaired = parseCheckpoint(utf8(lines.join("\n")));
  if (repaired.ok) return fail(name, `refused with ${given.error.code}, accepted with a good root`);
  return pass(name, repaired.error.code);
}

function checkNewTiles(name: string, rows: readonly unknown[], height: number): readonly Check[] {
  return rows.map((row) => {
    const [from, to, count] = asArray(row).map(asNumber);
    const got = newTiles(from!, to!, height).length;
    return expect(`${name} ${from} to ${to}`, got === count, `${got} tiles`);
  });
}

function checkTilePaths(name: string, facts: JsonObject): readonly Check[] {
  const checks: Check[] = [];
  for (const [number, path] of Object.entries(facts)) {
    if (typeof path !== "string") continue;
    const full = `tile/0/${path}`;
    const parsed = parseTilePath(full);
    const there = tilePath({ level: 0, index: Number(number), width: 256 }) === full;
    const back = parsed.ok && parsed.value.index === Number(number);
    checks.push(expect(`${name} ${number}`, there && back, "the path does not stand for this number"));
  }
  const sizes = isObject(facts["sizes"]) ? facts["sizes"] : {};
  for (const [size, counts] of Object.entries(sizes)) {
    if (!isObject(counts)) continue;
    for (const [field, count] of Object.entries(counts))
      checks.push(checkCount(name, Number(size), field, count));
  }
  return checks;
}

/** `level0_full` is a number of full tiles, `level0_partial` the width of the partial one. */
function checkCount(name: string, size: number, field: string, count: unknown): Check {
  const [, level, kind] = /^level([0-9]+)_(full|partial)$/.exec(field) ?? [];
  const tiles = newTiles(0, size).filter((tile) => tile.level === Number(level));
  const full = tiles.filter((tile) => tile.width === 256).length;
  const partial = tiles.find((tile) => tile.width < 256)?.width ?? 0;
  const got = kind === "full" ? full : partial;
  return expect(`${name} size ${size} ${field}`, got === count, `got ${got}`);
}

export const isNotes = (json: JsonObject): boolean =>
  (Array.isArray(json["notes"]) &&
    asArray(json["notes"]).some((n) => isObject(n) && isStrings(n["vkeys"]))) ||
  isStrings(json["vkeys_only"]);
