/**
 * The decision-rule language, as plain JSON data: what has to be true for a measure to pass, and in what time.
 *
 * Every condition on ballots is monotone in support by construction: turning any other state into a yes never makes
 * a condition stop holding (`quorum` must count yes, `limit` must not). The language is extended by new `kind`s and
 * new optional keys; what is written here keeps its meaning.
 */

/** An exact share, never rounded and never reduced: 334/1000 is not 1/3. `0 < num <= den <= 10^6`. */
export type Fraction = { readonly num: number; readonly den: number };

/** What a member's weight can be in when ballots are counted. `absent` = may vote and has not. Absent is not abstain. */
export type State = Choice | "absent";
/**
 * `veto` is a no that is also counted separately (no-with-veto, a registered objection). `present` = there, and not
 * taking part in the vote: neither an abstention nor an absence.
 */
export type Choice = "yes" | "no" | "abstain" | "veto" | "present";

/** `cast` = yes + no + veto; `present` = cast + abstain + present; `all` = every member counted, voting or not. */
export type Base = "cast" | "present" | "all";

/** Whether weights are added or heads are counted. Default `weight`. */
export type Count = "weight" | "members";

/** The answer of a condition that finds nothing to count. */
export type OnZero = "holds" | "fails";

/** Who is meant: members by identifier, or all who carry a role in the frozen electorate. */
export type Who = { readonly members: readonly string[] } | { readonly role: string };

export type Condition =
  | All
  | AnyOf
  | AtLeast
  | IfAffected
  | Threshold
  | Quorum
  | Limit
  | Blocking
  | Veto
  | Support
  | Consent
  | DueProcess
  | Judged
  | WithoutVote;

/** Every condition holds. */
export type All = { readonly kind: "all"; readonly of: readonly Condition[] };
/** At least one condition holds. */
export type AnyOf = { readonly kind: "any"; readonly of: readonly Condition[] };
/** At least `number` of the conditions hold: k of n chambers. */
export type AtLeast = {
  readonly kind: "at-least";
  readonly number: number;
  readonly of: readonly Condition[];
};
/** `condition` must hold if the measures affect this chamber; otherwise there is nothing to ask. */
export type IfAffected = {
  readonly kind: "if-affected";
  readonly chamber: string;
  readonly condition: Condition;
};

/** The yes against a share of a base: `yes * den (> | >=) base * num`. */
export type Threshold = {
  readonly kind: "threshold";
  readonly chamber: string;
  readonly share: Fraction;
  readonly comparator: ">" | ">=";
  readonly base: Base;
  readonly count?: Count;
  /** When the base is 0. Default `fails`. */
  readonly onZero?: OnZero;
  /** When left equals right under `>`. Default: fails. */
  readonly tie?: Tie;
};

/**
 * `fails`, `passes`; `second-vote` = fails, and is voted once more within `within` seconds (a second tie fails);
 * `casting` = the members with that role in the chamber decide: holds when one of them voted yes and none voted no.
 */
export type Tie =
  | { readonly answer: "fails" }
  | { readonly answer: "passes" }
  | { readonly answer: "second-vote"; readonly within: number }
  | { readonly answer: "casting"; readonly role: string };

/**
 * Enough members in the counted states. `["yes"]` is an approval quorum, `["yes","abstain"]` is For+Abstain,
 * `["yes","no","abstain","veto"]` is a participation quorum (which a no can help to reach: see `isMonotone`).
 */
export type Quorum = {
  readonly kind: "quorum";
  readonly chamber: string;
  /** Must contain `yes`, must not contain `absent`. */
  readonly counts: readonly Choice[];
  readonly need: Need;
  readonly count?: Count;
  /** When the whole chamber counts 0. Default `fails`. */
  readonly onZero?: OnZero;
};

/**
 * A share of all; or a number, lowered by `lessPerRecused` for each recused member but never below 1.
 * `round: "down"` compares with the share rounded down (OpenZeppelin); without it nothing is rounded.
 */
