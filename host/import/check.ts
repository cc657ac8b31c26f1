/** The report of `comity import --check --json FILE…`: looks at files, touches no state, does not depend on their order. */
import { datasetLine, ipv4Text, ipv6Text, type DatasetRecord } from "@comity/resources";
import { fromHex, must } from "@comity/canon";
import { findConflicts, type Conflict } from "./conflicts.ts";
import type { Dataset } from "./dataset-writer.ts";
import { summarised, type Findings, type Verdict } from "./findings.ts";
import { importFile, type Imported, type ImportInput, type ImportOptions } from "./import-file.ts";
import { outOfBlock } from "./out-of-block.ts";
import type { Statistics } from "./statistics.ts";

export type CheckedFile = Findings &
  Statistics & {
    readonly name: string;
    /** `delegations`, `roots`, `countries`, or `rejected`. */
    readonly kind: string;
    readonly source: string;
    readonly serial: string;
    readonly date: string;
    /** SHA-256 and size of the uncompressed file; empty and 0 when it could not be unpacked. */
    readonly sha256: string;
    readonly size: number;
    /** SHA-256 of the dataset text it would become; empty when rejected. */
    readonly dataset: string;
    /** A newer file of the same source and kind is among the files: left out of `conflicts` and `outOfBlock`. */
    readonly superseded: boolean;
  };

export type CheckReport = {
  readonly schema: "comity/import-check/v1";
  /** The worst of the files. */
  readonly verdict: Verdict;
  readonly files: readonly CheckedFile[];
  /** `first` and `last` are texts of the space, both included; `record` is the claim's line of its dataset. */
  readonly conflicts: readonly {
    readonly space: string;
    readonly first: string;
    readonly last: string;
    readonly claims: readonly {
      readonly source: string;
      readonly dataset: string;
      readonly record: string;
    }[];
  }[];
  /** Only when an IANA registry of the space is among the files. Totals by source and reason, and some examples. */
  readonly outOfBlock: {
    readonly total: number;
    readonly sources: Readonly<
      Record<
        string,
        { readonly registry: number; readonly legacy: number; readonly none: number; readonly total: number }
      >
    >;
    readonly examples: readonly {
      readonly source: string;
      readonly record: string;
      readonly blocks: readonly string[];
    }[];
  };
};

/** Findings and examples listed for each code or source; all are counted. */
const EXAMPLES = 20;

export function check(files: readonly ImportInput[], options: ImportOptions = {}): CheckReport {
  const imported = files.map((file) => importFile(file, options)).sort(byIdentity);
  const newest = new Map<string, Dataset>();
  for (const { dataset } of imported) {
    if (dataset === undefined) continue;
    const before = newest.get(slot(dataset));
    if (before === undefined || isNewer(dataset, before)) newest.set(slot(dataset), dataset);
  }
  const current = [...newest.values()];
  const worst = (["reject", "quarantine"] as const).find((v) => imported.some((i) => i.verdict === v));
  return {
    schema: "comity/import-check/v1",
    verdict: worst ?? "accept",
    files: imported.map((i) =>
      checked(i, i.dataset !== undefined && newest.get(slot(i.dataset)) !== i.dataset),
    ),
    conflicts: findConflicts(current).map(conflictReport),
    outOfBlock: blocksReport(current),
  };
}

/** Datasets that replace each other: IANA publishes one registry for each space. */
function slot({ header }: Dataset): string {
  const spaces =
    header.kind === "delegations"
      ? ""
      : Object.entries(header.counts)
          .filter(([, n]) => n > 0)
          .join();
  return `${header.kind} ${header.source} ${spaces.replaceAll(/,[0-9]+/g, "")}`;
}

const isNewer = (a: Dataset, b: Dataset): boolean => {
  const [x, y] = [Number(a.header.serial), Number(b.header.serial)];
  return x === y ? a.sha256 > b.sha256 : x > y;
};

const identity = (i: Imported): string =>
  [i.dataset?.header.source ?? "~", i.name, i.file?.sha256 ?? ""].join(" ");

const byIdentity = (a: Imported, b: Imported): number =>
  identity(a) < identity(b) ? -1 : identity(a) > identity(b) ? 1 : 0;

function checked(i: Imported, superseded: boolean): CheckedFile {
  const { verdict, rejects, quarantines, warnings, totals } = summarised(i, EXAMPLES);
  return {
    name: i.name,
    kind: i.dataset?.header.kind ?? "rejected",
    source: i.dataset?.header.source ?? i.header?.registry ?? "",
    serial: i.dataset?.header.serial ?? i.header?.serial ?? "",
    date: i.dataset?.header.date ?? i.header?.endDate ?? "",
    sha256: i.file?.sha256 ?? "",
    size: i.file?.bytes.length ?? 0,
    dataset: i.dataset?.sha256 ?? "",
    superseded,
    ...i.statistics,
    verdict,
    rejects,
    quarantines,
    warnings,
    totals,
  };
}

function conflictReport(c: Conflict): CheckReport["conflicts"][number] {
  const claims = c.claims.map(({ source, dataset, record }) => ({
    source,
    dataset,
    record: datasetLine(record),
  }));
  return { space: c.space, first: numberText(c.space, c.first), last: numberText(c.space, c.last), claims };
}

/** The text of one number: `192.0.2.1`, `2001:db8::`, `64496`. */
export function numberText(space: DatasetRecord["space"], value: bigint): string {
  if (space === "ipv4") return ipv4Text(Number(value));
  return space === "asn" ? String(value) : ipv6Text(must(fromHex(value.toString(16).padStart(32, "0"))));
}

function blocksReport(datasets: readonly Dataset[]): CheckReport["outOfBlock"] {
  const found = outOfBlock(datasets, datasets);
  const sources: Record<string, { registry: number; legacy: number; none: number; total: number }> = {};
  const examples = [];
  for (const o of found) {
    const counts = (sources[o.source] ??= { registry: 0, legacy: 0, none: 0, total: 0 });
    counts[o.reason]++;
    counts.total++;
    if (counts.total <= EXAMPLES)
      examples.push({ source: o.source, record: datasetLine(o.record), blocks: o.blocks });
  }
  return { total: found.length, sources, examples };
}
