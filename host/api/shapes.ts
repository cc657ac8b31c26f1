/**
 * The JSON of every answer under `/api/v1`, once. Times are seconds since 1970 on the assembly's clock; hashes are
 * base64; an index is a log index; `href` is a path below the server's root.
 */
import type { Fields, Policy, ProposalRecord, RecordOf, Statement, Terms } from "@comity/assembly";
import type { Constitution, Evaluation } from "@comity/rules";
import type { Attached } from "./published-shapes.ts";

/** RFC 9457 with the project's codes (`docs/ERRORS.md`); `field` is a JSON pointer or a query parameter. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly field: string;
  readonly detail: string;
};

/** How settled an answer is: ordered by whom, on how many disks (DESIGN section 4). */
export type Finality = {
  readonly grade: "local" | "witnessed" | "ordered";
  readonly orderedBy: "operator" | "validators";
  readonly durability: "one disk" | "mirrored" | "quorum";
};

/** The state an answer was read from: tree size (ends in a block record), its block, the root over all registers. */
export type AsOf = {
  readonly size: number;
  readonly height: number;
  readonly time: number;
  readonly stateRoot: string;
};

export type Status = AsOf &
  Finality & {
    readonly origin: string;
    /** Root of the log at `size`. */
    readonly root: string;
    readonly fold: string;
    readonly founded: boolean;
    readonly constitution: number;
    /** Witnesses of the key file that signed the newest cosigned checkpoint. */
    readonly witnesses: number;
    /** Whose word the time is (SEMANTICS C4, C5): a quorum of witnesses', or the operator's alone. */
    readonly trust: "witnessed" | "operator-trusted";
    /** The newest checkpoint that enough witnesses signed: its size, the time they vouch for, their names. */
    readonly cosigned?: { readonly size: number; readonly time: number; readonly by: readonly string[] };
    /** A key file that was decided: it is in force when enough of its witnesses have signed. */
    readonly nextKeyFile?: {
      readonly text: string;
      /** Why each of its witnesses did not sign, by name. */
      readonly waitsFor: { readonly [witness: string]: string };
    };
    readonly counts: Counts;
    readonly demonstration: boolean;
    /** Set when block time does not follow the world's clock. */
    readonly clock?: string;
    readonly version: string;
  };
export type Counts = {
  readonly parties: number;
  readonly holdings: number;
  readonly reports: number;
  readonly decisions: number;
  readonly claims: number;
  readonly acts: number;
};

export type SearchResult = {
  readonly kind: "resource" | "party" | "decision" | "act" | "entry" | "name";
  readonly title: string;
  readonly text: string;
  readonly href: string;
};
/** `says`: how the text was read, one sentence; `text`: its canonical spelling. */
export type Search = {
  readonly q: string;
  readonly text: string;
  readonly says: string;
  readonly results: readonly SearchResult[];
};

/** SEMANTICS A3, F: who holds it and how well that is founded. `mixed`: a range or block whose parts differ. */
export type ResourceGrade =
  | "claimed"
  | "attested"
  | "attested-root-unconfirmed"
  | "disputed"
  | "unclaimed"
  | "nobody";
export type PartyRef = {
  readonly id: string;
  readonly name?: string;
  readonly label?: string;
  readonly href: string;
};
/** A link of the chain of delegation, widest first. */
export type ChainLink = {
  readonly resource: string;
  readonly href: string;
  readonly kind: "root" | "holding";
  readonly holder?: PartyRef;
  /** Registry label of IANA's block. */
  readonly label?: string;
  readonly terms?: Terms;
  readonly from?: string;
  readonly since: number;
};
/** One source's report that covers the resource. `holder` is the source's opaque identifier. */
export type ReportView = {
  readonly resource: string;
  readonly href: string;
  readonly by: PartyRef;
  readonly source: string;
  readonly kind: string;
  readonly status: string;
  readonly code?: string;
  readonly date?: string;
  readonly holder?: string;
  readonly range?: string;
  readonly ends?: number;
  /** Base64 hash of the dataset of the act at `since`, where known. */
  readonly dataset?: string;
  readonly since: number;
};
export type ClaimView = {
  readonly resource: string;
  readonly to: PartyRef;
  readonly by: PartyRef;
  readonly terms: Terms;
  readonly until: number;
  readonly objections: readonly string[];
  readonly note?: string;
  readonly since: number;
};
export type SetAside = {
  readonly resource: string;
  readonly kind: "reserved" | "quarantine";
  readonly by: PartyRef;
  readonly reason: string;
  readonly until?: number;
  readonly since: number;
};
/** A rival claim of a disputed resource. */
export type Conflict = {
  readonly by: PartyRef;
  readonly resource: string;
  readonly says: string;
  readonly source?: string;
  readonly since: number;
};

