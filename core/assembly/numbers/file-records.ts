/** A dataset as the blocks that a source says something about: the wanted state of its reports. */
import {
  key32,
  rangeText,
  readDataset,
  recordKeys,
  type DatasetHeader,
  type DatasetRecord,
  type Key,
  type Space,
} from "@comity/resources";
import { contentWriter, type Content } from "./report-text.ts";

/** What decides whether a report still speaks of the same holder (SEMANTICS F2). */
export type Facts = {
  readonly status: string;
  readonly holder: string | undefined;
  readonly date: string | undefined;
  readonly range: string | undefined;
};

export type Wanted = { readonly key: Key; readonly content: Content; readonly facts: Facts };

export type NumberSpace = Exclude<Space, "names" | "networks">;
export const NUMBER_SPACES: readonly NumberSpace[] = ["asn", "ipv4", "ipv6"];

export type FileRecords = {
  readonly header: DatasetHeader;
  /** In key order, disjoint. */
  readonly wanted: { readonly [space in NumberSpace]: readonly Wanted[] };
};

/** `undefined` for bytes that are no dataset. */
export function readFileRecords(bytes: Uint8Array, header: DatasetHeader): FileRecords | undefined {
  const write = contentWriter(header.source, header.kind);
  const wanted: { readonly [space in NumberSpace]: Wanted[] } = { asn: [], ipv4: [], ipv6: [] };
  const read = readDataset(bytes, (record) => {
    const keys = recordKeys(record);
    const range = keys.length === 1 ? undefined : rangeOfRecord(record);
    const facts = {
      status: record.status,
      holder: record.holder === "" ? undefined : record.holder,
      date: record.date === "" ? undefined : record.date,
      range,
    };
    const content = write({
      source: header.source,
      kind: header.kind,
      status: facts.status,
      ...(record.cc === "" ? {} : { code: record.cc }),
      ...(facts.date === undefined ? {} : { date: facts.date }),
      ...(facts.holder === undefined ? {} : { holder: facts.holder }),
      ...(range === undefined ? {} : { range }),
    });
    for (const key of keys) wanted[record.space].push({ key, content, facts });
  });
  return read.ok ? { header, wanted } : undefined;
}

/** `a-b` of a record that is not one aligned block. */
function rangeOfRecord(record: DatasetRecord): string | undefined {
  if (record.space === "ipv6") return undefined;
  return rangeText(record.space, {
    first: key32(record.first, 32).bytes,
    last: key32(record.last, 32).bytes,
  });
}
