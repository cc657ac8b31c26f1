/** Offers: acts that wait for the other hand. */
import type { OfferView } from "@comity/api";
import type { Page } from "../print/page.ts";
import { strong, warn } from "../print/text.ts";
import { asOf, away, date, list, party } from "../print/words.ts";
import { bodyFacts } from "./body.ts";
import { tryNext, type Look } from "./look.ts";

const waits = ({ needs, accepted }: OfferView): readonly string[] =>
  needs.map(({ id }) => id).filter((id) => !accepted.includes(id));

export function offerList(page: Page, offers: readonly OfferView[], now: number): void {
  page.section("Offers", "nothing has changed yet: the other side has to accept");
  page.list(
    offers.map((o) => [
      strong(`offer ${o.id}`),
      `: ${o.says}; waits for ${list(waits(o))}, open until ${date(o.until)} (${away(o.until, now)})`,
    ]),
    warn("… "),
  );
}

export function offersPage(page: Page, offers: readonly OfferView[], now: AsOfLike, look: Look): void {
  page.headline("Offers", asOf(now));
  if (offers.length === 0) return page.paragraph("None waits for an answer.");
  page.table(
    ["offer", "what", "waits for", "open until"].map((title) => ({ title })),
    offers.map((o) => [o.id, o.says, list(waits(o)), date(o.until)]),
  );
  tryNext(page, look, [[`show offer/${offers[0]!.id}`, "one of them"]]);
}
type AsOfLike = Parameters<typeof asOf>[0];

export function offerPage(page: Page, o: OfferView, now: AsOfLike, look: Look): void {
  const missing = waits(o);
  page.headline(`offer ${o.id}`, warn(`waits for ${list(missing)}`), o.says);
  page.facts([
    ["made by", party(o.by)],
    ["needs", list(o.needs.map((p) => `${party(p)}${o.accepted.includes(p.id) ? " (accepted)" : ""}`))],
    ["open until", `${date(o.until)} (${away(o.until, now.time)})`],
    ["log entry", o.id],
    ...bodyFacts(o.body),
  ]);
  page.section("As of", asOf(now));
  tryNext(page, look, [
    ...missing.map((id): readonly [string, string] => [
      `act new accept --by ${id} --offer ${o.id} --sign ${id}.key --submit`,
      `${id} accepts`,
    ]),
    [
      `act new withdraw-offer --by ${o.by.id} --offer ${o.id} --sign ${o.by.id}.key --submit`,
      `${o.by.id} takes it back`,
    ],
    [`show entry/${o.id}`, "the act itself"],
  ]);
}
