/**
 * The verifier of "everything at or below this key". The whole subtree is in the proof, so its hash shows that nothing
 * is missing; shape and labels are checked as in `verify.ts`. Uses no arena.
 */
import { equalBytes, ok, refuse, type Err, type Refusal, type Result } from "@comity/canon";
import { hashNode, hashValues, isValueSet } from "./commitment.ts";
import { bitAt, bytesFor, checkKey, commonBits, type Entry, type Key } from "./key.ts";
import {
  LEFT_HASH,
  NODES_BELOW,
  NOTHING_BELOW,
  parseProof,
  ProofSource,
  RIGHT_HASH,
  VALUES,
  type Step,
} from "./proof.ts";
import { badPath, verify } from "./verify.ts";

/** A node whose children are being read. */
type Open = {
  readonly plen: number;
  readonly label: Uint8Array;
  readonly values: readonly Uint8Array[] | undefined;
  /** Presence bits of the children that are still to come. */
  missing: number;
  left: Uint8Array | undefined;
  right: Uint8Array | undefined;
};

type Below = { readonly hash: Uint8Array; readonly entries: readonly Entry[] };

/**
 * All entries at or below `key` in pre-order, in the tree of `register` whose commitment is `rootHash`; empty proves
 * that there are none. Codes as of `verify`, and `proof-below` for a subtree that is not the key's.
 */
export function verifySubtree(
  register: number,
  rootHash: Uint8Array,
  key: Key,
  proof: Uint8Array,
): Result<readonly Entry[]> {
  const checked = checkKey(key);
  if (!checked.ok) return checked;
  if (proof[0] === NOTHING_BELOW) return nothingBelow(register, rootHash, key, proof.subarray(1));
  if (proof[0] !== NODES_BELOW) return badForm("the first byte is neither 0 nor 1");

  const source = new ProofSource(proof.subarray(1));
  const path: Step[] = [];
  for (let count = source.uint(2); count > 0 && !source.failed; count--) {
    const plen = source.uint(2);
    const has = source.uint(1);
    if (has > (VALUES | LEFT_HASH | RIGHT_HASH)) return badForm("unknown presence bits");
    const values = source.values(has & VALUES);
    path.push({ plen, values, left: source.hash(has & LEFT_HASH), right: source.hash(has & RIGHT_HASH) });
  }
  if (source.failed) return badForm("the proof is cut short, or says that no values follow");
  const bad = badPath(path, key);
  if (bad) return bad;
  const above = path.at(-1)?.plen ?? -1;
  if (above >= key.bits) return refuse("proof-path", "the path must end above the asked key", "proof");

  const below = readBelow(source, register, key, above);
  if (!below.ok) return below;
  let hash = below.value.hash;
  for (let i = path.length - 1; i >= 0; i--) {
    const { plen, values, left, right } = path[i]!;
    const value = values && hashValues(register, values);
    const onLeft = bitAt(key.bytes, plen) === 0;
    if (i > 0 && !value && !(onLeft ? right : left)) return badShape();
    hash = hashNode(register, plen, key.bytes, value, onLeft ? hash : left, onLeft ? right : hash);
  }
  if (!equalBytes(hash, rootHash)) return badRoot();
  return ok(below.value.entries);
}

/** A proof of what covers the key also shows that no node is at or below it. */
function nothingBelow(
  register: number,
  rootHash: Uint8Array,
  key: Key,
  proof: Uint8Array,
): Result<readonly Entry[]> {
  const answer = verify(register, rootHash, key, proof);
  if (!answer.ok) return answer;
  const parsed = parseProof(proof);
  if (!parsed.ok) return parsed;
  const { path, end } = parsed.value;
  const reaches = path.at(-1)!.plen === key.bits;
  const continues =
    end !== undefined && commonBits(key.bytes, 0, end.label, 0, Math.min(key.bits, end.plen)) === key.bits;
  return reaches || continues
    ? refuse("proof-below", "there are nodes at or below the key", "proof")
    : ok([]);
}

/** Reads the subtree in pre-order and hashes it from the leaves up, with a stack of the open nodes. */
function readBelow(source: ProofSource, register: number, key: Key, above: number): Result<Below> {
  const entries: Entry[] = [];
  const open: Open[] = [];
  for (;;) {
    const parent = open.at(-1);
    const node = readNode(source, parent?.label ?? key.bytes, parent?.plen ?? Math.max(above, 0));
    if (source.failed) return badForm("the proof is cut short, or says that no values follow");
    const bad = badNode(node, parent, key);
    if (bad) return bad;
    // Without a node above, this is the root: it may be bare.
    const isRoot = !parent && above < 0;
    if (isRoot ? node.plen !== 0 : !node.values && node.missing !== (LEFT_HASH | RIGHT_HASH))
      return badShape();
    if (node.values) entries.push({ key: { bytes: node.label, bits: node.plen }, values: node.values });
    open.push(node);
    while (open.at(-1)!.missing === 0) {
      const { plen, label, values, left, right } = open.pop()!;
      const hash = hashNode(register, plen, label, values && hashValues(register, values), left, right);
      const waiting = open.at(-1);
      if (!waiting) return source.done ? ok({ hash, entries }) : badForm("bytes follow the proof");
      if ((waiting.missing & LEFT_HASH) !== 0) {
        waiting.left = hash;
        waiting.missing &= ~LEFT_HASH;
      } else {
        waiting.right = hash;
        waiting.missing = 0;
      }
    }
  }
}

/** A node; its label continues the whole bytes of `known` before bit `from`. */
function readNode(source: ProofSource, known: Uint8Array, from: number): Open {
  const plen = source.uint(2);
  const has = source.uint(1);
  if (has > (VALUES | LEFT_HASH | RIGHT_HASH) || plen < from) source.failed = true;
  const whole = from >>> 3;
  const tail = source.bytes(source.failed ? 0 : bytesFor(plen) - whole);
  const label = new Uint8Array(source.failed ? 0 : bytesFor(plen));
  if (!source.failed) {
    label.set(known.subarray(0, whole));
    label.set(tail, whole);
  }
  const values = source.values(has & VALUES);
  return { plen, label, values, missing: has & (LEFT_HASH | RIGHT_HASH), left: undefined, right: undefined };
}

function badNode(node: Open, parent: Open | undefined, key: Key): Err<Refusal> | undefined {
  const { plen, label, values } = node;
  const padding = (8 - (plen & 7)) & 7;
  if (padding !== 0 && (label[label.length - 1]! & ((1 << padding) - 1)) !== 0) {
    return refuse("proof-below", "a label has bits after its end", "proof");
  }
  if (values && !isValueSet(values)) {
    return refuse("proof-values", "the values of a node must be sorted and different", "proof");
  }
  if (!parent) {
    return plen < key.bits || commonBits(label, 0, key.bytes, 0, key.bits) < key.bits
      ? refuse("proof-below", "the subtree is not below the asked key", "proof")
      : undefined;
  }
  const side = (parent.missing & LEFT_HASH) === 0 ? 1 : 0;
  return plen <= parent.plen ||
    commonBits(label, 0, parent.label, 0, parent.plen) < parent.plen ||
    bitAt(label, parent.plen) !== side
    ? refuse("proof-below", "a node does not lie below its parent on its side", "proof")
    : undefined;
}

const badForm = (why: string): Err<Refusal> => refuse("proof-form", `${why}: get the proof again`, "proof");
const badShape = (): Err<Refusal> =>
  refuse("proof-shape", "a node below the root has neither values nor two children", "proof");
const badRoot = (): Err<Refusal> =>
  refuse("proof-root", "the proof leads to another root: wrong register, key, version or data", "proof");
