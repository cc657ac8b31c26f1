/** `comity show RESOURCE`: who holds it, why that is so, what lies on it, how it came about. */
import type { OfferView, Resource, ResourceGrade } from "@comity/api";
import type { Page } from "../print/page.ts";
import { bad, good, quiet, strong, warn, type Toned } from "../print/text.ts";
import { asOf, date, list, party, plural, settled, terms } from "../print/words.ts";
import { tryNext, type Look, type Suggestion } from "./look.ts";
import { seenSection } from "./attested.ts";
import { offerList } from "./offer.ts";
import { reportTable } from "./reports.ts";
import { timeline, type Moment } from "./timeline.ts";

const TONE: { readonly [grade in ResourceGrade]: (text: string) => Toned } = {
  claimed: good,
  attested: good,
  "attested-root-unconfirmed": warn,
  disputed: bad,
  unclaimed: quiet,
  nobody: quiet,
};
const FROM: { readonly [from: string]: string } = {
  roots: "from IANA's list",
  delegate: "delegated",
  assign: "assigned by decision",
  claim: "claimed",
  transfer: "transferred",
  reassign: "reassigned by decision",
};

export function resourcePage(
  page: Page,
  r: Resource,
  offers: readonly OfferView[],
  moments: readonly Moment[],
  look: Look,
): void {
  page.headline(r.resource, TONE[r.grade](r.grade.replaceAll("-", " ")), r.gradeSays);
  page.facts([
    [
      "asked for",
      r.matched === undefined || r.matched === r.resource
        ? undefined
        : `${r.says}; the answer is about ${r.matched}`,
    ],
    ["as written", r.unicode],
    ["holder", r.holder === undefined ? opaque(r) : [strong(r.holder.id), ` ${r.holder.name ?? ""}`]],
    ["terms", r.terms === undefined ? undefined : terms(r.terms)],
    ["note", r.note],
    ["managed by", r.custody === undefined ? undefined : `${party(r.custody)}, until the holder ends it`],
    [
      "case",
      r.case === undefined
        ? undefined
        : warn(
            r.furtherCases === undefined
              ? `bound by decision ${r.case}, a case of due process`
              : `bound by decisions ${list([r.case, ...r.furtherCases])}, cases of due process`,
          ),
    ],
    ["protected", r.protection === undefined ? undefined : `by the constitution, version ${r.protection}`],
    ...(r.routes ?? []).map(
      (route, i) =>
        [
          i === 0 ? "routes" : "",
          `${route.asn} may originate ${route.prefix}${longest(route)}${ends(route.ends)} ${since(route.since)}`,
        ] as const,
    ),
    ["routes", r.routes?.length === 0 ? quiet("nobody said who may originate it") : undefined],
    [
      "filters",
      r.protectedDays === undefined
        ? undefined
        : `its holder asks for protective filters, ${plural(r.protectedDays, "day")} at most`,
    ],
    [
      "providers",
      r.providers === undefined
        ? undefined
        : `${list(r.providers.providers)}${ends(r.providers.ends)} ${since(r.providers.since)}`,
    ],
    ...(r.sets ?? []).map(
      (set) =>
        [
          "set",
          `${set.name}: ${set.members.length === 0 ? "no members" : list(set.members)}${ends(set.ends)} ${since(set.since)}`,
        ] as const,
    ),
    [
      "servers",
      r.nameServers === undefined
        ? undefined
        : `${list(r.nameServers.servers.map(({ name }) => name))} for ${list(r.nameServers.zones)}${r.nameServers.ds.length === 0 ? "" : `, ${plural(r.nameServers.ds.length, "DS record")}`} ${since(r.nameServers.since)}`,
    ],
    ["inside", inside(r)],
  ]);
  chain(page, r);
  if (offers.length > 0) offerList(page, offers, r.asOf.time);
  claims(page, r);
  reportTable(page, r);
  seenSection(page, r.seen ?? []);
  timeline(page, moments);
  page.section("As of", `${asOf(r.asOf)}; ${settled(r.finality)}`);
  tryNext(page, look, suggestions(r, offers));
}

