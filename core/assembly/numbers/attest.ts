/**
 * `attest`: a registry attests a file of its own; what it says becomes reports (SEMANTICS F1). Reports are about the
 * world: they never touch a holding (F5), and what takes something away is published before it takes effect (F6). Files
 * of countries may be attested by any member that names their source; nobody holds anything by them.
 */
import { readDatasetHeader, type DatasetHeader, type Key } from "@comity/resources";
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { partyOfLabel } from "../parties/make-party.ts";
import { decodeRecord } from "../state/reader.ts";
import { encodeRecord } from "../state/state.ts";
import { textPrefix } from "../state/registers.ts";
import type { DatasetRecord, ReportRecord } from "../state/records.ts";
import { NUMBER_SPACES, readFileRecords, type FileRecords, type NumberSpace } from "./file-records.ts";
import { changesOf, type Present, type Write } from "./report-changes.ts";
import { reportBytes, reportStart, type Content } from "./report-text.ts";

/** Most sources one party attests. */
export const MAX_SOURCES = 16;

const FIELDS = { dataset: { type: "hash", doc: "hash of the dataset (comity/dataset/v1)" } } as const;

type C = Context<BodyOf<typeof FIELDS>>;

/** One act is judged in one context: a large file is read once. */
const files = new WeakMap<C, FileRecords | undefined>();

function fileOf(c: C): FileRecords | undefined {
  if (!files.has(c)) {
    const bytes = c.dataset(c.body.dataset);
    const header = headerOf(c);
    files.set(c, header && bytes && readFileRecords(bytes, header));
  }
  return files.get(c);
}

function headerOf(c: C): DatasetHeader | undefined {
  const bytes = c.dataset(c.body.dataset);
  const header = bytes && readDatasetHeader(bytes);
  return header?.ok === true ? header.value : undefined;
}

const lastOf = (c: C): DatasetRecord | undefined => {
  const header = headerOf(c);
  return header && c.state.text("decisions", `dataset/${header.source}/${header.kind}`, "dataset");
};

/** Serials compare within one source only, and only when both are numbers of the same form. */
function isOlder(header: DatasetHeader, last: DatasetRecord): boolean {
  if (header.date !== last.date) return header.date < last.date;
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
  summary: "Attest a published file of one's own registry, or a file of countries",
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
      detail: "the dataset is missing or not of kind delegations or countries: import the file again",
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
      detail: "files of countries are attested by members, never under another registry's label",
      holds: (c: C) => {
        const header = headerOf(c);
        if (header?.kind !== "countries") return true;
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
  ],
  effect: (c) => {
    const { header, wanted } = fileOf(c)!;
    for (const space of NUMBER_SPACES) {
      const present = presentOf(c, space, header);
      const writes = changesOf(wanted[space], present, {
        noticeEnds: c.time + c.parameters.notice,
        holders: header.kind === "delegations",
        isSame: (report, content) => isSame(c.by.id, report, content),
      });
      for (const write of writes) apply(c, space, header, write);
    }
    const { counts, date, kind, serial, source } = header;
    c.state.setText("decisions", `dataset/${source}/${kind}`, {
      t: "dataset",
      by: c.by.id,
      hash: c.body.dataset,
      date,
      serial,
      counts,
      since: c.index,
    });
    files.delete(c);
  },
});

const WHOLE: { readonly [space in NumberSpace]: Key } = {
  asn: { bytes: new Uint8Array(4), bits: 0 },
  ipv4: { bytes: new Uint8Array(4), bits: 0 },
  ipv6: { bytes: new Uint8Array(16), bits: 0 },
};

type Origin = Pick<DatasetHeader, "source" | "kind">;

/** The record when these bytes are a report of the source; most records of a register are others, told by their start. */
function ownReport(bytes: Uint8Array, { kind, source }: Origin): ReportRecord | undefined {
  if (bytes[2] !== 0x62) return undefined; // not `{"b`egins or `{"b`y
  const record = decodeRecord(bytes);
  return record.t === "report" && record.source === source && record.kind === kind ? record : undefined;
}

/** Every key with reports of the source, in key order. */
function presentOf(c: C, space: NumberSpace, origin: Origin): readonly Present[] {
  const out: Present[] = [];
  if (lastOf(c) === undefined) return out;
  for (const { key, values } of c.state.tree(space).within(WHOLE[space])) {
    let present: Present | undefined;
    for (const bytes of values) {
      const report = ownReport(bytes, origin);
      if (report === undefined) continue;
      const slot = report.begins === undefined ? { shown: report } : { pending: report };
      present = { key: { bytes: key.bytes.slice(), bits: key.bits }, ...present, ...slot };
    }
    if (present !== undefined) out.push(present);
  }
  return out;
}

/** Whether the report says what the content says, whoever attested it when. */
function isSame(by: string, report: ReportRecord, content: Content): boolean {
  const { begins: _begins, ends: _ends, since: _since, ...facts } = report;
  return sinceless(by, content) === stableText(facts);
}

const sinceless = (by: string, { after, before }: Content): string =>
  `${reportStart(by)}${before}${after.replace(',"since":\u0000', "")}`;

/** Keys of a decoded record keep the order of its bytes, which is that of RFC 8785. */
const stableText = (facts: object): string => JSON.stringify(facts);

function apply(c: C, space: NumberSpace, origin: Origin, { key, pending, shown }: Write): void {
  const others = c.state
    .tree(space)
    .get(key)
    .filter((bytes) => ownReport(bytes, origin) === undefined);
  const values = [...others];
  const waiting: ReportRecord[] = [];
  const add = (bytes: Uint8Array, waits: boolean): void => {
    values.push(bytes);
    if (waits) waiting.push(decodeRecord(bytes) as ReportRecord);
  };
  if (shown !== undefined && "content" in shown) add(reportBytes(c.by.id, shown.content, c.index), false);
  else if (shown !== undefined) add(kept(shown.keep, c.index), true);
  if (pending !== undefined)
    add(reportBytes(c.by.id, pending.content, c.index, { begins: pending.begins }), true);
  c.state.setEncoded(space, key, values, waiting);
}

/** A report that ends: it changes now, so `since` is this act. */
const kept = (report: ReportRecord, index: number): Uint8Array => encodeRecord({ ...report, since: index });
