/** `decline`: a party an offer waits for refuses it, or takes its acceptance back before it is carried out (E4). */
import { offerOf } from "../acts/offers.ts";
import { endingKind } from "./offered.ts";

export const decline = endingKind("decline", "Decline an offer; it ends for everybody", {
  rule: "E4",
  code: "offer-not-yours",
  field: "offer",
  detail: "only a party whose acceptance the offer needs declines it",
  holds: (c) => offerOf(c.state, c.body.offer)?.needs.includes(c.by.id) !== false,
});
