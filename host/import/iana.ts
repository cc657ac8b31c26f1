/**
 * The registries in which IANA writes down who administers which block: IPv4 address space, IPv6 global unicast, AS
 * numbers. They become `roots` datasets: holder = label of the registry (`ripencc`, `apnic`, `arin`, `lacnic`,
 * `afrinic`, `iana`), or the designation of a legacy holder; status `allocated` for a registry's own block, `assigned`
 * for LEGACY space, `reserved`, `available` for what IANA can still give out.
 */
import { fromTimestamp, ok, refuse, type Result } from "@comity/canon";
import {
  child,
  covers,
  overlaps,
  parseAsnRange,
  parsePrefix,
  recordKeys,
  sizeOf,
  uint32At,
  type DatasetRecord,
  type DatasetStatus,
  type Key,
} from "@comity/resources";
import { bounds } from "./conflicts.ts";
import { writeDataset, type Dataset } from "./dataset-writer.ts";
import type { ForeignFile } from "./foreign-file.ts";
import { compareRecords, overlapsNext } from "./in-order.ts";
import { childrenOf, parseXml, textIn, type XmlElement } from "./xml.ts";

const READERS: Readonly<Record<string, (record: XmlElement) => Result<DatasetRecord | undefined>>> = {
  "ipv4-address-space": ipv4Block,
  "ipv6-unicast-address-assignments": ipv6Block,
  "as-numbers": asnBlock,
};

/** Codes `xml`, `iana-registry`, `iana-record` (field: the record's number), and those of `writeDataset`. */
export function parseIana(file: ForeignFile): Result<Dataset> {
  const root = parseXml(file.bytes, file.name);
  if (!root.ok) return root;
  const id = root.value.attributes.get("id") ?? "";
  const read = root.value.name === "registry" ? READERS[id] : undefined;
  if (read === undefined) {
    const known = Object.keys(READERS).join(", ");
    return refuse("iana-registry", `expected an IANA registry with one of the ids ${known}`, file.name);
  }
  const date = textIn(childrenOf(root.value, "updated")[0]);
  if (!isDay(date))
    return refuse("iana-registry", "expected the date of the last update in <updated>", file.name);
  const blocks: DatasetRecord[] = [];
  const records = recordsIn(root.value);
  for (const [i, record] of records.entries()) {
    const block = read(record);
    if (!block.ok) return refuse(block.error.code, block.error.detail, `record ${i + 1}`);
    if (block.value !== undefined) blocks.push(block.value);
  }
  return writeDataset(
    { kind: "roots", source: "iana", serial: date.replaceAll("-", ""), date, original: file },
    withoutNesting(blocks),
  );
}

/** Records of the registry and of the registries inside it. */
export function recordsIn(registry: XmlElement): XmlElement[] {
  return [...childrenOf(registry, "record"), ...childrenOf(registry, "registry").flatMap(recordsIn)];
}

const isDay = (text: string): boolean => text.length === 10 && fromTimestamp(text).ok;
const bad = (detail: string): Result<never> => refuse("iana-record", detail);
const part = (record: XmlElement, name: string): string => textIn(childrenOf(record, name)[0]);

/** A day or nothing: most IPv4 dates are a month only, and a day is not made up. */
const day = (record: XmlElement): string => {
  const text = record.attributes.get("date") ?? part(record, "date");
  return isDay(text) ? text : "";
};

/** The registry's label in `APNIC`, `Administered by RIPE NCC`, `Assigned by ARIN`; `undefined` when it is another text. */
function registryLabel(text: string): string | undefined {
  const m = /^(?:(?:Administered|Assigned) by )?(AFRINIC|APNIC|ARIN|LACNIC|RIPE NCC)$/.exec(text);
  return m?.[1]!.toLowerCase().replace("ripe ncc", "ripencc");
}

