/**
 * Records outside the blocks that IANA gave to their registry. Thousands are: transfers between regions and legacy
 * space. They are no conflicts and are counted apart.
 */
import type { DatasetRecord } from "@comity/resources";
import type { Dataset } from "./dataset-writer.ts";
import { compareRecords, overlapsNext } from "./in-order.ts";

export type OutOfBlock = {
  readonly source: string;
  readonly record: DatasetRecord;
  /** Who holds the blocks the record lies in, sorted: labels of registries, legacy designations, `` for no block. */
  readonly blocks: readonly string[];
  /** `registry`: another registry's block; `legacy`: a designated legacy holder's; `none`: IANA's own or no block. */
  readonly reason: "registry" | "legacy" | "none";
};

const REGISTRIES = new Set(["afrinic", "apnic", "arin", "lacnic", "ripencc"]);

/** `roots` are `roots` datasets, newest of each registry of IANA. In the order of sources, then of records. */
export function outOfBlock(datasets: readonly Dataset[], roots: readonly Dataset[]): OutOfBlock[] {
  const blocks = roots.flatMap((d) => (d.header.kind === "roots" ? d.records : [])).sort(compareRecords);
  const spaces = new Set(blocks.map((b) => b.space));
  const out: OutOfBlock[] = [];
  const sources = datasets.filter((d) => d.header.kind === "delegations");
  for (const { header, records } of sources.toSorted((a, b) =>
    a.header.source < b.header.source ? -1 : 1,
  )) {
    let at = 0;
    for (const record of records) {
      // Without IANA's list of a space nothing can be said about it.
      if (!spaces.has(record.space)) continue;
      while (at < blocks.length && isBefore(blocks[at]!, record)) at++;
      const holders = new Set<string>();
      for (let i = at; i < blocks.length && touches(blocks[i]!, record); i++) holders.add(blocks[i]!.holder);
      if (holders.size === 1 && holders.has(header.source)) continue;
      if (holders.size === 0) holders.add("");
      const others = [...holders].filter((h) => h !== header.source).sort();
      const reason = others.some((h) => REGISTRIES.has(h))
        ? "registry"
        : others.some((h) => h !== "iana" && h !== "")
          ? "legacy"
          : "none";
      out.push({ source: header.source, record, blocks: [...holders].sort(), reason });
    }
  }
  return out;
}

const touches = (a: DatasetRecord, b: DatasetRecord): boolean =>
  a.space === b.space && (compareRecords(a, b) <= 0 ? overlapsNext(a, b) : overlapsNext(b, a));

const isBefore = (block: DatasetRecord, record: DatasetRecord): boolean =>
  !touches(block, record) && compareRecords(block, record) < 0;
