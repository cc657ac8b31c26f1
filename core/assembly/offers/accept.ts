/**
 * `accept`: a party agrees to exactly what an offer says; with the last acceptance it is carried out (SEMANTICS E2, E4).
 * The offered act is judged again, in the state of the acceptance: otherwise the acceptance is void, with the reason of
 * the offered act, and the offer stays.
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { offerOf } from "../acts/offers.ts";
import { ACKNOWLEDGES } from "../numbers/terms.ts";
import { OFFER, endOffer, offerOpen, offeredBy, unmetOf } from "./offered.ts";

const FIELDS = { offer: OFFER, acknowledges: ACKNOWLEDGES } as const;

type C = Context<BodyOf<typeof FIELDS>>;

const offered = (c: C) => {
  const offer = offerOf(c.state, c.body.offer);
  return offer && offeredBy(c, offer);
};

export const accept = defineKind({
  kind: "accept",
  room: "numbers",
  summary: "Accept an offer; with the last acceptance it is carried out",
  fields: FIELDS,
  authority: "party",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  conditions: [
    offerOpen,
    {
      rule: "E2",
      code: "offer-not-yours",
      field: "offer",
      detail: "the offer does not wait for this party's acceptance",
      holds: (c: C) => offered(c)?.needs.includes(c.by.id) !== false,
    },
    {
      rule: "E4",
      code: "offer-unfit",
      field: "offer",
      detail: "the offer cannot be carried out any more as it was made; ask for a new one",
      holds: (c: C) => {
        const act = offered(c);
        return act === undefined || unmetOf(act) === undefined;
      },
      because: (c: C) => {
        const act = offered(c);
        return act && unmetOf(act);
      },
    },
  ],
  effect: (c) => {
    const offer = offerOf(c.state, c.body.offer)!;
    const { accepted, acknowledged, context, kind, needs } = offeredBy(c, offer);
    if (needs.some((party) => !accepted.includes(party))) {
      c.state.setText("decisions", `offer/${offer.id}`, {
        ...offer,
        needs,
        accepted,
        ...(acknowledged.length === 0 ? {} : { acknowledged }),
      });
      return;
    }
    kind.effect(context);
    endOffer(c, offer);
  },
});