const longest = ({ prefix, maxLength }: { readonly prefix: string; readonly maxLength: number }): string =>
  prefix.endsWith(`/${maxLength}`) ? "" : ` and more specific ones up to /${maxLength}`;
const ends = (time: number | undefined): string =>
  time === undefined ? "" : `, until ${date(time)} at most`;
const since = (index: number): string => `(entry ${index})`;

const opaque = ({ opaqueHolder }: Resource): string | undefined =>
  opaqueHolder === undefined
    ? undefined
    : `not a party here; ${opaqueHolder.registry} calls it ${opaqueHolder.id}`;

const inside = ({ children }: Resource): string | Toned =>
  children.count === 0
    ? quiet("nothing more specific")
    : `${children.more ? "more than " : ""}${plural(children.count, "more specific entry", "more specific entries")}`;

function chain(page: Page, { chain: links }: Resource): void {
  if (links.length === 0) return;
  page.section("Chain of delegation", "widest first");
  const resource = Math.max(...links.map((link, i) => link.resource.length + 2 * i));
  const holder = Math.max(...links.map((link) => holderOf(link).length));
  page.tree(
    links.reduceRight<Parameters<Page["tree"]>[0]>((below, link) => {
      const depth = links.indexOf(link);
      const room = resource - 2 * depth;
      const kind = [
        link.from === undefined ? "listed by IANA" : (FROM[link.from] ?? link.from),
        ...(link.terms === undefined ? [] : [terms(link.terms)]),
      ];
      return [
        {
          text: [
            strong(link.resource.padEnd(room + 2)),
            holderOf(link).padEnd(holder + 2),
            quiet(`${kind.join(", ")}, entry ${link.since}`),
          ],
          of: below,
        },
      ];
    }, []),
  );
}

const holderOf = ({ holder, label }: Resource["chain"][number]): string =>
  holder === undefined ? `${label ?? "nobody"} (no party here)` : party(holder);

function claims(page: Page, r: Resource): void {
  if (r.conflicts.length > 0) {
    page.section("Disputed", "these claims contradict each other");
    page.list(
      r.conflicts.map((c) => `${party(c.by)}: ${c.says} (${c.resource}, entry ${c.since})`),
      bad("! "),
    );
  }
  if (r.claims.length > 0) {
    page.section("Claims", "in the time to object");
    page.list(
      r.claims.map(
        (c) =>
          `${c.resource}: ${party(c.by)} recognises ${party(c.to)} (${terms(c.terms)}); objections until ${date(c.until)}, ${c.objections.length === 0 ? "none so far" : `from ${list(c.objections)}`} (entry ${c.since})`,
      ),
    );
  }
  if (r.setAside.length > 0) {
    page.section("Set aside");
    page.list(
      r.setAside.map(
        (s) =>
          `${s.resource}: ${s.kind === "reserved" ? "reserved" : "in quarantine"} by ${party(s.by)}: ${s.reason}${s.until === undefined ? "" : `, until ${date(s.until)}`} (entry ${s.since})`,
      ),
    );
  }
}

function suggestions(r: Resource, offers: readonly OfferView[]): readonly Suggestion[] {
  const out: Suggestion[] = [];
  if (r.grade !== "nobody") out.push([`why ${r.resource}`, "the acts and decisions behind it"]);
  out.push([`prove ${r.resource} > fact.proof`, "a proof of it, to verify offline"]);
  if (r.case !== undefined) out.push([`show decision/${r.case}`, "the case that binds it"]);
  if (offers[0] !== undefined) out.push([`show offer/${offers[0].id}`, "the offer that waits"]);
  if (r.children.count > 0) out.push([`show ${r.resource} --inside`, "what lies inside"]);
  if (r.holder !== undefined) out.push([`show party/${r.holder.id}`, "its holder"]);
  return out;
}
