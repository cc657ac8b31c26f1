/** The constitution as data: chambers, rules by class of measure, amendment classes, parameters (DESIGN section 2). */
import type { Fraction, Rule } from "./rule.ts";

/** How a chamber gets its members. */
export type Membership =
  /** Named in the founding act; changed by amendment only. */
  | { readonly by: "charter" }
  /** Admitted by a decision of this class. */
  | { readonly by: "decision"; readonly class: string }
  /** Every member of the assembly that carries this role. */
  | { readonly by: "role"; readonly role: string }
  /** Everybody who sits in one of these chambers. */
  | { readonly by: "chambers"; readonly of: readonly string[] };

/**
 * Weights are read when the electorate is frozen. `measured` takes a published figure (holdings, population, …),
 * optionally its integer square root, then caps it: with `cap`, no member has more than that share of the total.
 */
export type Weights =
  | { readonly kind: "equal" }
  | { readonly kind: "declared"; readonly cap?: Fraction }
  | {
      readonly kind: "measured";
      readonly figure: string;
      readonly scale: "linear" | "sqrt";
      readonly cap?: Fraction;
    };

export type Chamber = { readonly name: string; readonly membership: Membership; readonly weights: Weights };

/** SEMANTICS' periods in capitals, in seconds. */
export type Parameters = {
  /** C4: a countersigned act may be ordered this long after its deadline. */
  readonly grace: number;
  /** C5: block time exceeds the newest witness time by at most this. */
  readonly skew: number;
  /** C5: when ordering stops for longer, periods do not run. */
  readonly gap: number;
  /** F6: notice before a file takes something from an unclaimed holder. */
  readonly notice: number;
  /** F4: time to object to a claim. */
  readonly contest: number;
  /** G2: new admissions do not vote on proposals that affect holders. */
  readonly cooling: number;
  /** B6: holdings are locked after a recovery of keys. */
  readonly lock: number;
  /** E3: a lapsed or reclaimed resource rests before it can be given again. */
  readonly quarantine: number;
};

/** Which class of measure amends what: the longest clause that is a prefix of the changed place decides. */
export type AmendmentClause = {
  /** JSON pointer into the constitution; "" = everything not named more exactly. */
  readonly clause: string;
  readonly by: string;
};

export type Amendment = {
  /** The amendment classes, weakest first. */
  readonly order: readonly string[];
  readonly clauses: readonly AmendmentClause[];
};

export type Constitution = {
  readonly format: "comity/constitution/v1";
  readonly name: string;
  /** Version of the fold that this constitution is read by (SEMANTICS A1). */
  readonly fold: number;
  readonly chambers: { readonly [id: string]: Chamber };
  /** Class of measure -> rule. */
  readonly rules: { readonly [measureClass: string]: Rule };
  readonly amendment: Amendment;
  readonly parameters: Parameters;
};
