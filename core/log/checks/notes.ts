/** Notes found among the files: checkpoints and others, their form, their signatures, and contradictions between them. */
import { equalBytes, fromUtf8, ok, sha256, toHex, utf8, type Result } from "@comity/canon";
import { formatNote, hex8, parseNote, type Note, type NoteSignature } from "@comity/signing";
import { contradicts, formatCheckpoint, parseCheckpoint, type Checkpoint } from "../checkpoint.ts";
import { HASH_LENGTH } from "../hashes.ts";
import { inclusionRoot } from "../inclusion.ts";
import { formatTlogProof, parseTlogProof } from "../tlog-proof.ts";
import { baseOf, expect, fail, folderOf, pass, verdict, type Check, type VectorFile } from "./check.ts";
import type { FoundKeys } from "./keys.ts";
import { isCtLine, verifyTreeHead } from "./static-ct.ts";

/** A checkpoint file; `signed` when a known key's signature verified. */
export type FoundCheckpoint = {
  readonly path: string;
  readonly folder: string;
  readonly checkpoint: Checkpoint;
  readonly signed: boolean;
};

const PROOF = utf8("c2sp.org/tlog-proof@");
const LINE = /^\u2014 \S+ \S{8,}$/;
const MARK = "\n\n\u2014 ";
/** The folder a witness names after an origin: SHA-256 in hexadecimal. */
const ORIGIN_FOLDER = /^[0-9a-f]{64}$/;

/** Whether the file reads as a note, is named as a checkpoint, or begins as a proof file. */
export function isNoteLike(file: VectorFile): boolean {
  if (isProofFile(file) || isCheckpointName(file.path)) return true;
  const text = file.bytes.length <= 65_535 ? fromUtf8(file.bytes) : undefined;
  if (!text?.ok) return false;
  const at = text.value.lastIndexOf(MARK);
  const lines = text.value
    .slice(at + 2)
    .trimEnd()
    .split("\n");
  return at > 0 && lines.every((line) => line.startsWith("\u2014 ")) && lines.some((line) => LINE.test(line));
}

const isProofFile = (file: VectorFile): boolean => equalBytes(file.bytes.subarray(0, PROOF.length), PROOF);
const isCheckpointName = (path: string): boolean => /^checkpoint(\.[0-9]+)?$/.test(baseOf(path));

/**
 * Checks one such file. `isLogFolder` tells whether a folder holds tiles: there, and in a witness's folder of an
 * origin, a file named checkpoint must be one; elsewhere text under that name is a decoy, and refusing it is right.
 */
export function checkNoteFile(
  file: VectorFile,
  keys: FoundKeys,
  isLogFolder: (folder: string) => boolean,
): { readonly checks: readonly Check[]; readonly found?: FoundCheckpoint } {
  if (isProofFile(file)) return { checks: checkProofFile(file, keys) };
  const { path, bytes } = file;
  const folder = folderOf(path);
  const note = parseNote(bytes);
  if (!note.ok) {
    const expected = isLogFolder(folder) || ORIGIN_FOLDER.test(baseOf(folder)) || !isCheckpointName(path);
    const decoy = `${note.error.code}: not a note and not where a log or witness keeps one: a decoy, refused`;
    return { checks: [expected ? verdict(path, true, note) : pass(path, decoy)] };
  }
  const checks = [expect(path, equalBytes(formatNote(note.value), bytes), "does not format to itself")];
  const parsed = parseCheckpoint(note.value.text);
  if (!parsed.ok) {
    if (isCheckpointName(path)) return { checks: [...checks, verdict(`${path}: checkpoint`, true, parsed)] };
    return { checks: [...checks, ...checkSignatures(path, note.value, undefined, keys).checks] };
  }
  const checkpoint = parsed.value;
  const again = equalBytes(formatCheckpoint(checkpoint), note.value.text);
  checks.push(expect(`${path}: checkpoint`, again, "does not format to itself"));
  if (ORIGIN_FOLDER.test(baseOf(folder))) {
    const named = toHex(sha256(utf8(checkpoint.origin))) === baseOf(folder);
    checks.push(expect(`${path}: folder`, named, "the folder is not named after the origin's hash"));
  }
  const signatures = checkSignatures(path, note.value, checkpoint, keys);
  checks.push(...signatures.checks);
  return { checks, found: { path, folder, checkpoint, signed: signatures.signed } };
}

