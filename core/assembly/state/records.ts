/**
 * The records that registers hold. Each is stored as the JCS bytes of the object; `t` names the type, `since` is the
 * log index of the entry that last changed it. Times are seconds; hashes base64.
 */
import type { Json } from "@comity/canon";
import type { Choice, Seat } from "@comity/rules";
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
  /** When it was last given a seat (COOLING, SEMANTICS G2); founders have none. */
  readonly seatedAt?: number;
  /** The chambers whose seats cool off since then: seats held before are not affected. */
  readonly newSeats?: readonly string[];
  readonly lockedUntil?: number;
  readonly suspendedUntil?: number;
  /** `contested` is the number of the decision that a surviving old key forced (SEMANTICS B6). */
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
  /** Blocks set aside for it. */
  readonly aside?: readonly string[];
  /** Cases that those who accepted named as known to them (SEMANTICS G5). */
  readonly acknowledged?: readonly string[];
  readonly until: number;
  readonly since: number;
};
export type Phase =
  | "notice"
  | "voting"
  | "appeal"
  | "waiting"
  | "carried-out"
  | "rejected"
  | "annulled"
  | "withdrawn"
  | "expired"
  | "void";
/** One vote: a stage of the rule (in a round), or the vote of an appeal body. Ballots count from `opens` to before `closes`. */
export type Poll = {
  readonly kind: "vote" | "appeal";
  readonly stage: number;
  readonly round: number;
  readonly opens: number;
  readonly closes: number;
  /** It turned late and was prolonged, which happens once. */
  readonly extended?: true;
};
/** `proposal/<id>`; a case of due process (SEMANTICS G5) is a proposal with `case`. Polls are numbered from 0. */
export type ProposalRecord = {
  readonly t: "proposal";
  readonly id: string;
  readonly by: string;
  readonly title: string;
  readonly text?: string;
  readonly measures: readonly Measure[];
  /** base64 of SHA-256 of the JCS of the measures: what was voted on is what is carried out. */
  readonly measuresHash: string;
  readonly classes: readonly string[];
  readonly affected: readonly string[];
  /** Constitution versions whose rules all have to pass: the one at opening, and those that protect what is touched. */
  readonly versions: readonly number[];
  /** Forced by a surviving old key that contests a recovery (SEMANTICS B6). */
  readonly contest?: true;
  readonly phase: Phase;
  readonly opened: number;
  readonly polls: readonly Poll[];
  /** When the clock looks at it next. */
  readonly due?: number;
  readonly decidedAt?: number;
  readonly effectAt?: number;
  readonly expires?: number;
  readonly case?: CaseState;
  /** Why it was decided as it was: the explanation trees of the rules. */
  readonly outcome?: Json;
  readonly reason?: string;
  readonly since: number;
};
export type CaseState = {
  /** Hash of the grounds (non-erasable, redacted). */
  readonly grounds: string;
  readonly answerCloses: number;
  readonly answers: readonly { readonly by: string; readonly text: string; readonly since: number }[];
  readonly hearing?: string;
  /** The appeal level that runs or ran last, from 0. */
  readonly level?: number;
  /** End of the running level, and until when an appeal may be filed in it. */
  readonly levelEnds?: number;
  readonly filingEnds?: number;
  readonly appeals: readonly {
    readonly by: string;
    readonly grounds: string;
    readonly level: number;
    readonly since: number;
  }[];
};
type Seats = { readonly [chamber: string]: readonly Seat[] };
/** `electorate/<id>`: frozen at opening (SEMANTICS G2), appeal bodies included. */
export type ElectorateRecord = {
  readonly t: "electorate";
  readonly chambers: Seats;
  readonly affected: readonly string[];
  /** The chambers as older versions constitute them, where those protect what is touched (SEMANTICS G6). */
  readonly older?: {
    readonly [version: string]: { readonly chambers: Seats; readonly affected: readonly string[] };
  };
  readonly since: number;
};
/** `ballot/<id>/<poll>/<party>`: the last one before close counts (SEMANTICS G3). */
export type BallotRecord = Cast & {
  readonly t: "ballot";
  /** The ballots it replaced that stood when a vote could first turn late: whether it did is judged by them. */
  readonly earlier?: readonly Cast[];
  readonly since: number;
};
export type Cast = {
  readonly choice: Choice;
  readonly at: number;
  /** Hash of the ground of a veto. */
  readonly ground?: string;
  /** The weight in each state, by chamber, where the rule lets members divide it. */
  readonly split?: { readonly [chamber: string]: { readonly [choice in Choice]?: number } };
};
/** `mandate/<id>/<party>`: every word it gave in this decision, in order; `to` null takes the one before back. */
export type MandateRecord = {
  readonly t: "mandate";
  readonly given: readonly { readonly to: string | null; readonly at: number; readonly index: number }[];
  readonly since: number;
};
/** `request/<id>/<party>`: the party asks for a vote where the rule decides without one. */
export type RequestRecord = { readonly t: "request"; readonly since: number };
/** `paused/<hash of the measures>`: they failed, and may not be proposed again until then. */
export type PausedRecord = {
  readonly t: "paused";
  readonly until: number;
  readonly decision: string;
  readonly since: number;
};
/** `consent/<id>/<party>` */
export type ConsentRecord = { readonly t: "consent"; readonly given: boolean; readonly since: number };
/** `emergency/<id>`: powers that end by themselves (SEMANTICS G1, promise P7). */
export type EmergencyRecord = {
  readonly t: "emergency";
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly until: number;
  /** How many emergencies it follows without a pause between them. */
  readonly renewals?: number;
  /** The decision that confirmed it: it lasts once more as long, and is confirmed once. */
  readonly confirmed?: string;
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

/** `dataset/<source>/<kind>`: the newest dataset of a source (SEMANTICS F1). */
export type DatasetRecord = {
  readonly t: "dataset";
  readonly by: string;
  readonly hash: string;
  readonly date: string;
  readonly serial: string;
  readonly counts: { readonly asn: number; readonly ipv4: number; readonly ipv6: number };
  readonly since: number;
};

// ---------------------------------------------------------------- registers `routes4`, `routes6`, `providers`

/** Route origin authorisation: `asn` may originate the prefix (the key) and what lies in it, up to `maxLength`. */
export type RouteRecord = {
  readonly t: "route";
  readonly asn: string;
  readonly maxLength: number;
  readonly by: string;
  /** Of a former holder: it stays until the holder replaces it, at most until then (SEMANTICS E4). */
  readonly ends?: number;
  /** It is wider than the part that left and reaches into what its holder kept: that one's to end early. */
  readonly wide?: true;
  readonly since: number;
};
/** The holder asks for protective filters for at most so many days (SEMANTICS H5). */
export type ProtectRecord = {
  readonly t: "protect";
  readonly by: string;
  readonly days: number;
  readonly since: number;
};
/** Key `AS64496`: the whole set of providers of a customer, ascending; `AS0` alone means none. */
export type ProvidersRecord = {
  readonly t: "providers";
  readonly by: string;
  readonly providers: readonly string[];
  readonly ends?: number;
  readonly since: number;
};

// ---------------------------------------------------------------- name servers, beside a holding

export type NameServer = { readonly name: string; readonly addresses?: readonly string[] };
export type DelegationSigner = {
  readonly keyTag: number;
  readonly algorithm: number;
  readonly digestType: number;
  /** Lower-case hexadecimal. */
  readonly digest: string;
};
/** Name servers of a name, or of the reverse zones of an address block (in that block's register). */
export type ServersRecord = {
  readonly t: "servers";
  readonly by: string;
  readonly servers: readonly NameServer[];
  readonly ds?: readonly DelegationSigner[];
  readonly ends?: number;
  readonly since: number;
};

// ---------------------------------------------------------------- register `networks`

export type PlanEntry = { readonly range: string; readonly use: string; readonly local?: boolean };
export type Gateway = { readonly label: string; readonly key: string; readonly endpoint?: string };
/** `network/<id>`: a New IP network, run by the party `by`. */
export type NetworkRecord = {
  readonly t: "network";
  readonly id: string;
  readonly by: string;
  readonly title: string;
  readonly ranges: readonly string[];
  readonly plan: readonly PlanEntry[];
  readonly gateways: readonly Gateway[];
  /** Version of the rules published last; 0 before any. */
  readonly rules: number;
  readonly made: number;
  readonly since: number;
};
/** `closed/<id>`: when the network was closed last. The name stays `by`'s, and `rules` the last version under it. */
export type ClosedRecord = {
  readonly t: "closed";
  readonly id: string;
  readonly by: string;
  readonly rules: number;
  readonly since: number;
};
/** `operator/<party>`: every name of a network that is the party's, in order, closed ones included. */
export type OperatorRecord = {
  readonly t: "operator";
  readonly by: string;
  readonly networks: readonly string[];
  readonly since: number;
};
/** `interconnection/<id>/<id>`, identifiers in order: what both networks signed. */
export type InterconnectionRecord = {
  readonly t: "interconnection";
  /** Labels of the gateways that meet, by network. */
  readonly gateways: { readonly [network: string]: readonly string[] };
  /** base64 of SHA-256 of the agreement. */
  readonly terms: string;
  /** Days between notice by one side and the end. */
  readonly notice: number;
  readonly ends?: number;
  readonly since: number;
};
/** `rules/<id>/<version>`: a version of a network's own rules; all versions stay visible. */
export type NetworkRulesRecord = {
  readonly t: "rules";
  readonly version: number;
  readonly title: string;
  readonly text: string;
  readonly from: number;
  readonly since: number;
};

export type RouteRegisterRecord = RouteRecord | ProtectRecord | ProvidersRecord;
export type NetworkRegisterRecord =
  | NetworkRecord
  | ClosedRecord
  | OperatorRecord
  | InterconnectionRecord
  | NetworkRulesRecord;
export type NumberRecord =
  | RootRecord
  | HoldingRecord
  | ReportRecord
  | ClaimRecord
  | SettledRecord
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
  | MandateRecord
  | RequestRecord
  | PausedRecord
  | EmergencyRecord
  | ResolutionRecord
  | DatasetRecord;
export type StateRecord =
  | NumberRecord
  | ServersRecord
  | RouteRegisterRecord
  | NetworkRegisterRecord
  | PartyRegisterRecord
  | DecisionRegisterRecord;
export type RecordType = StateRecord["t"];
export type RecordOf<T extends RecordType> = Extract<StateRecord, { readonly t: T }>;

/** When the clock has to look at a record: nothing happens to it by itself before (SEMANTICS C6). */
export function dueOf(record: StateRecord, grace: number): number | undefined {
  switch (record.t) {
    case "holding":
      return record.terms.kind === "lease" ? record.terms.until + grace : undefined;
    case "report":
      return record.begins ?? record.ends;
    case "claim":
      // An objection made in time may be ordered a little later.
      return record.objections.length === 0 ? record.until + grace : undefined;
    case "reserved":
    case "quarantine":
    case "offer":
    case "paused":
      return record.until;
    case "proposal":
      return record.due;
    case "emergency":
      return record.ended === true ? undefined : record.until;
    case "party":
      return record.suspendedUntil ?? record.lockedUntil;
    case "route":
    case "providers":
    case "servers":
    case "interconnection":
      return record.ends;
    default:
      return undefined;
  }
}

/**
 * The same record with its running periods moved by `seconds`: periods do not run while ordering stood still, from `last`
 * on (C5).
 */
export function shifted(record: StateRecord, seconds: number, last: number): StateRecord {
  switch (record.t) {
    case "holding":
      return record.terms.kind === "lease"
        ? { ...record, terms: { kind: "lease", until: record.terms.until + seconds } }
        : record;
    case "report":
      return {
        ...record,
        ...(record.begins === undefined ? {} : { begins: record.begins + seconds }),
        ...(record.ends === undefined ? {} : { ends: record.ends + seconds }),
      };
    case "claim":
    case "quarantine":
    case "offer":
    case "paused":
      return { ...record, until: record.until + seconds };
    case "reserved":
      return record.until === undefined ? record : { ...record, until: record.until + seconds };
    case "route":
    case "providers":
    case "servers":
    case "interconnection":
      return record.ends === undefined ? record : { ...record, ends: record.ends + seconds };
    case "proposal":
      return shiftedProposal(record, seconds, last);
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

function shiftedProposal(record: ProposalRecord, seconds: number, last: number): ProposalRecord {
  const { due } = record;
  if (due === undefined) return record;
  // Time to answer and to appeal ends before the next event of the clock, and waits as well.
  const later = (time: number): number => (time <= last ? time : time + seconds);
  const kase = record.case;
  return {
    ...record,
    due: due + seconds,
    polls: record.polls.map((poll) => ({ ...poll, opens: later(poll.opens), closes: later(poll.closes) })),
    ...(record.effectAt === undefined ? {} : { effectAt: later(record.effectAt) }),
    ...(record.expires === undefined ? {} : { expires: later(record.expires) }),
    ...(kase === undefined
      ? {}
      : {
          case: {
            ...kase,
            answerCloses: later(kase.answerCloses),
            ...(kase.levelEnds === undefined ? {} : { levelEnds: later(kase.levelEnds) }),
            ...(kase.filingEnds === undefined ? {} : { filingEnds: later(kase.filingEnds) }),
          },
        }),
  };
}
