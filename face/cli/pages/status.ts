/** `comity status`. */
import type { Status } from "@comity/api";
import type { Page } from "../print/page.ts";
import { quiet, warn } from "../print/text.ts";
import { count, date, plural, settled } from "../print/words.ts";
import { tryNext, type Look } from "./look.ts";

export function statusPage(page: Page, s: Status, look: Look): void {
  page.headline(s.origin, s.founded ? undefined : warn("not founded yet"));
  if (s.demonstration) page.paragraph(`A demonstration with invented parties. ${s.clock ?? ""}.`);
  const { acts, parties, holdings, reports, claims, decisions } = s.counts;
  page.facts([
    ["time", `${date(s.time)}, the assembly's clock`],
    [
      "log",
      `${plural(s.size, "entry", "entries")}: ${plural(acts, "act")} in ${plural(s.height + 1, "block")}`,
    ],
    ["parties", count(parties)],
    ["holdings", count(holdings)],
    ["reports", `${count(reports)} from outside, in published files`],
    ["claims", claims === 0 ? "none waits" : `${count(claims)} in the time to object`],
    ["decisions", count(decisions)],
    ["rules", s.founded ? `constitution version ${s.constitution}, ${s.fold}` : undefined],
    [
      "settled",
      `${settled(s)}; ${s.witnesses === 0 ? "no outside witness" : `${plural(s.witnesses, "witness", "witnesses")} signed`}`,
    ],
    [
      "key file",
      s.nextKeyFile === undefined ? undefined : warn("a new one is decided, and waits for its witnesses"),
    ],
    ...Object.entries(s.nextKeyFile?.waitsFor ?? {}).map(([name, why]): [string, string] => [
      `waits for ${name}`,
      why,
    ]),
    ["log root", quiet(s.root)],
    ["state root", quiet(s.stateRoot)],
  ]);
  tryNext(page, look, [
    ["show decisions", "what is being decided, and what was"],
    ["show parties", "who takes part"],
    ["show log", "the newest acts"],
    ["search TEXT", "find an address, prefix, AS number, name or party"],
  ]);
}
