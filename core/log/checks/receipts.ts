/**
 * COSE receipts: each decodes and encodes to itself; an inclusion and a consistency receipt of one folder and one size
 * must lead to one root. The leaf of the inclusion path is not in its file, but the consistency path may hold it.
 */
import { equalBytes, type Result } from "@comity/canon";
import { bitCeil } from "../arithmetic.ts";
import { decodeCbor, encodeCbor } from "../cbor.ts";
import { consistencyRoots } from "../consistency.ts";
import { inclusionRoot } from "../inclusion.ts";
import { consistencyRanges, inclusionRanges } from "../proofs.ts";
import { decodeReceipt, type ConsistencyPath, type InclusionPath } from "../receipt.ts";
import { baseOf, expect, fail, folderOf, pass, verdict, type Check, type VectorFile } from "./check.ts";

/** CBOR tag 18: a COSE_Sign1. */
export const isReceipt = (file: VectorFile): boolean =>
  file.bytes[0] === 0xd2 || baseOf(file.path).endsWith(".cbor");

export function checkReceipts(files: readonly VectorFile[]): readonly Check[] {
  const checks: Check[] = [];
  const paths = new Map<string, (InclusionPath | ConsistencyPath)[]>();
  for (const file of files) {
    const receipt = decodeReceipt(file.bytes);
    if (!receipt.ok) {
      checks.push(verdict(file.path, true, receipt));
      continue;
    }
    const item = decodeCbor(file.bytes);
    const same = item.ok && equalBytes(encodeCbor(item.value), file.bytes);
    checks.push(expect(file.path, same, "does not encode to itself"));
    for (const proof of receipt.value.proofs) checks.push(checkShape(file.path, proof));
    const folder = folderOf(file.path);
    paths.set(folder, [...(paths.get(folder) ?? []), ...receipt.value.proofs]);
  }
  for (const [folder, proofs] of paths) checks.push(...checkPairs(folder, proofs));
  return checks;
}

/** The path has the length its sizes demand. */
function checkShape(path: string, proof: InclusionPath | ConsistencyPath): Check {
  const filler = new Uint8Array(32);
  const result: Result<unknown> =
    proof.kind === "inclusion"
      ? inclusionRoot(proof.index, proof.size, filler, proof.path)
      : consistencyRoots(0, proof.size1, proof.size2, proof.path, filler);
  return verdict(`${path}: ${proof.kind} path`, true, result);
}

function checkPairs(folder: string, proofs: readonly (InclusionPath | ConsistencyPath)[]): readonly Check[] {
  return proofs.flatMap((consistency) =>
    consistency.kind !== "consistency"
      ? []
      : proofs
          .filter((proof) => proof.kind === "inclusion")
          .filter((inclusion) => inclusion.size === consistency.size2)
          .map((inclusion) =>
            checkPair(`${folder}: one tree of size ${inclusion.size}`, inclusion, consistency),
          ),
  );
}

/** Nodes that both paths name must be equal, and so must the roots where the consistency path holds the leaf. */
function checkPair(name: string, inclusion: InclusionPath, consistency: ConsistencyPath): Check {
  const nodes = new Map<string, Uint8Array>();
  const ranges = consistencyRanges(0, consistency.size1, consistency.size2);
  for (const [i, range] of ranges.entries())
    nodes.set(range.join(), consistency.path[i] ?? new Uint8Array(0));
  const verdicts = new Set<boolean>();
  for (const [i, range] of inclusionRanges(inclusion.index, 0, inclusion.size).entries()) {
    const node = nodes.get(range.join());
    if (node) verdicts.add(equalBytes(node, inclusion.path[i] ?? new Uint8Array(0)));
  }
  if (!verdicts.has(true)) return pass(name, "the two paths share no hash: they may be of two logs");
  if (verdicts.has(false)) return fail(name, "the two paths give one node two hashes");
  const leaf = nodes.get([inclusion.index, inclusion.index + 1].join());
  // Without the root of size1 the path alone starts both roots, unless size1 is a power of two.
  if (!leaf || bitCeil(consistency.size1) === consistency.size1) return pass(name);
  const roots = consistencyRoots(0, consistency.size1, consistency.size2, consistency.path, leaf);
  const root = inclusionRoot(inclusion.index, inclusion.size, leaf, inclusion.path);
  const same = roots.ok && root.ok && equalBytes(roots.value.whole, root.value);
  return expect(name, same, "the two paths lead to different roots");
}
