/**
 * What an act kind is. One file a kind: the field table, whose authority it needs, its conditions with the rule of
 * SEMANTICS each implements, and its effect. Conditions are data so that a test can remove one and must fail.
 */
import type { Refusal } from "@comity/canon";
import type { Parameters } from "@comity/rules";
import type { PartyRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";
import type { Act } from "./act.ts";
import type { BodyOf, Fields } from "./fields.ts";

/** Everything an act is judged by: the state where it is ordered, never a clock or a flag. */
export type Context<B = { readonly [field: string]: unknown }> = {
  readonly state: State;
  readonly body: B;
  /** The acting party; for a measure, who proposed it. */
  readonly by: PartyRecord;
  /** Parties whose policy the signatures on this act satisfy for this kind, `by` among them. */
  readonly consents: ReadonlySet<string>;
  /** Set when the act is a measure that a decision carries out: the proposal's number. */
  readonly decision?: string;
  /** Set when an offer is accepted: its number. What it set aside is free for it. */
  readonly offer?: string;
  /** Cases that the accepting party named as known to it (SEMANTICS G5). */
  readonly acknowledges?: readonly string[];
  readonly act: Pick<Act, "assembly" | "hash" | "kind" | "lane" | "seq"> & { readonly until?: number };
  /** Block time. */
  readonly time: number;
  /** When a quorum of the assembly's witnesses had countersigned the act (SEMANTICS C4). */
  readonly countersigned?: number;
  /** Log index of the act, or of the block record when the clock carries it out. */
  readonly index: number;
  readonly parameters: Parameters;
  /** The catalogue, for acts that carry other acts (offers, measures). */
  readonly kinds: (kind: string) => AnyKind | undefined;
  /** The bytes of a dataset named by hash; admission made sure that it is there. */
  readonly dataset: (hash: string) => Uint8Array | undefined;
};

/**
 * `party`: the signer alone. `counterparty`: the signer now, others by joint signature or a later `accept`.
 * `decision`: only as a measure of an adopted proposal. `founding`: the first act of the log.
 */
export type Authority = "party" | "counterparty" | "decision" | "founding";

export type Condition<B> = {
  /** The rule, e.g. `E1`. */
  readonly rule: string;
  readonly code: string;
  readonly field?: string;
  /** What to do when it does not hold. */
  readonly detail: string;
  readonly holds: (c: Context<B>) => boolean;
  /** For acts that carry out another one: the reason in that act's own terms. */
  readonly because?: (c: Context<B>) => Refusal | undefined;
};

export type Kind<F extends Fields = Fields, B = BodyOf<F>> = {
  readonly kind: string;
  readonly room: "parties" | "numbers" | "routes" | "names" | "networks" | "decisions";
  /** One sentence, shown in the catalogue. */
  readonly summary: string;
  readonly fields: F;
  readonly authority: Authority;
  /** Needs `until`: ordering decides, so a late act must not surprise its signer (SEMANTICS C3). */
  readonly shared: boolean;
  /** B7: passkeys alone may sign it. */
  readonly passkeyMaySign: boolean;
  /** A suspended party may still do it: defend itself, keep its keys, serve its own (SEMANTICS G5). */
  readonly whileSuspended: boolean;
  /** For measures: the class whose rule decides, where it does not depend on the body. */
  readonly measureClass?: string;
  /** For measures whose classes depend on what they change (amendments). */
  readonly classesOf?: (c: Context<B>) => readonly string[];
  /** B6: signed by any one key of the policy that a recovery replaced. */
  readonly byReplacedKey?: true;
  /** For measures: constitution versions that protect the holdings they touch (SEMANTICS G6). */
  readonly protections?: (c: Context<B>) => readonly number[];
  /** For measures: parties whose own things it touches; each must consent unless the class is due process. */
  readonly affected?: (c: Context<B>) => readonly string[];
  readonly conditions: readonly Condition<B>[];
  /** Parties that must accept before the effect, besides the signer (`counterparty` only). */
  readonly needs?: (c: Context<B>) => readonly string[];
  /** For `counterparty`: what happens when it is only offered (e.g. the space is set aside). */
  readonly offered?: (c: Context<B>, offer: string) => void;
  readonly effect: (c: Context<B>) => void;
};

/** A kind whose body type is known only to itself: how the catalogue holds it. */
export type AnyKind = Kind<Fields, never> & { readonly fields: Fields };

/** Ties the body type to the field table. */
export function defineKind<const F extends Fields>(kind: Kind<F, BodyOf<F>>): Kind<F, BodyOf<F>> {
  return kind;
}

/** The first condition that does not hold, as a refusal. */
export function firstUnmet<B>(conditions: readonly Condition<B>[], c: Context<B>): Refusal | undefined {
  for (const { because, code, field, detail, holds } of conditions) {
    if (holds(c)) continue;
    return because?.(c) ?? { code, field: field === undefined ? "" : `/body/${field}`, detail };
  }
  return undefined;
}
