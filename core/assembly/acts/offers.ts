/** Offers: acts that wait for other hands. Carried out when all have accepted, gone when withdrawn or past their time. */
import type { AnyKind, Context } from "./kind.ts";
import type { OfferRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";

/** Seconds an offer stays open when the act does not say `until`. */
export const OFFER_LENGTH: number = 30 * 86_400;

/** Keeps the act as an offer, named by its log index. */
export function openOffer(kind: AnyKind, c: Context<never>, needs: readonly string[]): void {
  const id = String(c.index);
  const offer: OfferRecord = {
    t: "offer",
    id,
    kind: kind.kind,
    by: c.by.id,
    body: c.body,
    needs,
    accepted: needs.filter((party) => c.consents.has(party)),
    until: c.act.until ?? c.time + OFFER_LENGTH,
    since: c.index,
  };
  c.state.setText("decisions", `offer/${id}`, offer);
  kind.offered?.(c, id);
}

export const offerOf = (state: State, id: string): OfferRecord | undefined =>
  state.text("decisions", `offer/${id}`, "offer");

/** The offer's own kind and the context in which its conditions are judged again, with these consents. */
export function offerContext(
  c: Context,
  offer: OfferRecord,
): { readonly kind: AnyKind; readonly context: Context<never> } {
  const by = c.state.text("parties", `party/${offer.by}`, "party")!;
  const context: Context = {
    ...c,
    offer: offer.id,
    body: offer.body,
    by,
    consents: new Set([offer.by, ...offer.accepted, c.by.id]),
    act: { ...c.act, kind: offer.kind, lane: "main" },
  };
  return { kind: c.kinds(offer.kind)!, context: context as Context<never> };
}

/** Takes the offer off the record. What it set aside is freed by the clock at the same moment (`reserved.until`). */
export function closeOffer(state: State, offer: OfferRecord): void {
  state.setText("decisions", `offer/${offer.id}`, undefined);
}
