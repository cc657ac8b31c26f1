export {
  parseBlock,
  parseVrp,
  vrpAt,
  vrpCount,
  vrpPrefix,
  vrps,
  widthOfFamily,
  wordsText,
} from "./vrp-set.ts";
export type { Block, Vrp, VrpFamily, VrpSet } from "./vrp-set.ts";
export { emptyVrps, VrpBuilder, vrpSetOf } from "./vrp-builder.ts";
export { applyVrpDiff, compareVrps, diffVrps, equalVrps } from "./vrp-diff.ts";
export type { VrpDiff } from "./vrp-diff.ts";
export { aspaAt, aspaOf, aspas, aspaSetOf, diffAspas, emptyAspas } from "./aspa-set.ts";
export type { Aspa, AspaDiff, AspaSet } from "./aspa-set.ts";
export { compareRouterKeys, diffRouterKeys, routerKeySet } from "./router-keys.ts";
export type { RouterKey, RouterKeyDiff } from "./router-keys.ts";
export { diffPayloads, emptyPayload, isEmptyDiff } from "./payload.ts";
export type { Payload, PayloadDiff } from "./payload.ts";
export {
  FamilyValidator,
  INVALID_ASN,
  INVALID_LENGTH,
  NO_ORIGIN,
  NOT_FOUND,
  RouteValidator,
  stateOf,
  VALID,
} from "./validator.ts";
export type { Outcome } from "./validator.ts";
export { RouteBatch } from "./route-batch.ts";
export { RouteTableBuilder, routesInside } from "./route-table.ts";
export type { RouteFamily, RouteTable } from "./route-table.ts";
export { emptySlurm } from "./slurm.ts";
export type {
  AspaAssertion,
  AspaFilter,
  BgpsecAssertion,
  BgpsecFilter,
  PrefixAssertion,
  PrefixFilter,
  Slurm,
} from "./slurm.ts";
export { parseSlurm } from "./slurm-read.ts";
export { parseStrictJson } from "./strict-json.ts";
export type { SlurmOptions } from "./slurm-read.ts";
export { applySlurm } from "./slurm-apply.ts";
export { mergeSlurm } from "./slurm-merge.ts";
export type { SlurmOutcome } from "./slurm-apply.ts";
export { blockText, slurmText } from "./slurm-write.ts";
export { attestation, verifyAspa, verifyDownstream, verifyUpstream } from "./aspa-verify.ts";
export type { AspaOutcome, Hop } from "./aspa-verify.ts";
export { advise } from "./advise.ts";
export type { Advice, Authorisation, Change, RouteChange, State } from "./advise.ts";
export type { AuthorisationAdvice } from "./advise-authorisation.ts";
export type { Cost } from "./advise-cost.ts";
export { observeVrps } from "./observe.ts";
export type { AdverseClass, Observation, Observed } from "./observe.ts";
export { protect } from "./protect.ts";
export type { OptIn, ProtectedChange, Protection } from "./protect.ts";
