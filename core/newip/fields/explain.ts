/** An annotated packet as a table of text and as an SVG picture. */
import { toHex } from "../hex.ts";
import type { Annotated } from "./annotate.ts";
import type { Span } from "./walker.ts";

const SHOWN = 8;

function bytesOf(bytes: Uint8Array, span: Span): string {
  const pairs = toHex(bytes, span.start, Math.min(span.end, span.start + SHOWN)).replaceAll(
    /..(?=.)/g,
    "$& ",
  );
  return span.end - span.start > SHOWN ? `${pairs} …` : pairs;
}

const short = (text: string, limit: number): string =>
  text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
const holds = (span: Span, offset: number): boolean => span.start <= offset && offset < span.end;

/** A table for the terminal: offset, bytes, field, value, meaning; set bits below their field; the refusal last. */
export function explainText(packet: Annotated): string {
  const { bytes, spans, refusal } = packet;
  const rows: (readonly string[])[] = [["offset", "bytes", "field", "value", "meaning"]];
  let header = "";
  for (const span of spans) {
    if (span.header !== header) rows.push([`— ${span.header}`, "", "", "", ""]);
    header = span.header;
    const mark = refusal !== undefined && holds(span, refusal.offset) ? `✗ ${refusal.code}` : "";
    const note = [mark, span.note].filter((t) => t !== "").join("; ");
    rows.push([String(span.start), bytesOf(bytes, span), span.label, short(span.value, 40), note]);
    for (const bit of span.bits) rows.push(["", "", `  ${bit.label}`, "", bit.set]);
  }
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => (row[0]!.startsWith("—") ? 0 : row[column]!.length))),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const end =
    refusal === undefined
      ? "decodes"
      : `refused: ${refusal.detail} [${refusal.code}] at byte ${refusal.offset}${refusal.reference === undefined ? "" : ` (reference ${refusal.reference})`}`;
  return `${lines.join("\n")}\n${bytes.length} bytes, ${end}\n`;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Fills by header, from a palette that keeps dark text readable (contrast above 7). */
const FILLS: { readonly [header: string]: string } = {
  newip: "#cfe3f7",
  udp: "#d5efd6",
  tcp: "#d5efd6",
  nd: "#fbe5c2",
  contract: "#cfe3f7",
  maxdelay: "#eadcf5",
  latency: "#eadcf5",
  ping: "#eadcf5",
  unknown: "#e4e4e4",
  level: "#cfe3f7",
};
const CELL = 34;
const PER_ROW = 16;
const LINE = 22;

/** One `<g>` per span: its bytes as cells, 16 to a row, with the field's name as a title. */
function cells(packet: Annotated, span: Span, last: number): string {
  const wrong = packet.refusal !== undefined && holds(span, packet.refusal.offset);
  const fill = wrong ? "#f7c9c9" : (FILLS[span.header] ?? "#eeeeee");
  const boxes: string[] = [];
  for (let i = span.start; i < Math.min(span.end, last); i++) {
    const x = 60 + (i % PER_ROW) * CELL;
    const y = 40 + Math.floor(i / PER_ROW) * 32;
    boxes.push(
      `<rect x="${x}" y="${y}" width="${CELL}" height="26" fill="${fill}" stroke="#444"/>`,
      `<text x="${x + CELL / 2}" y="${y + 18}" text-anchor="middle">${toHex(packet.bytes, i, i + 1)}</text>`,
    );
  }
  return `<g><title>${escaped(`${span.label}: ${short(span.value, 60)}`)}</title>${boxes.join("")}</g>`;
}

/** A picture: the bytes in rows of 16 (at most `limit`), then a line per field. Self-contained, no script, no font to load. */
export function explainSvg(packet: Annotated, limit = 256): string {
  const { bytes, spans, refusal } = packet;
  const last = Math.min(bytes.length, limit);
  const rows = Math.ceil(last / PER_ROW);
  const top = 60 + rows * 32;
  const offsets = Array.from(
    { length: rows },
    (_, r) => `<text x="50" y="${58 + r * 32}" text-anchor="end">${r * PER_ROW}</text>`,
  );
  const lines = spans.flatMap((span, i) => {
    const y = top + i * LINE;
    const note = [span.bits.map((b) => b.label).join(", "), span.note].filter((t) => t !== "").join("; ");
    return [
      `<rect x="60" y="${y - 13}" width="14" height="14" fill="${FILLS[span.header] ?? "#eeeeee"}" stroke="#444"/>`,
      `<text x="84" y="${y}">${span.start}</text>`,
      `<text x="130" y="${y}">${escaped(span.label)}</text>`,
      `<text x="300" y="${y}">${escaped(short(span.value, 40))}</text>`,
      `<text x="620" y="${y}">${escaped(short(note, 90))}</text>`,
    ];
  });
  const height = top + (spans.length + 1) * LINE;
  const end =
    refusal === undefined
      ? "decodes"
      : `refused at byte ${refusal.offset}: ${refusal.detail} [${refusal.code}]`;
  const more = bytes.length > last ? `, the first ${last} shown` : "";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="1360" height="${height}" viewBox="0 0 1360 ${height}" role="img" font-family="monospace" font-size="13" fill="#111">`,
    `<title>${packet.format} packet, ${bytes.length} bytes</title>`,
    `<rect width="1360" height="${height}" fill="#fff"/>`,
    `<text x="60" y="24">${escaped(`${packet.format} packet, ${bytes.length} bytes${more}: ${end}`)}</text>`,
    ...offsets,
    ...spans.map((span) => cells(packet, span, last)),
    ...lines,
    "</svg>\n",
  ].join("\n");
}