export type Resource = Attached & {
  readonly asOf: AsOf;
  readonly finality: Finality;
  /** Canonical text. */
  readonly resource: string;
  readonly space: "ipv4" | "ipv6" | "asn" | "names" | "networks";
  readonly says: string;
  readonly grade: ResourceGrade;
  /** The grade in one plain sentence. */
  readonly gradeSays: string;
  /** The block the answer is about: the most specific one that covers the whole resource. */
  readonly matched?: string;
  readonly holder?: PartyRef;
  /** For unclaimed holders: registry and its opaque identifier. */
  readonly opaqueHolder?: { readonly registry: string; readonly id: string };
  readonly terms?: Terms;
  readonly note?: string;
  readonly custody?: PartyRef;
  /** Number of the case of due process that binds it. */
  readonly case?: string;
  /** Numbers of further cases that bind it. */
  readonly furtherCases?: readonly string[];
  /** Constitution version it is protected by. */
  readonly protection?: number;
  readonly since?: number;
  readonly chain: readonly ChainLink[];
  readonly reports: readonly ReportView[];
  readonly claims: readonly ClaimView[];
  readonly conflicts: readonly Conflict[];
  readonly setAside: readonly SetAside[];
  readonly parent?: { readonly resource: string; readonly href: string };
  /** Keys with records inside it, counted up to 1,000; `more` when there are further ones. */
  readonly children: { readonly count: number; readonly more: boolean };
  /** Registers and keys whose fact proofs prove this answer. */
  readonly proofs: readonly { readonly register: string; readonly key: string; readonly href: string }[];
};
export type Child = {
  readonly resource: string;
  readonly href: string;
  readonly grade: ResourceGrade;
  readonly says: string;
  readonly holder?: PartyRef;
  readonly code?: string;
};
/** A page of a list; `next` is the value of `after` for the following one. */
export type Page<T> = { readonly items: readonly T[]; readonly next?: string };
export type Children = Page<Child> & { readonly resource: string };

/** One step of why: each stands on the next one. */
export type WhyStep = {
  readonly kind: "fact" | "act" | "dataset" | "decision" | "ballots" | "rule" | "constitution" | "clock";
  readonly title: string;
  readonly text: string;
  readonly index?: number;
  readonly href?: string;
  readonly proof?: string;
};
export type Why = {
  readonly resource: string;
  readonly asOf: AsOf;
  readonly chains: readonly (readonly WhyStep[])[];
};

export type PartySummary = PartyRef & {
  readonly kind: string;
  readonly status: "active" | "suspended";
  readonly seats: { readonly [chamber: string]: number };
  readonly joined: number;
  readonly joinedAt: number;
};
export type Parties = Page<PartySummary> & { readonly asOf: AsOf };
export type Party = PartySummary & {
  readonly asOf: AsOf;
  readonly policy: Policy;
  readonly since: number;
  readonly lockedUntil?: number;
  readonly suspendedUntil?: number;
  readonly recovery: boolean;
  readonly lanes: readonly Lane[];
  readonly equivocations: readonly { readonly lane: string; readonly seq: number; readonly index: number }[];
  readonly holdings: Page<Held>;
};
export type Held = {
  readonly resource: string;
  readonly href: string;
  readonly terms: Terms;
  readonly from: string;
  readonly since: number;
};
/** Where the next act goes: `seq` + 1 with `prev`; `seen` is what to put into the act. */
export type Lane = {
  readonly party: string;
  readonly lane: string;
  readonly seq: number;
  readonly prev: string;
};
export type LaneHead = Lane & {
  readonly assembly: string;
  readonly seen: { readonly size: number; readonly root: string };
};

export type DecisionSummary = {
  readonly id: string;
  readonly href: string;
  readonly title: string;
  readonly by: PartyRef;
  readonly phase: ProposalRecord["phase"];
  readonly classes: readonly string[];
  readonly opened: number;
  readonly due?: number;
  readonly isCase: boolean;
};
export type Decisions = Page<DecisionSummary> & { readonly asOf: AsOf };
export type BallotView = {
  readonly party: PartyRef;
  readonly choice: string;
  readonly at: number;
  readonly index: number;
  readonly proof: string;
};
export type PollView = ProposalRecord["polls"][number] & {
  readonly number: number;
  readonly ballots: readonly BallotView[];
};
export type Decision = DecisionSummary & {
  readonly asOf: AsOf;
  readonly record: ProposalRecord;
  readonly measures: readonly { readonly kind: string; readonly summary: string; readonly body: unknown }[];
  readonly affected: readonly {
    readonly party: PartyRef;
    readonly answer: "consents" | "refuses" | "none";
  }[];
  /** Rules in force at opening, in plain English (lines `<pointer>: <sentence>`), one per class. */
  readonly rules: readonly {
    readonly class: string;
    readonly version: number;
    readonly explained: readonly string[];
  }[];
  /** As things stand (or stood at the end), one per rule; empty before voting. */
  readonly evaluations: readonly Evaluation[];
  readonly polls: readonly PollView[];
  readonly electorate: {
    readonly [chamber: string]: readonly {
      readonly member: string;
      readonly weight: number;
      readonly status: string;
      readonly roles?: readonly string[];
    }[];
  };
  readonly timeline: readonly { readonly time: number; readonly what: string; readonly past: boolean }[];
  /** Plain sentences: what is still needed. */
  readonly missing: readonly string[];
  readonly outcome?: string;
};

