export { leafHash, nodeHash, emptyRoot, HASH_LENGTH } from "./hashes.ts";
export { Frontier, rootOf } from "./frontier.ts";
export type { NodeSink } from "./frontier.ts";
export { inclusionRoot, verifyInclusion, verifySubtreeInclusion } from "./inclusion.ts";
export { verifyConsistency, verifySubtreeConsistency, consistencyRoots } from "./consistency.ts";
export type { ConsistencyRoots } from "./consistency.ts";
export { isSubtree } from "./subtree.ts";
export {
  inclusionProof,
  consistencyProof,
  subtreeInclusionProof,
  subtreeConsistencyProof,
} from "./proofs.ts";
export { treeRoot, subtreeRoot, memoryReader, TILE_HEIGHT, TILE_WIDTH } from "./proofs.ts";
export type { HashReader } from "./proofs.ts";
export { tilePath, parseTilePath } from "./tile-path.ts";
export type { Tile } from "./tile-path.ts";
export { newTiles, newBundles, tileAt, parseTile, tileReader, tilesNeeded } from "./tiles.ts";
export { formatBundle, parseBundle, checkBundle, MAX_ENTRY } from "./bundle.ts";
export { formatCheckpoint, parseCheckpoint, contradicts } from "./checkpoint.ts";
export type { Checkpoint } from "./checkpoint.ts";
export { checkpointVerifier, verifyCosignature, verifySubtreeCosignature } from "./cosignature.ts";
export { cosignatureTime, cosignerOf, subtreeMessage } from "./cosignature.ts";
export type { Cosigner, Subtree } from "./cosignature.ts";
export { countersign, countersignatureVerifier, verifyCountersignature } from "./countersignature.ts";
export { earliestQuorumTime, newestQuorumTime } from "./quorum-time.ts";
export type { TimedWitness } from "./quorum-time.ts";
export { parsePolicy, POLICY_LIMITS } from "./policy-parse.ts";
export { formatPolicy, quorumMet, NO_QUORUM } from "./policy.ts";
export type { Policy, PolicyLog, PolicyWitness, PolicyGroup } from "./policy.ts";
export { keysOfPolicy, openCheckpoint, policyKeys } from "./open-checkpoint.ts";
export type { OpenedCheckpoint, PolicyKeys, Witnessed } from "./open-checkpoint.ts";
export { parseTlogProof, formatTlogProof, verifyTlogProof } from "./tlog-proof.ts";
export type { TlogProof } from "./tlog-proof.ts";
export { parseAddCheckpoint, formatAddCheckpoint } from "./add-checkpoint.ts";
export type { AddCheckpoint } from "./add-checkpoint.ts";
export { MAX_PROOF_HASHES } from "./hash-lines.ts";
export { decodeReceipt, encodeReceipt, receiptHeader, receiptToBeSigned } from "./receipt.ts";
export type { Receipt, InclusionPath, ConsistencyPath } from "./receipt.ts";
export { decodeCbor, encodeCbor } from "./cbor.ts";
export type { Cbor } from "./cbor.ts";
export { checkVectors } from "./checks/check-vectors.ts";
export type { Check, VectorFile } from "./checks/check.ts";
