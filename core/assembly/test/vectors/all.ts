/** Every vector file by name. */
import { actVectors, blockVectors } from "./acts.ts";
import { checkpointVectors, keyFileVectors } from "./checkpoints.ts";
import { countersignatureVectors } from "./countersignatures.ts";
import { datasetVectors } from "./datasets.ts";
import { evidenceVectors } from "./evidence.ts";
import { draftVectors, keyVectors } from "./keyfiles.ts";
import { vkeyVectors } from "./keys.ts";
import { proofVectors } from "./proofs.ts";
import { resourceVectors } from "./resources.ts";
import { stateRootVectors, treeVectors } from "./trees.ts";

export const VECTORS = {
  "acts.json": actVectors,
  "block-records.json": blockVectors,
  "checkpoints.json": checkpointVectors,
  "countersignatures.json": countersignatureVectors,
  "datasets.json": datasetVectors,
  "drafts.json": draftVectors,
  "evidence.json": evidenceVectors,
  "key-files.json": keyFileVectors,
  "keys.json": keyVectors,
  "proofs.json": proofVectors,
  "resources.json": resourceVectors,
  "state-root.json": stateRootVectors,
  "trees.json": treeVectors,
  "vkeys.json": vkeyVectors,
} as const;

export const vectorText = (name: string): string =>
  `${JSON.stringify(VECTORS[name as keyof typeof VECTORS](), undefined, 1)}\n`;