export type Need =
  | { readonly share: Fraction; readonly comparator: ">" | ">="; readonly round?: "down" }
  | { readonly number: number; readonly lessPerRecused?: number };

/**
 * Not too many in the counted states: objection caps, veto shares, unanimity without counting abstentions, silence
 * procedures (at most 0 objections), fewer than n opponents, excessive abstention.
 */
export type Limit = {
  readonly kind: "limit";
  readonly chamber: string;
  /** Must not contain `yes`. */
  readonly counts: readonly State[];
  readonly most: Most;
  readonly count?: Count;
  /** When the base of a share is 0. Default `holds`: nobody exceeds nothing. */
  readonly onZero?: OnZero;
  /** `postpones`: the question is voted again later, and in later rounds this limit no longer applies (ITU). */
  readonly exceeded?: "fails" | "postpones";
};

export type Most =
  | { readonly share: Fraction; readonly comparator: "<" | "<="; readonly base: Base }
  | { readonly number: number };

/**
 * Minimum size of a blocking minority (TFEU 238(3)(a)): with k = the least number of members whose weight exceeds
 * `share` of all, opponents (everybody counted who did not say yes) block only if they are at least k + `plus`.
 */
export type Blocking = {
  readonly kind: "blocking";
  readonly chamber: string;
  readonly share: Fraction;
  readonly plus: number;
};

/**
 * None of these members is in one of the states. With `overriddenBy`, a veto is lifted when that condition holds.
 * Nobody meant by `who` in the electorate: nobody can veto.
 */
export type Veto = {
  readonly kind: "veto";
  readonly chamber: string;
  readonly who: Who;
  /** `["no","veto"]`, or `["veto"]` where a ground must be stated. */
  readonly counts: readonly ("no" | "veto")[];
  readonly overriddenBy?: Condition;
};

/** At least `number` (default: all) of these members say yes. */
export type Support = {
  readonly kind: "support";
  readonly chamber: string;
  readonly who: Who;
  readonly number?: number;
  /** When nobody in the chamber is meant. Default `fails`. */
  readonly onNone?: OnZero;
};

/** The parties that the measures bind in this role consent: their own act, not a ballot. */
export type Consent = {
  readonly kind: "consent";
  /** `affected` = the holders whose resources the measures change. */
  readonly role: string;
  readonly share: Fraction;
  /** What no answer by close means. Default `refuses`. */
  readonly silence?: "refuses" | "consents";
  /** When the measures bind nobody in this role. Default `fails`. */
  readonly onNone?: OnZero;
};

/** The steps of due process are on the record: grounds, notice, answer (or its time has passed), hearing. */
export type DueProcess = { readonly kind: "due-process" };

/** A named body or office judged that this is so (rough consensus); the rule's appeal is the remedy. */
export type Judged = { readonly kind: "judged"; readonly by: string; readonly question: string };

/**
 * Adopted without a vote: fewer than `requests` members of the chamber (default 1) asked for a vote before close.
 * Where the record keeps no requests, nobody could have asked, and this fails.
 */
export type WithoutVote = {
  readonly kind: "without-vote";
  readonly chamber: string;
  readonly requests?: number;
};

/** How one chamber takes part. */
export type ElectorateTerms = {
  /** Members with one of these roles are recused when the electorate is frozen (`affected`, `proposer`, …). */
  readonly recuse: readonly string[];
  /** Whether the recused, and the suspended, stay in the base `all`. */
  readonly recused: "removed" | "counted";
  readonly suspended: "removed" | "counted";
};

/** One vote; the next stage opens when this one has passed. */
export type Stage = {
  readonly name: string;
  readonly condition: Condition;
  /** Seconds; default: the rule's `periods.voting`. 10^10 = without a deadline. */
  readonly voting?: number;
};

