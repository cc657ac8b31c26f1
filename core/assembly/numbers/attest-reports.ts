/** What an attested file of numbers says becomes reports: the writes to the registers (SEMANTICS F1, F5, F6). */
import type { DatasetHeader, Key } from "@comity/resources";
import type { Context } from "../acts/kind.ts";
import { decodeRecord } from "../state/reader.ts";
import type { ReportRecord } from "../state/records.ts";
import { encodeRecord } from "../state/state.ts";
import { NUMBER_SPACES, type FileRecords, type NumberSpace } from "./file-records.ts";
import { changesOf, type Present, type Write } from "./report-changes.ts";
import { reportBytes, reportStart, type Content } from "./report-text.ts";

type C = Pick<Context, "state" | "by" | "index" | "time" | "parameters">;

/** `known`: the source has attested before. */
export function writeReports(c: C, { header, wanted }: FileRecords, known: boolean): void {
  for (const space of NUMBER_SPACES) {
    const present = known ? presentOf(c, space, header) : [];
    const writes = changesOf(wanted[space], present, {
      noticeEnds: c.time + c.parameters.notice,
      holders: header.kind === "delegations",
      isSame: (report, content) => isSame(c.by.id, report, content),
    });
    for (const write of writes) apply(c, space, header, write);
  }
}

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
