/**
 * `attest`: a registry attests a file of its own; what it says becomes reports (SEMANTICS F1). Reports are about the
 * world: they never touch a holding (F5), and what takes something away is published before it takes effect (F6). Files
 * of countries may be attested by any member that names their source; nobody holds anything by them.
 */
import { readDatasetHeader, readSetHeader, type DatasetHeader, type SetHeader } from "@comity/resources";
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { partyOfLabel } from "../parties/make-party.ts";
import { textPrefix } from "../state/registers.ts";
import type { DatasetRecord } from "../state/records.ts";
import { writeReports } from "./attest-reports.ts";
import { MAX_AT_KEY, readSet, type AttestedSet } from "./attest-set.ts";
import { readFileRecords, type FileRecords } from "./file-records.ts";

/** Most sources one party attests. */
export const MAX_SOURCES = 16;

const FIELDS = { dataset: { type: "hash", doc: "hash of the dataset (comity/dataset/v1)" } } as const;

type C = Context<BodyOf<typeof FIELDS>>;
type Header = DatasetHeader | SetHeader;

const isSet = (header: Header): header is SetHeader => header.kind === "vrps" || header.kind === "zone";

type File = FileRecords | AttestedSet;

/** One act is judged in one context: a large file is read once. */
const files = new WeakMap<C, File | undefined>();

function fileOf(c: C): File | undefined {
  if (!files.has(c)) files.set(c, readFile(c));
  return files.get(c);
}

function readFile(c: C): File | undefined {
  const bytes = c.dataset(c.body.dataset);
  const header = headerOf(c);
  if (bytes === undefined || header === undefined) return undefined;
  return isSet(header) ? readSet(c, bytes, header, lastOf(c)) : readFileRecords(bytes, header);
}

const headers = new WeakMap<C, Header | undefined>();

function headerOf(c: C): Header | undefined {
  if (!headers.has(c)) {
    const bytes = c.dataset(c.body.dataset);
    const numbers = bytes && readDatasetHeader(bytes);
    const header = numbers?.ok === true ? numbers : bytes && readSetHeader(bytes);
    headers.set(c, header?.ok === true ? header.value : undefined);
  }
  return headers.get(c);
}

const lastOf = (c: C): DatasetRecord | undefined => {
  const header = headerOf(c);
  return header && c.state.text("decisions", `dataset/${header.source}/${header.kind}`, "dataset");
};

/**
 * Serials compare within one source only, and only when both are numbers of the same form; those of zones as secondaries
 * compare them (RFC 1982).
 */
function isOlder(header: Header, last: DatasetRecord): boolean {
  if (header.kind === "zone")
    return (Number(last.serial) - Number(header.serial)) >>> 0 < 2 ** 31 && header.serial !== last.serial;
  // A relying party's file may not say its day.
  const dated = !isSet(header) || (header.date !== "" && last.date !== "");
  if (dated && header.date !== last.date) return header.date < last.date;
  const form = /^[0-9]+$/;
  return (
    form.test(header.serial) &&
    form.test(last.serial) &&
    header.serial.length === last.serial.length &&
    header.serial < last.serial
  );
}

function sourcesOf(c: C): number {
  let number = 0;
  for (const { records } of c.state.within("decisions", textPrefix("dataset/"))) {
    for (const record of records) if (record.t === "dataset" && record.by === c.by.id) number++;
  }
  return number;
}

export const attest = defineKind({
  kind: "attest",
  room: "numbers",
  summary: "Attest a file: of one's own registry, or what was seen outside (countries, VRPs, a zone)",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    {
      rule: "F1",
      code: "dataset-unreadable",
      field: "dataset",
      detail: "the dataset is missing or none that is attested: import the file again",
      holds: (c: C) => {
        const header = headerOf(c);
        return header !== undefined && header.kind !== "roots" && fileOf(c) !== undefined;
      },
    },
    {
      rule: "F1",
      code: "not-source",
      field: "dataset",
      detail: "a registry attests its own file: the dataset's source is the party's label",
      holds: (c: C) => {
        const header = headerOf(c);
        return header?.kind !== "delegations" || partyOfLabel(c, header.source) === c.by.id;
      },
    },
    {
      rule: "F1",
      code: "not-member",
      field: "dataset",
      detail: "what is no registry's own file is attested by members, never under another registry's label",
      holds: (c: C) => {
        const header = headerOf(c);
        if (header === undefined || header.kind === "delegations") return true;
        const labelled = partyOfLabel(c, header.source);
        return Object.keys(c.by.seats).length > 0 && (labelled === undefined || labelled === c.by.id);
      },
    },
    {
      rule: "F1",
      code: "source-taken",
      field: "dataset",
      detail: "another member attests this source already: name the source more exactly",
      holds: (c: C) => {
        const last = lastOf(c);
        return last === undefined || headerOf(c)?.kind === "delegations" || last.by === c.by.id;
      },
    },
    {
      rule: "F1",
      code: "sources-number",
      field: "dataset",
      detail: `a party attests at most ${MAX_SOURCES} sources`,
      holds: (c: C) => lastOf(c)?.by === c.by.id || sourcesOf(c) < MAX_SOURCES,
    },
    {
      rule: "F1",
      code: "dataset-repeated",
      field: "dataset",
      detail: "this dataset is the newest one of its source already",
      holds: (c: C) => lastOf(c)?.hash !== c.body.dataset,
    },
    {
      rule: "F1",
      code: "dataset-older",
      field: "dataset",
      detail: "a newer file of this source was attested: files are attested in the order of their dates",
      holds: (c: C) => {
        const header = headerOf(c);
        const last = lastOf(c);
        return header === undefined || last === undefined || !isOlder(header, last);
      },
    },
    {
      rule: "F1",
      code: "dataset-base",
      field: "dataset",
      detail: "changes are those since the newest dataset of the source: make them anew from that one",
      holds: (c: C) => {
        const header = headerOf(c);
        return (
          header === undefined ||
          !isSet(header) ||
          header.base === undefined ||
          header.base === lastOf(c)?.hash
        );
      },
    },
    {
      rule: "F1",
      code: "dataset-changes",
      field: "dataset",
      detail: `each record that goes is there, each that comes is not, the counts are those afterwards, and no name or prefix has more than ${MAX_AT_KEY}`,
      holds: (c: C) => {
        const file = fileOf(c);
        return file === undefined || "wanted" in file || file.sound;
      },
    },
  ],
  effect: (c) => {
    const last = lastOf(c);
    const file = fileOf(c)!;
    if ("wanted" in file) writeReports(c, file, last !== undefined);
    else for (const { key, values } of file.writes) c.state.setEncoded("decisions", key, values);
    const { counts, date, kind, serial, source } = file.header;
    const record: DatasetRecord = {
      t: "dataset",
      by: c.by.id,
      hash: c.body.dataset,
      date,
      serial,
      counts,
      ...("base" in file.header ? { base: file.header.base } : {}),
      ...(last === undefined ? {} : { before: last.since }),
      since: c.index,
    };
    c.state.setText("decisions", `dataset/${source}/${kind}`, record);
    // What was attested before stays on record, so that the series can be read and proven.
    c.state.setText("decisions", `series/${source}/${kind}/${c.index}`, record);
    files.delete(c);
  },
});
