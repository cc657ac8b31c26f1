export { parseIpv4, ipv4OrMinus1, ipv4Text } from "./ipv4.ts";
export { parseIpv6, ipv6OrUndefined, ipv6Text } from "./ipv6.ts";
export { parseAsn, parseAsnRange, asnText } from "./asn.ts";
export {
  bitAt,
  child,
  commonBits,
  compareKeys,
  covers,
  equalKeys,
  isAligned,
  key32,
  overlaps,
  sibling,
  sizeOf,
  uint32At,
  withTail,
} from "./key.ts";
export type { Key } from "./key.ts";
export { blocks32, mergeToRanges, minimalKeys, rangeKeys, rangeOf, successor } from "./range.ts";
export type { Range } from "./range.ts";
export { nameText, parentName, parseName } from "./names.ts";
export { newipMaxBits, newipText, parseNewip } from "./newip.ts";
export {
  SPACES,
  familyOf,
  isCanonical,
  parent,
  parseAddressRange,
  parseKey,
  parseKeys,
  parsePrefix,
  rangeText,
  split,
  textOf,
  widthOf,
} from "./space.ts";
export type { Space } from "./space.ts";
export { firstFree } from "./free.ts";
export { interpret } from "./interpret.ts";
export type { Interpretation } from "./interpret.ts";
export { DATASET_KINDS, parseDatasetHeader } from "./dataset-header.ts";
export type { DatasetHeader, DatasetKind } from "./dataset-header.ts";
export {
  DATASET_STATUSES,
  datasetLine,
  parseDataset,
  readDataset,
  readDatasetHeader,
  recordKeys,
} from "./dataset.ts";
export type { DatasetFacts, DatasetRecord, DatasetStatus, NumberRecord, PrefixRecord } from "./dataset.ts";
export { readSetHeader, SET_KINDS } from "./set-header.ts";
export type { SetHeader, SetKind } from "./set-header.ts";
export type { Sign } from "./set-lines.ts";
export { compareVrpLines, readVrpSet, vrpLine } from "./vrp-lines.ts";
export type { VrpLine } from "./vrp-lines.ts";
export { compareZoneLines, readZoneSet, zoneLine } from "./zone-lines.ts";
export type { ZoneLine } from "./zone-lines.ts";
