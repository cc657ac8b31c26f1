/**
 * The records that registers hold. Each is stored as the JCS bytes of the object; `t` names the type, `since` is the
 * log index of the entry that last changed it. Times are seconds; hashes base64.
 */
import type { Json } from "@comity/canon";
import type { Measure } from "../acts/fields.ts";

// ---------------------------------------------------------------- register `parties`

export type PolicyKey = {
  readonly key: string;
  readonly kinds?: readonly string[];
  readonly lanes?: readonly string[];
  readonly from?: number;
  readonly until?: number;
};
export type Threshold = { readonly kinds: readonly string[]; readonly k: number };
/** Keys with mandates, and how many of them an act kind needs (first matching threshold; SEMANTICS B2). */
export type Policy = { readonly keys: readonly PolicyKey[]; readonly thresholds: readonly Threshold[] };

/** `party/<id>` */
export type PartyRecord = {
  readonly t: "party";
  readonly id: string;
  readonly kind: string;
  readonly name?: string;
  readonly status: "active" | "suspended";
  readonly seats: { readonly [chamber: string]: number };
  readonly policy: Policy;
  readonly label?: string;
  readonly joined: number;
  readonly joinedAt: number;
  readonly lockedUntil?: number;
  readonly suspendedUntil?: number;
  readonly recovery?: { readonly from: Policy; readonly contested?: number; readonly decision: string };
  readonly since: number;
};
/** `label/<label>`: which party a registry label of IANA and of published files means. */
export type LabelRecord = { readonly t: "label"; readonly party: string; readonly since: number };
/** `lane/<id>/<lane>` */
export type LaneRecord = { readonly t: "lane"; readonly seq: number; readonly prev: string };
/** `equivocation/<id>/<lane>/<seq>`: the second, different act for a position (the first stands; SEMANTICS B4). */
export type EquivocationRecord = {
  readonly t: "equivocation";
  readonly second: string;
  readonly since: number;
};

// ---------------------------------------------------------------- registers `ipv4`, `ipv6`, `asn`, `names`

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
  readonly from: "roots" | "delegate" | "claim" | "transfer" | "reassign";
  readonly label?: string;
  readonly note?: string;
  readonly aggregate?: readonly string[];
  readonly custody?: string;
  readonly case?: string;
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
  readonly ends?: number;
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

// ---------------------------------------------------------------- register `decisions`

/** `assembly` */
export type AssemblyRecord = {
  readonly t: "assembly";
  readonly origin: string;
  readonly fold: string;
  readonly constitution: number;
  readonly policy: string;
  readonly since: number;
};
/** `constitution/<version>` */
export type ConstitutionRecord = {
  readonly t: "constitution";
  readonly version: number;
  readonly text: { readonly [key: string]: Json };
  readonly since: number;
};
/** `offer/<id>`: something proposed to another party; carried out when all of `needs` have accepted. */
export type OfferRecord = {
  readonly t: "offer";
  readonly id: string;
  readonly kind: string;
  readonly by: string;
  readonly body: { readonly [key: string]: Json };
  readonly needs: readonly string[];
  readonly accepted: readonly string[];
  readonly until: number;
  readonly since: number;
};
export type Phase =
  | "notice"
  | "answer"
  | "voting"
  | "appeal"
  | "waiting"
  | "carried-out"
  | "rejected"
  | "withdrawn"
  | "expired"
  | "void";
