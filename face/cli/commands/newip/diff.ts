/** `comity newip diff`: two captures (or files of hexadecimal), packet by packet, field by field. */
import { annotate, toHex, type Format, type Span } from "@comity/newip";
import { answer, EXIT, type Host } from "../../host.ts";
import { readPackets } from "./input.ts";

export type DiffFlags = { readonly json: boolean; readonly format: Format; readonly all: boolean };

type Seen = {
  readonly number: number;
  readonly hex: string;
  readonly format: Format;
  readonly bytes: Uint8Array;
};
type Change = { readonly field: string; readonly a: string | null; readonly b: string | null };
type Difference = {
  readonly a: number | null;
  readonly b: number | null;
  readonly changes: readonly Change[];
};

function packets(path: string, format: Format, all: boolean): readonly Seen[] {
  const out: Seen[] = [];
  readPackets([path], format, (given) => {
    if (given.format === undefined && !all) return;
    const bytes = given.bytes.slice(given.start, given.end);
    out.push({ number: given.number, hex: toHex(bytes), format: given.format ?? format, bytes });
  });
  return out;
}

const fieldsOf = (seen: Seen): Map<string, Span> =>
  new Map(
    annotate(seen.format, seen.bytes).spans.map((span, i, list) => {
      const same = list.slice(0, i).filter((s) => s.header === span.header && s.key === span.key).length;
      return [`${span.header}.${span.key}${same === 0 ? "" : `[${same}]`}`, span];
    }),
  );

function changes(a: Seen, b: Seen): readonly Change[] {
  if (a.format !== b.format) return [{ field: "format", a: a.format, b: b.format }];
  const [left, right] = [fieldsOf(a), fieldsOf(b)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return names.flatMap((field) => {
    const [x, y] = [left.get(field)?.value ?? null, right.get(field)?.value ?? null];
    return x === y ? [] : [{ field, a: x, b: y }];
  });
}

/** Steps of the look-ahead that finds the next packet both have. */
const WINDOW = 64;

/** Walks both lists: equal packets pair up, a packet only one has is skipped, the rest are compared field by field. */
function compare(a: readonly Seen[], b: readonly Seen[]): readonly Difference[] {
  const out: Difference[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i], b[j]];
    if (x !== undefined && y !== undefined && x.hex === y.hex) {
      i++;
      j++;
      continue;
    }
    const gone = y === undefined ? 0 : a.slice(i + 1, i + WINDOW).findIndex((p) => p.hex === y.hex);
    const added = x === undefined ? 0 : b.slice(j + 1, j + WINDOW).findIndex((p) => p.hex === x.hex);
    if (x !== undefined && (y === undefined || (gone >= 0 && (added < 0 || gone <= added)))) {
      out.push({ a: x.number, b: null, changes: [] });
      i++;
    } else if (y !== undefined && (x === undefined || added >= 0)) {
      out.push({ a: null, b: y.number, changes: [] });
      j++;
    } else if (x !== undefined && y !== undefined) {
      out.push({ a: x.number, b: y.number, changes: changes(x, y) });
      i++;
      j++;
    }
  }
  return out;
}

export async function diff(this: Host, flags: DiffFlags, first: string, second: string): Promise<void> {
  const [a, b] = [packets(first, flags.format, flags.all), packets(second, flags.format, flags.all)];
  const differences = compare(a, b);
  const document = { schema: "comity/newip-diff/v1", packets: { a: a.length, b: b.length }, differences };
  answer(this, flags.json, document, () => {
    const cut = (text: string | null): string =>
      text === null ? "—" : text.length > 60 ? `${text.slice(0, 59)}…` : text;
    const lines = differences.flatMap((d) => {
      if (d.b === null) return [`- packet ${d.a} only in the first`];
      if (d.a === null) return [`+ packet ${d.b} only in the second`];
      return [
        `~ packet ${d.a} / ${d.b}`,
        ...d.changes.map((c) => `    ${c.field}: ${cut(c.a)} -> ${cut(c.b)}`),
      ];
    });
    return `${lines.map((l) => `${l}\n`).join("")}${a.length} and ${b.length} packets, ${differences.length} differences\n`;
  });
  if (differences.length > 0) this.exit(EXIT.failed);
}