function checkProofFile(file: VectorFile, keys: FoundKeys): readonly Check[] {
  const proof = parseTlogProof(file.bytes);
  if (!proof.ok) return [verdict(file.path, true, proof)];
  const again = equalBytes(formatTlogProof(proof.value), file.bytes);
  const note = parseNote(proof.value.checkpoint);
  const checkpoint: Result<Checkpoint | undefined> = note.ok
    ? parseCheckpoint(note.value.text)
    : ok(undefined);
  if (!note.ok || !checkpoint.ok)
    return [verdict(`${file.path}: checkpoint`, true, note.ok ? checkpoint : note)];
  const checks = [
    expect(file.path, again, "does not format to itself"),
    ...checkSignatures(file.path, note.value, checkpoint.value, keys).checks,
  ];
  if (!checkpoint.value) return checks;
  // The entry is not in the file, but index, size and length of the path must fit each other.
  const { index, path } = proof.value;
  const shape = inclusionRoot(index, checkpoint.value.size, new Uint8Array(HASH_LENGTH), path);
  return [...checks, verdict(`${file.path}: path`, true, shape)];
}

/**
 * One check per line whose key is known. A note must be signed by a key that lies in the nearest folder above, and by
 * one that bears a line's name or the origin, where such keys are known.
 */
function checkSignatures(
  path: string,
  note: Note,
  checkpoint: Checkpoint | undefined,
  keys: FoundKeys,
): { readonly checks: readonly Check[]; readonly signed: boolean } {
  const checks: Check[] = [];
  const signers = new Set<string>();
  for (const line of note.signatures) {
    const verdict = judgeLine(line, note, checkpoint, keys);
    if (!verdict) continue;
    const name = `${path}: signature of ${line.name} ${hex8(line.keyId)}`;
    checks.push(expect(name, verdict.accepted, "the signature does not verify"));
    if (verdict.accepted) signers.add(verdict.key);
  }
  const names = [...note.signatures.map((line) => line.name), checkpoint?.origin ?? ""];
  const above = keysAbove(path, keys);
  const unsigned = checks.length === 0 && names.some((name) => keys.names.has(name));
  if (unsigned || (above && [...above].every((key) => !signers.has(key)))) {
    checks.push(fail(`${path}: signatures`, "not signed by the key given for it"));
  }
  return { checks, signed: signers.size > 0 };
}

/** The keys that lie in the nearest folder above; the top folder gives none, since it may hold anything. */
function keysAbove(path: string, keys: FoundKeys): ReadonlySet<string> | undefined {
  for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) {
    const found = keys.folders.get(folder);
    if (found) return found;
  }
  return undefined;
}

function judgeLine(
  line: NoteSignature,
  note: Note,
  checkpoint: Checkpoint | undefined,
  keys: FoundKeys,
): { readonly key: string; readonly accepted: boolean } | undefined {
  const key = `${line.name}+${line.keyId}`;
  const verifier = keys.ring.get(key);
  if (verifier) return { key, accepted: verifier.verify(note.text, line.signature) };
  const ct = keys.ct.find((candidate) => isCtLine(line, candidate));
  if (!ct || !checkpoint) return undefined;
  return { key: toHex(ct.id), accepted: verifyTreeHead(ct, checkpoint, line.signature) };
}

/** A monitor fed these files must raise an alarm for each pair of signed checkpoints that cannot both be true. */
export function checkForks(found: readonly FoundCheckpoint[]): readonly Check[] {
  const signed = found.filter((f) => f.signed);
  return signed.flatMap((a, i) =>
    signed
      .slice(i + 1)
      .filter((b) => contradicts(a.checkpoint, b.checkpoint))
      .map((b) =>
        pass(
          `fork alarm: ${a.checkpoint.origin} size ${a.checkpoint.size}`,
          `two roots for one size: ${a.path} and ${b.path}`,
        ),
      ),
  );
}
