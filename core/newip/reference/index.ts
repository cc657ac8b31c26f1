/** The reference implementations' behaviour, defects included: for comparing, never for sending. */
export {
  structOf,
  structValidity,
  structIsPublic,
  structIsAny,
  buildAddress,
  decodeStruct,
  estimateHeader,
  referenceEncode,
} from "./flexible-encode.ts";
export type { AddressStruct } from "./flexible-encode.ts";
export { referenceParseAddress } from "./address-text.ts";
export { referenceReceive, referenceAdvertisement } from "./receive.ts";
export type { ReferenceEvent, ReferenceReception, ReferenceNode, DropReason } from "./receive.ts";
export { readAsReceiver } from "./contract-receiver.ts";
export type { ReceiverReading } from "./contract-receiver.ts";
export { referenceRoute } from "./contract-router.ts";
export type { RouterVerdict, RouterLookup } from "./contract-router.ts";
export { ReferenceQueue } from "./contract-queue.ts";
export type { ReferenceEnqueue } from "./contract-queue.ts";
export { studyFlexible, studyContract } from "./study.ts";
export type { FlexibleStudy, ContractStudy } from "./study.ts";
