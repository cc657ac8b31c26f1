/** Lists: decisions, parties, networks, the log. */
import type { Child, Children, Decisions, LogPage, Networks, Parties } from "@comity/api";
import type { Page } from "../print/page.ts";
import { quiet, strong, warn } from "../print/text.ts";
import { asOf, away, count, date, day, party } from "../print/words.ts";
import { phaseWord, PHASES } from "./decision.ts";
import { tryNext, type Look } from "./look.ts";

const more = (page: Page, next: unknown): void => {
  if (next !== undefined)
    page.paragraph(quiet("There are more: --json gives `next`, the API pages on with it."));
};

export function decisionsPage(page: Page, d: Decisions, look: Look): void {
  page.headline("Decisions", quiet(asOf(d.asOf)));
  if (d.items.length === 0) return page.paragraph("Nothing was proposed yet.");
  page.table(
    ["decision", "opened", "state", "by", "title", "next date"].map((title) => ({ title })),
    d.items.map((item) => [
      strong(item.id),
      day(item.opened),
      PHASES[item.phase](phaseWord(item.phase)),
      item.by.id,
      `${item.title}${item.isCase ? " (due process)" : ""}`,
      item.due === undefined ? "" : `${day(item.due)}, ${away(item.due, d.asOf.time)}`,
    ]),
  );
  more(page, d.next);
  tryNext(page, look, [[`show decision/${d.items[0]!.id}`, "one of them, whole"]]);
}

export function partiesPage(page: Page, p: Parties, look: Look): void {
  page.headline("Parties", quiet(asOf(p.asOf)));
  if (p.items.length === 0) return page.paragraph("Nobody yet.");
  page.table(
    ["party", "name", "kind", "seats", "joined"].map((title) => ({ title })),
    p.items.map((item) => [
      strong(item.id),
      `${item.name ?? ""}${item.label === undefined ? "" : ` (${item.label})`}`,
      item.status === "active" ? item.kind : [item.kind, " ", warn(item.status)],
      Object.entries(item.seats)
        .map(([chamber, weight]) => (weight === 1 ? chamber : `${chamber} ${weight}`))
        .join(", "),
      day(item.joinedAt),
    ]),
  );
  more(page, p.next);
  tryNext(page, look, [[`show party/${p.items[0]!.id}`, "one of them"]]);
}

export function networksPage(page: Page, n: Networks, look: Look): void {
  page.headline("New IP networks", quiet(asOf(n.asOf)));
  if (n.items.length === 0) return page.paragraph("None is on record.");
  page.table(
    ["network", "title", "run by", "ranges"].map((title) => ({ title })),
    n.items.map((item) => [strong(item.id), item.title, party(item.by), item.ranges.join(", ")]),
  );
  more(page, n.next);
  tryNext(page, look, [[`show network/${n.items[0]!.id}`, "one of them"]]);
}

export function logPage(page: Page, log: LogPage, look: Look): void {
  page.headline("Log", quiet(`${count(log.size)} entries, root ${log.root}`));
  page.table(
    [{ title: "entry", right: true }, { title: "when" }, { title: "what" }],
    log.items.map((e) => [
      String(e.index),
      date(e.time),
      e.type === "block"
        ? quiet(e.says)
        : e.void === undefined
          ? e.says
          : [e.says, warn(` (void: ${e.void})`)],
    ]),
  );
  const act = log.items.find(({ type }) => type === "act");
  tryNext(page, look, act === undefined ? [] : [[`show entry/${act.index}`, "one of them, as signed"]]);
}

export function insidePage(page: Page, c: Children, look: Look): void {
  page.headline(`inside ${c.resource}`, quiet(`${count(c.items.length)} shown`));
  if (c.items.length === 0) return page.paragraph("Nothing more specific is recorded.");
  page.table(
    ["resource", "state", "holder", "code", "what"].map((title) => ({ title })),
    c.items.map((item: Child) => [
      strong(item.resource),
      item.grade.replaceAll("-", " "),
      item.holder?.id ?? "",
      item.code ?? "",
      item.says,
    ]),
  );
  more(page, c.next);
  tryNext(page, look, [[`show ${c.items[0]!.resource}`, "one of them"]]);
}