export type EntryView = {
  readonly index: number;
  readonly type: "act" | "block";
  /** Time of the block it belongs to. */
  readonly time: number;
  readonly height: number;
  readonly hash: string;
  readonly act?: Statement & { readonly signers: readonly string[] };
  readonly block?: {
    readonly height: number;
    readonly acts: number;
    readonly time: number;
    readonly stateRoot: string;
    readonly void: readonly { readonly code: string; readonly index: number }[];
    /** The cosigned checkpoint that the record carries. */
    readonly witness?: string;
  };
  /** Why the act had no effect. */
  readonly void?: string;
  readonly says: string;
  readonly href: string;
};
export type LogPage = {
  readonly size: number;
  readonly root: string;
  readonly items: readonly Entry[];
  readonly next?: number;
};
/** `text`: the entry exactly as logged. */
export type Entry = EntryView & { readonly text: string; readonly proof: string };
export type ActStatus = {
  readonly hash: string;
  readonly state: "queued" | "logged" | "unknown";
  readonly index?: number;
  readonly entry?: Entry;
};

export type ConstitutionView = {
  readonly asOf: AsOf;
  readonly version: number;
  readonly since: number;
  readonly text: Constitution;
  readonly explained: { readonly [ruleClass: string]: readonly string[] };
};
export type KindView = {
  readonly kind: string;
  readonly room: string;
  readonly summary: string;
  readonly authority: string;
  readonly shared: boolean;
  readonly passkeyMaySign: boolean;
  readonly measureClass?: string;
  readonly fields: Fields;
  readonly conditions: readonly {
    readonly rule: string;
    readonly code: string;
    readonly field?: string;
    readonly detail: string;
  }[];
};
export type Catalogue = { readonly fold: string; readonly kinds: readonly KindView[] };

/** What became of a submitted act. `outcome` `void`: it stands in the log and changes nothing. */
export type Receipt = Finality & {
  readonly hash: string;
  readonly state: "queued" | "logged";
  readonly index?: number;
  readonly height?: number;
  readonly time?: number;
  readonly outcome?: "effective" | "void";
  readonly code?: string;
  /** What to do, while it is known (right after ordering). */
  readonly detail?: string;
  readonly href: string;
};
/** Answer to several notes: one line each, in order (NDJSON). */
export type BatchLine = Receipt | Problem;
/** Of a dataset or a document: base64 of its SHA-256, its bytes, and where it is from now on. */
export type BlobReceipt = { readonly hash: string; readonly size: number; readonly href: string };

/**
 * Cells of a map of IPv4: `codes[i]` belongs to the i-th block of length `bits` under `prefix`; it is an index into
 * `legend`. The order is that of addresses; the page puts them on a Hilbert curve.
 */
export type MapCells = {
  readonly asOf: AsOf;
  readonly prefix: string;
  readonly bits: number;
  readonly codes: readonly number[];
  readonly legend: readonly MapLegend[];
};
export type MapLegend = {
  readonly kind: "nobody" | "root" | "holding" | "report" | "mixed" | "reserved" | "disputed";
  /** Party or registry label. */
  readonly holder?: string;
  /** The registry's country code. */
  readonly code?: string;
  readonly status?: string;
};

export type Draft = {
  readonly hash: string;
  readonly kind: string;
  readonly by: string;
  readonly signers: readonly string[];
  readonly missing: readonly string[];
  readonly text: string;
};
export type Drafts = Page<Draft>;

/** Data of a server-sent event `block`; its id is `size - 1`, the index of the block record. */
export type BlockEvent = AsOf & {
  readonly acts: number;
  readonly entries: readonly EntryView[];
  /** Keys of the state that the block changed, at most 1,000. */
  readonly touched: readonly { readonly register: string; readonly key: string }[];
};
/** Record types that appear inside answers. */
export type HoldingRecord = RecordOf<"holding">;
