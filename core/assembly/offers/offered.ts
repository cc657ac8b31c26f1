/** What the acts about offers share: the field, the offer named, and the offered act as it would be judged now. */
import { defineKind, firstUnmet, type AnyKind, type Condition, type Context } from "../acts/kind.ts";
import { closeOffer, offerContext, offerOf } from "../acts/offers.ts";
import type { BodyOf, Field } from "../acts/fields.ts";
import type { OfferRecord } from "../state/records.ts";
import { freeAside } from "../numbers/set-aside.ts";

export const OFFER = {
  type: "decision",
  doc: "number of the offer (its log index)",
} as const satisfies Field;

export type Named = { readonly offer: string };
export type Accepting = Named & { readonly acknowledges?: readonly string[] };

export const offerOpen: Condition<Named> = {
  rule: "E4",
  code: "offer-unknown",
  field: "offer",
  detail: "no such offer is open: it was carried out, declined, withdrawn, or its time is over",
  holds: (c) => offerOf(c.state, c.body.offer) !== undefined,
};

export type Offered = {
  readonly kind: AnyKind;
  readonly context: Context<never>;
  /** Whose acceptance it needs in the state as it is now. */
  readonly needs: readonly string[];
  readonly accepted: readonly string[];
  readonly acknowledged: readonly string[];
};

/** The offered act with everybody's consent so far, the signer's of this act included. */
export function offeredBy(c: Context<Accepting>, offer: OfferRecord): Offered {
  const { context, kind } = offerContext(c, offer);
  const acknowledged = [...new Set([...(offer.acknowledged ?? []), ...(c.body.acknowledges ?? [])])].sort();
  const consents = new Set([...context.consents, ...c.consents]);
  const judged = { ...context, acknowledges: acknowledged, consents } as Context<never>;
  const needs = [...new Set(kind.needs?.(judged) ?? [])].filter((party) => party !== offer.by);
  return { kind, context: judged, needs, accepted: needs.filter((p) => consents.has(p)), acknowledged };
}

export const unmetOf = ({ context, kind }: Offered): ReturnType<typeof firstUnmet> =>
  firstUnmet(kind.conditions, context);

/** Takes an offer away and frees what it set aside. */
export function endOffer(c: Pick<Context, "state">, offer: OfferRecord): void {
  freeAside(c.state, offer);
  closeOffer(c.state, offer);
}

const FIELDS = { offer: OFFER } as const;

/** `decline` and `withdraw-offer` differ in who may do it. */
export const endingKind = (kind: string, summary: string, who: Condition<BodyOf<typeof FIELDS>>) =>
  defineKind({
    kind,
    room: "numbers",
    summary,
    fields: FIELDS,
    authority: "party",
    shared: false,
    passkeyMaySign: false,
    whileSuspended: true,
    conditions: [offerOpen, who],
    effect: (c) => endOffer(c, offerOf(c.state, c.body.offer)!),
  });