function ipv4Block(record: XmlElement): Result<DatasetRecord> {
  const m = /^([0-9]{3})\/8$/.exec(part(record, "prefix"));
  if (m === null || Number(m[1]) > 255) return bad("the prefix is three digits and /8");
  const first = Number(m[1]) * 2 ** 24;
  const designation = part(record, "designation");
  const states: Readonly<Record<string, DatasetStatus>> = {
    ALLOCATED: "allocated",
    LEGACY: "assigned",
    RESERVED: "reserved",
    UNALLOCATED: "available",
  };
  const status = states[part(record, "status")];
  if (status === undefined) return bad("the status is ALLOCATED, LEGACY, RESERVED or UNALLOCATED");
  if (designation === "") return bad("no designation");
  const label = registryLabel(designation);
  if (status === "allocated" && label === undefined) return bad("allocated to an unknown registry");
  const holder = label ?? (status === "assigned" ? designation.replaceAll("|", "/") : "iana");
  return ok({ space: "ipv4", first, last: first + 2 ** 24 - 1, status, cc: "", date: day(record), holder });
}

function ipv6Block(record: XmlElement): Result<DatasetRecord> {
  const key = parsePrefix("ipv6", part(record, "prefix"));
  if (!key.ok) return bad(key.error.detail);
  const state = part(record, "status");
  if (state !== "ALLOCATED" && state !== "RESERVED") return bad("the status is ALLOCATED or RESERVED");
  const label = registryLabel(part(record, "description"));
  // What is not a registry's (6to4, documentation, IANA's own) stays with IANA.
  const facts = {
    status: state === "ALLOCATED" ? "allocated" : "reserved",
    cc: "",
    date: day(record),
  } as const;
  return ok({ space: "ipv6", ...key.value, ...facts, holder: label ?? "iana" });
}

function asnBlock(record: XmlElement): Result<DatasetRecord | undefined> {
  const description = part(record, "description");
  if (/^See Sub-registry/i.test(description)) return ok(undefined);
  const range = parseAsnRange(part(record, "number"));
  if (!range.ok) return bad(range.error.detail);
  const label = registryLabel(description);
  if (label === undefined && description.startsWith("Assigned by"))
    return bad("assigned by an unknown registry");
  const status = label !== undefined ? "allocated" : description === "Unallocated" ? "available" : "reserved";
  return ok({ space: "asn", ...range.value, status, cc: "", date: day(record), holder: label ?? "iana" });
}

/**
 * Disjoint records: a block that contains other records (3000::/4 around 3ffe::/16) keeps what is left of it. Records
 * that are equal or overlap otherwise stay as they are, for the writer to refuse.
 */
function withoutNesting(records: DatasetRecord[]): DatasetRecord[] {
  records.sort(compareRecords);
  return records.flatMap((record, i) => {
    const inside: Key[] = [];
    for (let j = i + 1; j < records.length && overlapsNext(record, records[j]!); j++) {
      if (!isInside(records[j]!, record)) return [record];
      inside.push(...recordKeys(records[j]!));
    }
    return inside.length === 0
      ? [record]
      : recordKeys(record).flatMap((key) => recordsOf(record, carve(key, inside)));
  });
}

function isInside(inner: DatasetRecord, outer: DatasetRecord): boolean {
  const [[a, b], [x, y]] = [bounds(inner), bounds(outer)];
  return x <= a && b <= y && b - a < y - x;
}

/** The facts of a record for each of these blocks of its space. */
function recordsOf(record: DatasetRecord, keys: readonly Key[]): DatasetRecord[] {
  return keys.map((key) => {
    if (record.space === "ipv6") return { ...record, bytes: key.bytes, bits: key.bits };
    const first = uint32At(key.bytes);
    return { ...record, first, last: first + sizeOf(key) - 1 };
  });
}

/** What is left of a block without the blocks inside it. */
function carve(key: Key, holes: readonly Key[]): Key[] {
  if (holes.some((h) => covers(h, key))) return [];
  if (!holes.some((h) => covers(key, h))) return [key];
  return ([0, 1] as const).flatMap((bit) => {
    const half = child(key, bit)!;
    return carve(
      half,
      holes.filter((h) => overlaps(h, half)),
    );
  });
}
