/** `comity show PREFIX AS`: whether an origin is valid, and everything that covers the prefix. */
import type { RouteAnswer } from "@comity/api";
import type { Page } from "../print/page.ts";
import { bad, good, quiet, type Toned } from "../print/text.ts";
import { asOf, date, party, settled } from "../print/words.ts";
import { tryNext, type Look } from "./look.ts";

export function routePage(page: Page, r: RouteAnswer, look: Look): void {
  const title = r.origin === undefined ? r.prefix : `${r.prefix} from ${r.origin}`;
  page.headline(title, r.state === undefined ? undefined : TONE(r.state), r.says);
  page.section("Authorisations that cover it", r.covering.length === 0 ? "none" : "all of them");
  if (r.covering.length > 0)
    page.table(
      [
        { title: "" },
        { title: "prefix" },
        { title: "up to" },
        { title: "origin" },
        { title: "by" },
        { title: "entry", right: true },
      ],
      r.covering.map((c) => [
        c.matches === undefined ? "" : c.matches ? good("✓") : bad("✗"),
        c.prefix,
        `/${c.maxLength}`,
        c.asn,
        `${party(c.by)}${c.ends === undefined ? "" : `, until ${date(c.ends)} at most`}`,
        quiet(String(c.since)),
      ]),
    );
  page.section("As of", `${asOf(r.asOf)}; ${settled(r.finality)}`);
  tryNext(page, look, [
    [
      `prove ${r.prefix}${r.origin === undefined ? "" : ` ${r.origin}`} > route.proof`,
      "a proof that this is all",
    ],
    [`show ${r.prefix}`, "who holds it"],
  ]);
}

const TONE = (state: string): Toned =>
  state === "valid" ? good(state) : state === "invalid" ? bad(state) : quiet(state);
