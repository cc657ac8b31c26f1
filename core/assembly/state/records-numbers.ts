/** Records of the registers `ipv4`, `ipv6`, `asn`, `names` and of the blocks in `networks`: who holds what (SEMANTICS E, F). */

export type Terms =
  | { readonly kind: "permanent" }
  | { readonly kind: "lease"; readonly until: number }
  | { readonly kind: "decision" };

/** A block whose registry is known (IANA's label) but is no party: a report about the world, nobody's holding here. */
export type RootRecord = {
  readonly t: "root";
  readonly label: string;
  readonly status: string;
  readonly since: number;
};
/** A claimed holding. `label` marks a registry's block from IANA. `protection`: constitution version it was made under. */
export type HoldingRecord = {
  readonly t: "holding";
  readonly holder: string;
  readonly terms: Terms;
  readonly from: "roots" | "delegate" | "assign" | "claim" | "transfer" | "reassign";
  readonly label?: string;
  readonly note?: string;
  readonly aggregate?: readonly string[];
  readonly custody?: string;
  readonly case?: string;
  /** Further cases about the same holding, in the order in which they were opened: it follows each. */
  readonly furtherCases?: readonly string[];
  /** Who this holder is in its registry's file, `source/opaque-id` (SEMANTICS F2): a file that differs is a conflict. */
  readonly identity?: string;
  /** After a transfer: until when the former holder's route authorisations stay unless replaced (SEMANTICS E4). */
  readonly routesUntil?: number;
  readonly protection: number;
  readonly made: number;
  readonly since: number;
};
/** What a registry's file says (SEMANTICS F). `range` when the file's record is not this prefix alone. */
export type ReportRecord = {
  readonly t: "report";
  readonly by: string;
  readonly source: string;
  readonly kind: string;
  readonly status: string;
  readonly code?: string;
  readonly date?: string;
  readonly holder?: string;
  readonly range?: string;
  /** The file no longer says so; it is shown until then (SEMANTICS F6). */
  readonly ends?: number;
  /** Published, and in effect from then: what it replaces is still shown (SEMANTICS F6). */
  readonly begins?: number;
  readonly since: number;
};
/** A claim in its CONTEST period (SEMANTICS F4). */
export type ClaimRecord = {
  readonly t: "claim";
  readonly to: string;
  readonly by: string;
  readonly terms: Terms;
  readonly until: number;
  readonly objections: readonly string[];
  readonly note?: string;
  readonly identity?: string;
  readonly since: number;
};
/** A conflict was decided: here only this source's reports count, or none (SEMANTICS F3). */
export type SettledRecord = {
  readonly t: "settled";
  readonly stands?: string;
  readonly decision: string;
  readonly since: number;
};
export type ReservedRecord = {
  readonly t: "reserved";
  readonly by: string;
  readonly reason: string;
  readonly until?: number;
  readonly offer?: string;
  readonly since: number;
};
export type QuarantineRecord = {
  readonly t: "quarantine";
  readonly from: string;
  readonly until: number;
  readonly cause: string;
  readonly since: number;
};

export type NumberRecord =
  | RootRecord
  | HoldingRecord
  | ReportRecord
  | ClaimRecord
  | SettledRecord
  | ReservedRecord
  | QuarantineRecord;
