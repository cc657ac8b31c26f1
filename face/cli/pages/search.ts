/** `comity search`. */
import type { OfferView, Search, SearchResult } from "@comity/api";
import type { Page } from "../print/page.ts";
import { quiet, strong } from "../print/text.ts";
import { tryNext, type Look, type Suggestion } from "./look.ts";

export function searchPage(page: Page, s: Search, offers: readonly OfferView[], look: Look): void {
  page.headline(s.q, quiet(`read as ${s.says}`));
  if (s.results.length === 0) {
    page.paragraph("Nothing was found.");
    tryNext(page, look, [
      ["show decisions", "what was decided"],
      ["show parties", "who takes part"],
    ]);
    return;
  }
  page.table(
    ["what", "", "found"].map((title) => ({ title })),
    [
      ...s.results.map((r) => [r.kind, strong(r.title), r.text]),
      ...offers.map((o) => ["offer", strong(`offer ${o.id}`), `${o.says}, waits for an answer`]),
    ],
  );
  tryNext(page, look, [
    ...s.results.slice(0, 3).map((r): Suggestion => [`show ${nameOf(r)}`, r.title]),
    ...offers.slice(0, 1).map((o): Suggestion => [`show offer/${o.id}`, o.says]),
  ]);
}

const SINGULAR: { readonly [plural: string]: string } = {
  decisions: "decision",
  parties: "party",
  entries: "entry",
  networks: "network",
  acts: "act",
};

/** What `comity show` calls it: `/parties/QM` is `party/QM`, `/resources/192.0.2.0/24` the resource alone. */
export function nameOf({ href }: Pick<SearchResult, "href">): string {
  const m = /^\/([a-z]+)\/(.+)$/.exec(href);
  if (m === null) return href;
  const rest = decodeURIComponent(m[2]!);
  return m[1] === "resources" ? rest : `${SINGULAR[m[1]!] ?? m[1]!}/${rest}`;
}