/** `proposal/<id>`; a case of due process (SEMANTICS G5) is a proposal with `case`. */
export type ProposalRecord = {
  readonly t: "proposal";
  readonly id: string;
  readonly by: string;
  readonly title: string;
  readonly text?: string;
  readonly measures: readonly Measure[];
  readonly measuresHash: string;
  readonly classes: readonly string[];
  readonly affected: readonly string[];
  readonly versions: readonly number[];
  readonly phase: Phase;
  readonly opened: number;
  readonly votingOpens: number;
  readonly votingCloses: number;
  readonly effectAt?: number;
  readonly expires?: number;
  readonly due?: number;
  readonly case?: CaseState;
  readonly outcome?: Json;
  readonly reason?: string;
  readonly since: number;
};
export type CaseState = {
  readonly level: number;
  readonly grounds: string;
  readonly answerCloses: number;
  readonly answers: readonly { readonly by: string; readonly text: string; readonly since: number }[];
  readonly bodies: readonly string[];
  readonly appealedBy?: string;
};
/** `electorate/<id>/<level>`: frozen at opening (SEMANTICS G2). */
export type ElectorateRecord = {
  readonly t: "electorate";
  readonly members: readonly {
    readonly party: string;
    readonly chamber: string;
    readonly weight: number;
    readonly status: string;
  }[];
  readonly since: number;
};
/** `ballot/<id>/<level>/<party>` */
export type BallotRecord = { readonly t: "ballot"; readonly choice: string; readonly since: number };
/** `consent/<id>/<party>` */
export type ConsentRecord = { readonly t: "consent"; readonly given: boolean; readonly since: number };
/** `emergency/<id>`: powers that end by themselves (SEMANTICS G1, promise P7). */
export type EmergencyRecord = {
  readonly t: "emergency";
  readonly id: string;
  readonly title: string;
  readonly until: number;
  readonly ended?: true;
  readonly since: number;
};
/** `resolution/<id>`: a text the assembly adopted, without other effect. */
export type ResolutionRecord = {
  readonly t: "resolution";
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly since: number;
};

export type NumberRecord =
  | RootRecord
  | HoldingRecord
  | ReportRecord
  | ClaimRecord
  | ReservedRecord
  | QuarantineRecord;
export type PartyRegisterRecord = PartyRecord | LabelRecord | LaneRecord | EquivocationRecord;
export type DecisionRegisterRecord =
  | AssemblyRecord
  | ConstitutionRecord
  | OfferRecord
  | ProposalRecord
  | ElectorateRecord
  | BallotRecord
  | ConsentRecord
  | EmergencyRecord
  | ResolutionRecord;
export type StateRecord = NumberRecord | PartyRegisterRecord | DecisionRegisterRecord;
export type RecordType = StateRecord["t"];
export type RecordOf<T extends RecordType> = Extract<StateRecord, { readonly t: T }>;

/** When the clock has to look at a record: nothing happens to it by itself before (SEMANTICS C6). */
export function dueOf(record: StateRecord, grace: number): number | undefined {
  switch (record.t) {
    case "holding":
      return record.terms.kind === "lease" ? record.terms.until + grace : undefined;
    case "report":
      return record.ends;
    case "claim":
      return record.objections.length === 0 ? record.until : undefined;
    case "reserved":
    case "quarantine":
    case "offer":
      return record.until;
    case "proposal":
      return record.due;
    case "emergency":
      return record.ended === true ? undefined : record.until;
    case "party":
      return record.suspendedUntil ?? record.lockedUntil;
    default:
      return undefined;
  }
}

/** The same record with its running period moved by `seconds`: periods do not run while ordering stood still (C5). */
export function shifted(record: StateRecord, seconds: number): StateRecord {
  switch (record.t) {
    case "holding":
      return record.terms.kind === "lease"
        ? { ...record, terms: { kind: "lease", until: record.terms.until + seconds } }
        : record;
    case "report":
      return record.ends === undefined ? record : { ...record, ends: record.ends + seconds };
    case "claim":
    case "quarantine":
    case "offer":
      return { ...record, until: record.until + seconds };
    case "reserved":
      return record.until === undefined ? record : { ...record, until: record.until + seconds };
    case "proposal":
      return shiftedProposal(record, seconds);
    case "party":
      return {
        ...record,
        ...(record.lockedUntil === undefined ? {} : { lockedUntil: record.lockedUntil + seconds }),
        ...(record.suspendedUntil === undefined ? {} : { suspendedUntil: record.suspendedUntil + seconds }),
      };
    default:
      // Emergency powers end on their date whatever happened (promise P7).
      return record;
  }
}

function shiftedProposal(record: ProposalRecord, seconds: number): ProposalRecord {
  if (record.due === undefined) return record;
  const later = (time: number): number => (time < record.due! ? time : time + seconds);
  return {
    ...record,
    due: record.due + seconds,
    votingOpens: later(record.votingOpens),
    votingCloses: later(record.votingCloses),
    ...(record.effectAt === undefined ? {} : { effectAt: record.effectAt + seconds }),
    ...(record.expires === undefined ? {} : { expires: record.expires + seconds }),
    ...(record.case === undefined
      ? {}
      : { case: { ...record.case, answerCloses: later(record.case.answerCloses) } }),
  };
}
