export { CATALOGUE, kindOf } from "./acts/catalogue.ts";
export { actEntry, actHash, actText, parseAct, parseActText, MAX_ENTRY, NO_PREV } from "./acts/act.ts";
export type { Act, Seen, Statement } from "./acts/act.ts";
export { readAct, signatureChecks, signed, verifyAct } from "./acts/admit.ts";
export type { SignatureCheck, SignedAct } from "./acts/admit.ts";
export { datasetsIn } from "./acts/datasets.ts";
export type { NamedDataset } from "./acts/datasets.ts";
export { documentsIn, MAX_DOCUMENT_BYTES, readDocument } from "./acts/documents.ts";
export type { Field, Fields, Measure, Shape } from "./acts/fields.ts";
export type { AnyKind, Authority, Condition, Context, Kind } from "./acts/kind.ts";
export { laneHead, laneKey, lanePosition } from "./acts/lanes.ts";
export type { LanePosition } from "./acts/lanes.ts";
export { parseFields } from "./acts/parse-fields.ts";
export { blocksOf, blockText, spaceOf } from "./acts/resource.ts";
export type { Block as ResourceBlock } from "./acts/resource.ts";
export { Assembly } from "./fold/assembly.ts";
export type { Block, Datasets, Outcome } from "./fold/assembly.ts";
export { formatBlockRecord, isBlockRecord, parseBlockRecord, stateRootOf } from "./fold/block-record.ts";
export type { BlockRecord, VoidEntry } from "./fold/block-record.ts";
export { incomingKeyFile, witnessesIn, witnessesOf, witnessOf } from "./fold/witnessing.ts";
export type { BlockWitness, Witnesses } from "./fold/witnessing.ts";
export { FOLD } from "./fold/version.ts";
export { holderOf } from "./numbers/answers.ts";
export type { Answer, Grade } from "./numbers/answers.ts";
export { authorisationsIn, authorisationsOver, routeRegister } from "./routes/authorisations.ts";
export type { Authorised } from "./routes/authorisations.ts";
export { providersOf } from "./routes/providers.ts";
export { allSets, setKind, setOf, setsOf } from "./routes/sets.ts";
export { setKeys, vrpKey, vrpPrefixOf, zoneKey } from "./numbers/set-keys.ts";
export { routeVerdict } from "./routes/validity.ts";
export type { Covering, RouteVerdict, Validity } from "./routes/validity.ts";
export { isGlue, serversAt } from "./names/servers.ts";
export { reverseDelegations, zoneBlocks, zoneName } from "./names/reverse.ts";
export type { ReverseDelegation } from "./names/reverse.ts";
export { asciiLabel, unicodeName } from "./names/labels.ts";
export { agreementOf, agreementsOf } from "./networks/network-fields.ts";
export { mappingOf } from "./networks/mappings.ts";
export { networkOf } from "./networks/operators.ts";
export { conflictsIn } from "./numbers/conflicts.ts";
export type { Conflict, RivalClaim } from "./numbers/conflicts.ts";
export type * from "./state/records.ts";
export { readerOf, decodeRecord, pick, prefixOf } from "./state/reader.ts";
export type { Found, RegisterReader, StateReader } from "./state/reader.ts";
export { State } from "./state/state.ts";
export type { SealedState } from "./state/state.ts";
export {
  REGISTERS,
  isRegister,
  keyWidth,
  registerLeaf,
  registerNumber,
  stateRoot,
  textKey,
  textPrefix,
} from "./state/registers.ts";
export type { Key, RegisterName } from "./state/registers.ts";
export { factKey } from "./proofs/fact-key.ts";
export { MAX_PROOF_FILE, parseProofFile } from "./proofs/proof-file.ts";
export type { ActProof, FactProof } from "./proofs/proof-file.ts";
export { followKeyChain, formatKeyChain, parseKeyChain } from "./proofs/key-chain.ts";
export type { FollowedKeys, KeyChange } from "./proofs/key-chain.ts";
export { formatEvidence, isEvidence, parseEvidence } from "./proofs/evidence-file.ts";
export type { Evidence } from "./proofs/evidence-file.ts";
export { verifyEvidence } from "./proofs/verify-evidence.ts";
export type { EvidenceVerdict } from "./proofs/verify-evidence.ts";
export { verifyProofFile } from "./proofs/verify-proof.ts";
export type {
  Answer as ProofAnswer,
  Step as ProofStep,
  Verdict,
  VerifyOptions,
} from "./proofs/verify-proof.ts";
export { evaluateAppeal, evaluateProposal } from "./decisions/tally.ts";
export { constitutionOf, rulesOfProposal } from "./decisions/rules-of.ts";
export { unsupportedIn } from "./decisions/supported.ts";
export { appealLevels, appealRule } from "./decisions/appeal-rule.ts";
