/** `withdraw-offer`: who made an offer takes it back before it is carried out (SEMANTICS E4). */
import { offerOf } from "../acts/offers.ts";
import { endingKind } from "./offered.ts";

export const withdrawOffer = endingKind("withdraw-offer", "Take back an offer that is still open", {
  rule: "E4",
  code: "offer-not-yours",
  field: "offer",
  detail: "only the party that made the offer withdraws it",
  holds: (c) => (offerOf(c.state, c.body.offer)?.by ?? c.by.id) === c.by.id,
});
