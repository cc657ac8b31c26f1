/** Records of the register `parties`: who takes part, with which keys, and how far its lanes are (SEMANTICS B). */

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
/** A policy that was in force until the block time `at`. */
export type ReplacedPolicy = { readonly policy: Policy; readonly at: number };

export type PartyRecord = {
  readonly t: "party";
  readonly id: string;
  readonly kind: string;
  readonly name?: string;
  readonly status: "active" | "suspended";
  readonly seats: { readonly [chamber: string]: number };
  readonly policy: Policy;
  /** Policies replaced within GRACE, in order (SEMANTICS B8); only where there are witnesses. */
  readonly replaced?: readonly ReplacedPolicy[];
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
/** `anchor/<id>`: the trust anchors of a registry's RPKI, by the hashes of their keys (SEMANTICS F4). */
export type AnchorRecord = {
  readonly t: "anchor";
  readonly keys: readonly string[];
  readonly since: number;
};
/** `lane/<id>/<lane>` */
export type LaneRecord = { readonly t: "lane"; readonly seq: number; readonly prev: string };
/** `equivocation/<id>/<lane>/<seq>`: the second, different act for a position (the first stands; SEMANTICS B4). */
export type EquivocationRecord = {
  readonly t: "equivocation";
  readonly second: string;
  readonly since: number;
};

export type PartyRegisterRecord = PartyRecord | LabelRecord | LaneRecord | EquivocationRecord | AnchorRecord;
