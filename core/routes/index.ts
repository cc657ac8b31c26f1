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
export { RouteTableBuilder, routesInside } from "./route-table.ts";
export type { RouteFamily, RouteTable } from "./route-table.ts";
