/**
 * Report records as the bytes that the register holds, written directly: a file has hundreds of thousands of them. The
 * form is that of `encodeRecord` (RFC 8785, keys in order); a test compares both.
 */
import { utf8 } from "@comity/canon";
import type { ReportRecord } from "../state/records.ts";

/** What a file says of one block, as the two parts of the record's text before and after `since`. */
export type Content = { readonly before: string; readonly after: string };

/** The text in which every report of a source begins; nothing else in a number register begins so. */
export const reportStart = (by: string): string => `{"by":${JSON.stringify(by)},`;

type Facts = Pick<ReportRecord, "source" | "kind" | "status" | "code" | "date" | "holder" | "range">;

/** A writer for one source: texts that repeat are made once. */
export function contentWriter(source: string, kind: string): (facts: Facts) => Content {
  const quoted = new Map<string, string>();
  const quote = (text: string): string => {
    let known = quoted.get(text);
    if (known === undefined) quoted.set(text, (known = JSON.stringify(text)));
    return known;
  };
  const ends = new Map<string, string>();
  const tail = (status: string): string => {
    let known = ends.get(status);
    if (known === undefined) {
      known = `,"source":${JSON.stringify(source)},"status":${JSON.stringify(status)},"t":"report"}`;
      ends.set(status, known);
    }
    return known;
  };
  const kindText = `"kind":${JSON.stringify(kind)}`;
  return ({ code, date, holder, range, status }) => {
    let before = code === undefined ? "" : `"code":"${code}",`;
    if (date !== undefined) before += `"date":"${date}",`;
    // `ends` belongs here: see `reportBytes`.
    let after = holder === undefined ? "" : `"holder":${quote(holder)},`;
    after += kindText;
    if (range !== undefined) after += `,"range":"${range}"`;
    return { before, after: `${after},"since":\u0000${tail(status)}` };
  };
}

/** The record of a content: `begins` and `ends` as in `ReportRecord`. */
export function reportBytes(
  by: string,
  { after, before }: Content,
  since: number,
  turns: { readonly begins?: number; readonly ends?: number } = {},
): Uint8Array {
  const { begins, ends } = turns;
  const first = begins === undefined ? "" : `"begins":${begins},`;
  const last = ends === undefined ? "" : `"ends":${ends},`;
  return utf8(
    `{${first}${reportStart(by).slice(1)}${before}${last}${after.replace("\u0000", String(since))}`,
  );
}
