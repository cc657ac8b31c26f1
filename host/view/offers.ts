/** Offers that wait for the other hand: acts that have changed nothing yet, and that nobody sees at the resource itself. */
import type { Offers, OfferView } from "@comity/api";
import { pick, textPrefix, type OfferRecord, type StateReader } from "@comity/assembly";
import { commonBits } from "@comity/resources";
import { href, partyRef } from "./party-ref.ts";
import { asOf, type ReadState } from "./read-state.ts";
import { askedResource, type Asked } from "./resource.ts";

function* allOffers(reader: StateReader): Generator<OfferRecord, void, void> {
  for (const { records } of reader.within("decisions", textPrefix("offer/"))) {
    const record = pick(records, "offer");
    if (record !== undefined) yield record;
  }
}

/** Oldest first. `party`: made by it or waiting for it; `resource`: about some of it; `after`: number of the one before. */
export function offerList(
  state: ReadState,
  party: string | undefined,
  resource: Asked | undefined,
  after: string | undefined,
  limit: number,
): Offers {
  const all = [...allOffers(state.reader)]
    .filter(({ by, needs }) => party === undefined || by === party || needs.includes(party))
    .filter((offer) => resource === undefined || namedIn(offer).some((text) => meets(text, resource)))
    .filter(({ id }) => after === undefined || Number(id) > Number(after))
    .toSorted((a, b) => Number(a.id) - Number(b.id));
  const items = all.slice(0, limit).map((offer) => viewOf(state.reader, offer));
  return { asOf: asOf(state), items, ...(all.length > limit ? { next: items.at(-1)!.id } : {}) };
}

/** The resources an offer is about: those it names, else those set aside for it. */
function namedIn({ body, aside }: OfferRecord): readonly string[] {
  const named = body["resources"];
  return Array.isArray(named) ? named.map(String) : (aside ?? []);
}

/** One lies inside the other. */
function meets(text: string, { space, key }: Asked): boolean {
  const other = askedResource(text);
  if (!other.ok || other.value.space !== space) return false;
  const shorter = Math.min(key.bits, other.value.key.bits);
  return commonBits(key.bytes, other.value.key.bytes, shorter) >= shorter;
}

function viewOf(reader: StateReader, offer: OfferRecord): OfferView {
  const { id, kind, body, needs, accepted, until, since } = offer;
  const resources = namedIn(offer);
  const to = typeof body["to"] === "string" ? ` to ${body["to"]}` : "";
  const what = resources.length === 0 ? "" : ` ${resources.join(", ")}`;
  return {
    id,
    href: href("entries", id),
    kind,
    by: partyRef(reader, offer.by),
    body,
    needs: needs.map((party) => partyRef(reader, party)),
    accepted,
    resources,
    says: `${offer.by} offers: ${kind}${what}${to}`,
    until,
    since,
  };
}
