/** The lines of a set: each a record, with a sign when the dataset is what changed since another one. */
import { ok, refuse, type Result } from "@comity/canon";
import { openDataset } from "./dataset-text.ts";
import { parseSetHeader, type SetHeader, type SetKind } from "./set-header.ts";

/** Of a line: 0 in a whole set; 1 comes, -1 goes. */
export type Sign = 0 | 1 | -1;

export type LineReader<R> = {
  readonly kind: SetKind;
  /** The record of a line, or what is wrong with it. */
  readonly parse: (line: string) => R | string;
  /** Order of records; 0 for the same record. */
  readonly compare: (a: R, b: R) => number;
  readonly unit: (record: R) => string;
  /** What the whole file has to keep. */
  readonly done?: (header: SetHeader) => string | undefined;
};

/**
 * Hands every record to `visit` in file order. Effects are kept back until the result is `ok`. Codes of `openDataset`, and
 * `dataset-record`, `dataset-order`, `dataset-counts`.
 */
export function readLines<R>(
  bytes: Uint8Array,
  { compare, done, kind, parse, unit }: LineReader<R>,
  visit: (record: R, sign: Sign) => void,
): Result<SetHeader> {
  const opened = openDataset(bytes, parseSetHeader);
  if (!opened.ok) return opened;
  const { header, text } = opened.value;
  if (header.kind !== kind) return refuse("dataset-header", `expected a dataset of kind ${kind}`, "line 2");
  const counts: { [unit: string]: number } = {};
  let previous: R | undefined;
  let line = 3;
  for (let at = opened.value.at; at < text.length; line++) {
    const end = text.indexOf("\n", at);
    let sign: Sign = 0;
    if (header.base !== undefined) {
      const first = text[at];
      if (first !== "+" && first !== "-")
        return refuse("dataset-record", "a line of changes begins with + or -", `line ${line}`);
      sign = first === "+" ? 1 : -1;
      at++;
    }
    const record = parse(text.slice(at, end));
    if (typeof record === "string") return refuse("dataset-record", record, `line ${line}`);
    if (previous !== undefined && compare(previous, record) >= 0)
      return refuse("dataset-order", "records ascend, and each stands once", `line ${line}`);
    const name = unit(record);
    counts[name] = (counts[name] ?? 0) + 1;
    visit(record, sign);
    previous = record;
    at = end + 1;
  }
  if (header.base === undefined)
    for (const [name, count] of Object.entries(header.counts))
      if ((counts[name] ?? 0) !== count) {
        const detail = `the header counts ${count} ${name}, there are ${counts[name] ?? 0}`;
        return refuse("dataset-counts", detail, "line 2");
      }
  const wrong = done?.(header);
  return wrong === undefined ? ok(header) : refuse("dataset-record", wrong);
}
