/** `comity show party/ID`: who it is, its seats and keys, what it holds, what waits for it. */
import type { OfferView, Party } from "@comity/api";
import type { Page } from "../print/page.ts";
import { bad, good, quiet, strong, warn } from "../print/text.ts";
import { asOf, count, date, list, plural, terms } from "../print/words.ts";
import { tryNext, type Look } from "./look.ts";
import { offerList } from "./offer.ts";

/** Holdings written out; the API pages on. */
const SHOWN = 20;

export function partyPage(page: Page, p: Party, offers: readonly OfferView[], look: Look): void {
  page.headline(`party ${p.id}`, p.status === "active" ? good("active") : bad(p.status), p.name);
  const seats = Object.entries(p.seats).map(([chamber, weight]) =>
    weight === 1 ? chamber : `${chamber} (weight ${weight})`,
  );
  page.facts([
    ["kind", p.kind],
    ["label", p.label === undefined ? undefined : `${p.label}, in the files of registries`],
    ["seats", seats.length === 0 ? "none" : list(seats)],
    ["joined", `${date(p.joinedAt)}, entry ${p.joined}`],
    ["suspended", p.suspendedUntil === undefined ? undefined : warn(`until ${date(p.suspendedUntil)}`)],
    [
      "locked",
      p.lockedUntil === undefined ? undefined : warn(`its holdings do not move until ${date(p.lockedUntil)}`),
    ],
    ["recovery", p.recovery ? warn("its keys are being recovered") : undefined],
    [
      "equivocated",
      p.equivocations.length === 0
        ? undefined
        : bad(p.equivocations.map((e) => `lane ${e.lane}, number ${e.seq}, entry ${e.index}`).join("; ")),
    ],
  ]);
  page.section(
    "Keys",
    p.policy.thresholds
      .map(({ kinds, k }) => `${k} of them for ${kinds.includes("*") ? "every act" : list(kinds)}`)
      .join("; "),
  );
  page.list(p.policy.keys.map((key) => keyText(key)));
  page.section("Lanes", p.lanes.length === 0 ? "no act signed yet" : "acts signed so far");
  page.list(p.lanes.map(({ lane, seq }) => `${lane}: ${count(seq)}`));
  if (offers.length > 0) offerList(page, offers, p.asOf.time);
  const { items, next } = p.holdings;
  page.section("Holdings", items.length === 0 ? "none" : undefined);
  if (items.length > 0) {
    page.table(
      [{ title: "resource" }, { title: "how" }, { title: "terms" }, { title: "entry", right: true }],
      items.slice(0, SHOWN).map((h) => [strong(h.resource), h.from, terms(h.terms), String(h.since)]),
    );
    const rest = items.length - SHOWN;
    if (rest > 0 || next !== undefined)
      page.paragraph(
        quiet(
          `and ${next === undefined ? plural(rest, "other") : `more than ${rest} others`}: --json gives the first hundred, the API pages on`,
        ),
      );
  }
  page.section("As of", asOf(p.asOf));
  tryNext(page, look, [
    ...(items[0] === undefined ? [] : [[`show ${items[0].resource}`, "one of its holdings"] as const]),
    [`prove party/${p.id} > party.proof`, "a proof of its keys and seats"],
    [`show entry/${p.joined}`, "how it joined"],
  ]);
}

function keyText({ key, kinds, lanes, from, until }: Party["policy"]["keys"][number]): string {
  const [name = "", id = ""] = key.split("+");
  const limits = [
    kinds === undefined || kinds.includes("*") ? undefined : `only ${list(kinds)}`,
    lanes === undefined ? undefined : `lanes ${list(lanes)}`,
    from === undefined ? undefined : `from ${date(from)}`,
    until === undefined ? undefined : `until ${date(until)}`,
  ].filter((limit) => limit !== undefined);
  return `${name} (${id})${limits.length === 0 ? "" : `: ${limits.join(", ")}`}`;
}
