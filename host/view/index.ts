export { asOf } from "./read-state.ts";
export type { ReadState } from "./read-state.ts";
export { allParties, href, partyRef } from "./party-ref.ts";
export { gradeOf, inUse } from "./grade.ts";
export type { At, Graded } from "./grade.ts";
export { askedResource, factProof, resourceAnswer } from "./resource.ts";
export type { Asked } from "./resource.ts";
export { childrenOf } from "./children.ts";
export { partyList, partyPage } from "./parties.ts";
