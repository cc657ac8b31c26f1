/** Every vector file by name. */
import { actVectors, blockVectors } from "./acts.ts";
import { datasetVectors, evidenceVectors, keyVectors, proofVectors } from "./files.ts";
import { stateRootVectors, treeVectors } from "./trees.ts";

export const VECTORS = {
  "acts.json": actVectors,
  "block-records.json": blockVectors,
  "datasets.json": datasetVectors,
  "evidence.json": evidenceVectors,
  "keys.json": keyVectors,
  "proofs.json": proofVectors,
  "state-root.json": stateRootVectors,
  "trees.json": treeVectors,
} as const;

export const vectorTexts = (): { readonly [name: string]: string } =>
  Object.fromEntries(
    Object.entries(VECTORS).map(([name, make]) => [name, `${JSON.stringify(make(), undefined, 1)}\n`]),
  );
