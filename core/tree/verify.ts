/**
 * The verifier of "everything that covers this key", after reference section 6.4. Labels and flags are derived, never
 * read; the shape of every node that is seen must be canonical. Uses no arena: a browser needs only this file,
 * `proof.ts`, `commitment.ts` and `key.ts`.
 *
 * Readings of the answer: the holder is the values at the largest `bits`; an empty answer proves absence; all values
 * together are the complete set that covers the key.
 */
import { equalBytes, ok, refuse, type Err, type Refusal, type Result } from "@comity/canon";
import { hashNode, hashValues, isValueSet } from "./commitment.ts";
import { bitAt, bytesFor, checkKey, commonBits, type Key } from "./key.ts";
import { parseProof, type End, type Step } from "./proof.ts";

/** The values at one length of the asked key. */
export type Proven = { readonly bits: number; readonly values: readonly Uint8Array[] };

/** What a proof says, and the commitment of the tree it says it of. */
export type Opened = { readonly root: Uint8Array; readonly proven: readonly Proven[] };

/**
 * All values at `key` and its prefixes, shortest first, in the tree of `register` whose commitment is `rootHash`
 * (32 bytes). Codes of `openProof`, and `proof-root`.
 */
export function verify(
  register: number,
  rootHash: Uint8Array,
  key: Key,
  proof: Uint8Array,
): Result<readonly Proven[]> {
  const opened = openProof(register, key, proof);
  if (!opened.ok) return opened;
  if (!equalBytes(opened.value.root, rootHash)) {
    return refuse(
      "proof-root",
      "the proof leads to another root: wrong register, key, version or data",
      "proof",
    );
  }
  return ok(opened.value.proven);
}

/**
 * What a proof says of `key`, with the commitment it computes: worth nothing until that is found to be the tree's.
 * Codes `key`, `proof-form`, `proof-path`, `proof-end`, `proof-shape`, `proof-values`.
 */
export function openProof(register: number, key: Key, proof: Uint8Array): Result<Opened> {
  const checked = checkKey(key);
  if (!checked.ok) return checked;
  const parsed = parseProof(proof);
  if (!parsed.ok) return parsed;
  const { path, end } = parsed.value;
  const bad = badPath(path, key) ?? badEnds(path, end, key);
  if (bad) return bad;

  let below = end && hashNode(register, end.plen, end.label, end.value, end.left, end.right);
  for (let i = path.length - 1; i >= 0; i--) {
    const step = path[i]!;
    const value = step.values && hashValues(register, step.values);
    const side = step.plen < key.bits ? bitAt(key.bytes, step.plen) : undefined;
    const left = side === 0 ? below : step.left;
    const right = side === 1 ? below : step.right;
    if (i > 0 && !value && !(left && right)) {
      return refuse("proof-shape", "a node below the root has neither values nor two children", "proof");
    }
    below = hashNode(register, step.plen, key.bytes, value, left, right);
  }
  if (!below) return refuse("proof-path", "the path is empty", "proof");
  const proven: Proven[] = [];
  for (const { plen, values } of path) if (values) proven.push({ bits: plen, values });
  return ok({ root: below, proven });
}

/** Depths, the side that the path takes, and value order. */
export function badPath(path: readonly Step[], key: Key): Err<Refusal> | undefined {
  let previous = -1;
  for (const { plen, values, left, right } of path) {
    if (previous < 0 ? plen !== 0 : plen <= previous) {
      return refuse("proof-path", "the path must begin at the root and go down", "proof");
    }
    if (plen > key.bits) return refuse("proof-path", "the path goes below the asked key", "proof");
    if (plen < key.bits && (bitAt(key.bytes, plen) === 0 ? left : right)) {
      return refuse("proof-path", "a hash stands where the path goes on", "proof");
    }
    if (values && !isValueSet(values)) {
      return refuse("proof-values", "the values of a node must be sorted and different", "proof");
    }
    previous = plen;
  }
  return undefined;
}

/** What ends the path. */
function badEnds(path: readonly Step[], end: End | undefined, key: Key): Err<Refusal> | undefined {
  if (!end) return undefined;
  const above = path.at(-1)!.plen;
  const padding = (8 - (end.plen & 7)) & 7;
  if (padding !== 0 && (end.label[bytesFor(end.plen) - 1]! & ((1 << padding) - 1)) !== 0) {
    return refuse("proof-end", "the label of the last node has bits after its end", "proof");
  }
  const shorter = Math.min(key.bits, end.plen);
  const common = commonBits(key.bytes, 0, end.label, 0, shorter);
  // Also refuses an end after a path that reaches the key, and one that is not below the path: `common` is at most
  // the length of either.
  if (common <= above) return refuse("proof-end", "the last node lies on another branch", "proof");
  if (common === end.plen)
    return refuse("proof-end", "the last node covers the key: the path is cut short", "proof");
  if (!end.value && !(end.left && end.right)) {
    return refuse("proof-shape", "the last node has neither values nor two children", "proof");
  }
  return undefined;
}