/** Seconds. 0 = none, where that is allowed. */
export type Periods = {
  /** Between publication and the opening of deliberation. */
  readonly notice: number;
  /** Between the end of notice and the opening of the vote. */
  readonly deliberation: number;
  /** How long ballots are taken; never 0. */
  readonly voting: number;
  /** Between adoption and the carrying out. */
  readonly waiting: number;
  /** After the waiting period: what is not carried out by then lapses; never 0. */
  readonly expiry: number;
  /** Before the same measures may be proposed again after they failed. */
  readonly pause: number;
  /** Due process: time to answer. */
  readonly answer: number;
  /** Due process: between the last appeal and the effect on the resource. */
  readonly quarantine: number;
  /** The effect of the decision ends this long after it was carried out. 0 = it stays; emergency: never 0. */
  readonly lapse: number;
};

/** A vote that turns in its last `last` seconds stays open until `by` seconds after its scheduled close, once. */
export type Extension = {
  /** `quorum`: a quorum is reached late. `result`: what would result at close changes late. */
  readonly on: readonly ("quorum" | "result")[];
  readonly last: number;
  readonly by: number;
};

export type AppealLevel = {
  /** A chamber that does not decide the measure itself. */
  readonly body: string;
  /** Class of the rule by which the body decides; that rule has no appeal of its own. */
  readonly class: string;
  /** Seconds from the decision (or the level before) to the end of this level. */
  readonly length: number;
};

export type Appeal = {
  readonly levels: readonly AppealLevel[];
  readonly standing: "affected" | "member" | "party";
  /** Nothing takes effect before the last level has ended. */
  readonly suspends: boolean;
  readonly remedy: "annul" | "remand";
};

export type Emergency = {
  /** Class by which the measure may be confirmed before it lapses; left out (or null): it only lapses. */
  readonly confirm?: string;
  /** How often it may be renewed by its own class. */
  readonly renewals: number;
};

/**
 * A member may let another vote for it, by a mandate that stands when the vote closes and that it may withdraw until
 * then; its own ballot always overrides. Who is recused or suspended votes for nobody.
 */
export type Delegation = {
  /** Whether a mandate may be passed on. */
  readonly transitive: boolean;
  /** Seconds a delegation lasts at most. */
  readonly length: number;
  /** Members, besides itself, for which one delegate may vote. */
  readonly most: number;
  /** A mandate counts when it was given at least this many seconds before the scheduled close. Default 0. */
  readonly lead?: number;
};

/** Who proposes needs this much of a chamber behind the proposal, its own weight included. */
export type Backing = {
  readonly chamber: string;
  readonly need: Need;
  readonly count?: Count;
};

export type BallotTerms = {
  readonly method: "choice";
  readonly choices: readonly Choice[];
  /** `last`: the last ballot before close counts. `first`: a ballot is final. */
  readonly revote: "last" | "first";
  /** Whether a member may divide its weight; its `choice` is then its head, its name and its vote elsewhere. */
  readonly split?: boolean;
  /** Whether a veto must state its ground: one that does not is counted as a no. */
  readonly grounds?: boolean;
};

/** Where a rule is written, and how sure that is: `memory` and `unknown` are to be confirmed before citing them. */
export type Source = {
  readonly text: string;
  readonly certainty: "read" | "data" | "measured" | "memory" | "unknown";
};

export type Rule = {
  /** One plain sentence for readers. */
  readonly about: string;
  readonly source?: Source;
  /** Chambers whose members may propose; empty = every party. */
  readonly proposers: readonly string[];
  /** Every chamber that the conditions name. */
  readonly electorates: { readonly [chamber: string]: ElectorateTerms };
  /** At least one. */
  readonly stages: readonly Stage[];
  readonly periods: Periods;
  readonly ballot: BallotTerms;
  /** All of them. */
  readonly backing?: readonly Backing[];
  /** Open proposals of this rule that one party may have at a time. */
  readonly live?: number;
  /** Whether a stage ends as soon as nothing can change its result. Default: it stays open until close. */
  readonly early?: boolean;
  /** When the rule is amended while a proposal is open. Default `continues`: it goes on under the frozen rule. */
  readonly whenAmended?: "continues" | "aborts";
  readonly extension?: Extension;
  readonly appeal?: Appeal;
  readonly emergency?: Emergency;
  readonly delegation?: Delegation;
};
