/** What registries' published files say about a resource. */
import type { Resource } from "@comity/api";
import type { Page } from "../print/page.ts";
import { quiet } from "../print/text.ts";
import { day } from "../print/words.ts";

const dash = quiet("-");

export function reportTable(page: Page, { reports }: Resource): void {
  if (reports.length === 0) return;
  page.section("Reports from outside", "what published files say; not what this assembly decided");
  const titles = ["resource", "file of", "says", "code", "dated", "holder there", "attested by", "entry"];
  page.table(
    titles.map((title) => ({ title, right: title === "entry" })),
    reports.map((r) => [
      r.range ?? r.resource,
      r.source,
      `${r.status}${r.ends === undefined ? "" : `, no longer from ${day(r.ends)}`}`,
      r.code ?? dash,
      r.date ?? dash,
      r.holder ?? dash,
      r.by.id,
      String(r.since),
    ]),
  );
}
