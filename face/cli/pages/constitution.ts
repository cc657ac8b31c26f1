/** `comity show constitution`: chambers and the rules for each class of measures, in short. */
import type { ConstitutionView } from "@comity/api";
import type { Page } from "../print/page.ts";
import { quiet, strong } from "../print/text.ts";
import { asOf } from "../print/words.ts";
import { sentencesOf } from "./conditions.ts";
import { tryNext, type Look } from "./look.ts";

export function constitutionPage(page: Page, c: ConstitutionView, look: Look): void {
  page.headline(`constitution, version ${c.version}`, quiet(asOf(c.asOf)));
  page.facts([
    ["on record", `since entry ${c.since}`],
    ["chambers", Object.keys(c.text.chambers).join(", ")],
  ]);
  page.section("Rules", "each class of measures has its own");
  page.table(
    ["for", "says"].map((title) => ({ title })),
    Object.entries(c.explained).map(([name, lines]) => {
      const sentences = sentencesOf(lines);
      return [strong(name), sentences.get("/about") ?? sentences.get("/stages/0/condition") ?? ""];
    }),
  );
  tryNext(page, look, [["show constitution --json", "every sentence of every rule, and the text itself"]]);
}
