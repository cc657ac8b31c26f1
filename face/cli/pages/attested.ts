/** Datasets that sources attested: the newest of each, or the series of one. */
import type { Attested, AttestedView, SeenView } from "@comity/api";
import type { Page } from "../print/page.ts";
import { quiet, strong } from "../print/text.ts";
import { asOf, count, party } from "../print/words.ts";
import { tryNext, type Look } from "./look.ts";

const holds = ({ base, counts }: AttestedView): string => {
  const all = Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([unit, n]) => `${count(n)} ${unit}`)
    .join(", ");
  return `${all === "" ? "nothing" : all}${base === undefined ? "" : " (changes only)"}`;
};

export function attestedPage(page: Page, a: Attested, series: boolean, look: Look): void {
  page.headline(series ? "Series of datasets" : "Datasets that sources attested", quiet(asOf(a.asOf)));
  if (a.items.length === 0) return page.paragraph("None is on record.");
  page.table(
    [
      { title: "source" },
      { title: "kind" },
      { title: "day" },
      { title: "serial" },
      { title: "holds" },
      { title: "attested by" },
      { title: "entry", right: true },
    ],
    a.items.map((item) => [
      strong(item.source),
      item.kind,
      item.date,
      item.serial,
      holds(item),
      party(item.by),
      quiet(String(item.since)),
    ]),
  );
  const { kind, since, source } = a.items.at(-1)!;
  tryNext(page, look, [
    series
      ? [`prove series/${source}/${kind}/${since} > dataset.proof`, "a proof that it was attested"]
      : [`show dataset/${source}/${kind}`, "all that this source attested"],
    ...(kind === "vrps" || kind === "zone"
      ? [
          [
            `observe --series ${source}/${kind}`,
            "what changed in it, and whether an act explains it",
          ] as const,
        ]
      : []),
  ]);
}

/** What others saw outside at a resource. */
export function seenSection(page: Page, seen: readonly SeenView[]): void {
  if (seen.length === 0) return;
  page.section("Seen outside", "attested by others; nothing is held or authorised by it");
  page.list(
    seen.flatMap(({ by, kind, records = [], source, vrps = [] }) => {
      const from = `(${source}, attested by ${by.id}, entry`;
      return [
        ...vrps.map((v) => `VRP ${v.prefix} up to /${v.maxLength} from ${v.asn} ${from} ${v.since})`),
        ...records.map((r) => `${kind} ${r.type} ${r.data.join(" · ")} ${from} ${r.since})`),
      ];
    }),
  );
}
