/** What every `comity/dataset/v1` text has in common: printable lines, a first line, a header line. */
import { fromUtf8, ok, parseJcs, refuse, type Json, type Result } from "@comity/canon";

export type OpenDataset<H> = {
  readonly text: string;
  readonly header: H;
  /** Where the third line begins. */
  readonly at: number;
};
type ParseHeader<H> = (value: Json) => Result<H>;

/** Codes `dataset-encoding`, `dataset-truncated`, `dataset-header`; `field` names the line. */
export function openDataset<H>(bytes: Uint8Array, parseHeader: ParseHeader<H>): Result<OpenDataset<H>> {
  const decoded = fromUtf8(bytes);
  const foreign = decoded.ok ? decoded.value.search(/[^\n -~]/) : 0;
  if (!decoded.ok || foreign >= 0) {
    const line = decoded.ok ? decoded.value.slice(0, foreign).split("\n").length : 1;
    return refuse("dataset-encoding", "a dataset is printable ASCII with LF line ends", `line ${line}`);
  }
  const text = decoded.value;
  if (!text.endsWith("\n")) {
    return refuse("dataset-truncated", "the last line does not end in LF: the file is cut off");
  }
  const first = text.indexOf("\n");
  if (text.slice(0, first) !== "comity/dataset/v1") {
    return refuse("dataset-header", "expected the first line comity/dataset/v1", "line 1");
  }
  const second = text.indexOf("\n", first + 1);
  const json =
    second < 0 ? refuse("json", "the second line is missing") : parseJcs(text.slice(first + 1, second));
  const header = json.ok ? parseHeader(json.value) : json;
  if (!header.ok) return refuse("dataset-header", header.error.detail, "line 2");
  return ok({ text, header: header.value, at: second + 1 });
}

/** Only the header: the two first lines are short, 20 MB are not decoded for them. */
export function readHeader<H>(bytes: Uint8Array, parseHeader: ParseHeader<H>): Result<H> {
  const second = bytes.indexOf(10, bytes.indexOf(10) + 1);
  const opened = openDataset(second < 0 ? bytes : bytes.subarray(0, second + 1), parseHeader);
  return opened.ok ? ok(opened.value.header) : opened;
}
