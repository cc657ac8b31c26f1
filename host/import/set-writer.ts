/** Writes datasets of sets (VRPs, zones), whole or as changes, and reads them back before anybody else does. */
import { createHash } from "node:crypto";
import { jcs, ok, refuse, toBase64, type Result } from "@comity/canon";
import {
  compareVrpLines,
  compareZoneLines,
  readSetHeader,
  readVrpSet,
  readZoneSet,
  vrpLine,
  zoneLine,
  type SetHeader,
  type VrpLine,
  type ZoneLine,
} from "@comity/resources";
import type { ForeignFile } from "./foreign-file.ts";

/** A set as the datasets of its source made it. */
export type NamedSet =
  | { readonly kind: "vrps"; readonly lines: readonly VrpLine[] }
  | { readonly kind: "zone"; readonly lines: readonly ZoneLine[] };

/** What the records do not say themselves. */
export type SetOrigin = {
  readonly source: string;
  /** `YYYY-MM-DD` or empty. */
  readonly date: string;
  readonly serial: string;
  readonly original: Pick<ForeignFile, "name" | "sha256" | "bytes">;
};

/** The dataset since which only the changes are written: its hash (base64), and the whole set it stands for. */
export type Base = { readonly hash: string; readonly set: NamedSet };

export type SetDataset = { readonly header: SetHeader; readonly bytes: Uint8Array; readonly hash: string };

/** Codes as the readers'; `set-kind`: the base is a set of another kind. */
export function writeSet(origin: SetOrigin, set: NamedSet, base?: Base): Result<SetDataset> {
  if (base !== undefined && base.set.kind !== set.kind)
    return refuse("set-kind", `the base holds ${base.set.kind}, the file ${set.kind}`);
  const { name, sha256, bytes: original } = origin.original;
  const header: SetHeader = {
    ...(base === undefined ? {} : { base: base.hash }),
    counts: countsOf(set),
    date: origin.date,
    kind: set.kind,
    original: { name: name.replace(/[^ -.0-~]/g, "_"), sha256, size: original.length },
    serial: origin.serial,
    source: origin.source,
  };
  const lines = base === undefined ? textsOf(set) : changesOf(base.set, set);
  const bytes = new TextEncoder().encode(["comity/dataset/v1", jcs(header), ...lines, ""].join("\n"));
  const checked = set.kind === "vrps" ? readVrpSet(bytes) : readZoneSet(bytes);
  return checked.ok ? ok({ header, bytes, hash: hashOf(bytes) }) : checked;
}

/** How acts and bases name a dataset. */
const hashOf = (bytes: Uint8Array): string =>
  toBase64(new Uint8Array(createHash("sha256").update(bytes).digest()));

function countsOf(set: NamedSet): { readonly [unit: string]: number } {
  if (set.kind === "zone") return { records: set.lines.length };
  const ipv4 = set.lines.filter(({ space }) => space === "ipv4").length;
  return { ipv4, ipv6: set.lines.length - ipv4 };
}

const textsOf = (set: NamedSet): string[] =>
  set.kind === "vrps" ? set.lines.map(vrpLine) : set.lines.map(zoneLine);

function changesOf(before: NamedSet, after: NamedSet): string[] {
  const out: string[] = [];
  const write = (sign: "+" | "-", text: string): number => out.push(`${sign}${text}`);
  if (before.kind === "vrps" && after.kind === "vrps")
    walk(before.lines, after.lines, compareVrpLines, (sign, line) => write(sign, vrpLine(line)));
  else if (before.kind === "zone" && after.kind === "zone")
    walk(before.lines, after.lines, compareZoneLines, (sign, line) => write(sign, zoneLine(line)));
  return out;
}

/** Both lists ascend: what only the first has goes, what only the second has comes. */
function walk<L>(
  before: readonly L[],
  after: readonly L[],
  compare: (a: L, b: L) => number,
  visit: (sign: "+" | "-", line: L) => void,
): void {
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const order = i === before.length ? 1 : j === after.length ? -1 : compare(before[i]!, after[j]!);
    if (order < 0) visit("-", before[i++]!);
    else if (order > 0) visit("+", after[j++]!);
    else [i, j] = [i + 1, j + 1];
  }
}

/**
 * The set that a series of datasets of one source makes: a whole one, then changes, each since the one before. The last
 * hash is what new changes are since. Codes as the readers', `set-chain` when they do not follow from each other.
 */
export function readSeries(datasets: readonly Uint8Array[]): Result<Base & { readonly header: SetHeader }> {
  let current: (Base & { readonly header: SetHeader }) | undefined;
  for (const bytes of datasets) {
    const next = nextOf(current, bytes);
    if (!next.ok) return next;
    current = next.value;
  }
  return current === undefined ? broken("name at least one dataset") : ok(current);
}

const broken = (detail: string): Result<never> => refuse("set-chain", detail);

/** The set after one more dataset of the source. */
export function nextOf(
  current: Base | undefined,
  bytes: Uint8Array,
): Result<Base & { readonly header: SetHeader }> {
  const header = readSetHeader(bytes);
  if (!header.ok) return header;
  const { base, kind } = header.value;
  if (base !== undefined && base !== current?.hash)
    return broken(`these are changes since the dataset ${base}, which is not the one before`);
  const hash = hashOf(bytes);
  if (kind === "vrps") {
    const old = base !== undefined && current?.set.kind === "vrps" ? current.set.lines : [];
    const lines = applied<VrpLine>(old, compareVrpLines, (visit) => readVrpSet(bytes, visit));
    return lines.ok ? ok({ hash, header: header.value, set: { kind, lines: lines.value } }) : lines;
  }
  const old = base !== undefined && current?.set.kind === "zone" ? current.set.lines : [];
  const lines = applied<ZoneLine>(old, compareZoneLines, (visit) => readZoneSet(bytes, visit));
  return lines.ok ? ok({ hash, header: header.value, set: { kind, lines: lines.value } }) : lines;
}

function applied<L>(
  old: readonly L[],
  compare: (a: L, b: L) => number,
  read: (visit: (line: L, sign: 0 | 1 | -1) => void) => Result<SetHeader>,
): Result<readonly L[]> {
  const out: L[] = [];
  let at = 0;
  let fits = true;
  const done = read((line, sign) => {
    while (at < old.length && compare(old[at]!, line) < 0) out.push(old[at++]!);
    const there = at < old.length && compare(old[at]!, line) === 0;
    if (there !== (sign === -1)) fits = false;
    if (sign === -1) at++;
    else out.push(line);
  });
  if (!done.ok) return done;
  while (at < old.length) out.push(old[at++]!);
  const units: { [unit: string]: number } = {};
  for (const line of out) {
    const unit =
      typeof line === "object" && line !== null && "space" in line ? String(line.space) : "records";
    units[unit] = (units[unit] ?? 0) + 1;
  }
  const counted = Object.entries(done.value.counts).every(([unit, count]) => count === (units[unit] ?? 0));
  return fits && counted ? ok(out) : broken("the changes do not fit the set before them");
}
