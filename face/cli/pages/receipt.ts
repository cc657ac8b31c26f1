/** What became of an act that was handed in. */
import type { OfferView, Receipt } from "@comity/api";
import type { Page } from "../print/page.ts";
import { bad, good, quiet, warn } from "../print/text.ts";
import { date, list } from "../print/words.ts";
import { tryNext, type Look } from "./look.ts";

export function receiptPage(page: Page, r: Receipt, offer: OfferView | undefined, look: Look): void {
  if (r.index === undefined) return page.headline("queued", warn("durable, and not ordered yet"), r.hash);
  if (r.outcome === "void") {
    page.headline(
      `entry ${r.index}`,
      bad(`void: ${r.code ?? ""}`),
      r.detail ?? "It stands in the log and changes nothing.",
    );
    return tryNext(page, look, [[`show entry/${r.index}`, "the act as it was signed"]]);
  }
  if (offer === undefined) {
    page.headline(`entry ${r.index}`, good(r.outcome ?? r.state), [quiet("hash "), r.hash]);
    return;
  }
  const waits = offer.needs.map(({ id }) => id).filter((id) => !offer.accepted.includes(id));
  page.headline(
    `entry ${r.index}`,
    warn(`an offer: waits for ${list(waits)}`),
    `Nothing has changed yet; it is open until ${date(offer.until)}.`,
  );
  tryNext(page, look, [
    ...waits.map((id): readonly [string, string] => [
      `act new accept --by ${id} --offer ${offer.id} --sign KEY --submit`,
      `what ${id} does`,
    ]),
    [`show offer/${offer.id}`, "the offer"],
  ]);
}
