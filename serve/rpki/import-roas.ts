/**
 * Authorisations out of other systems: Krill (`krillc roas list` as JSON or text), the members' portals of the registries
 * (CSV with a header, whatever its columns are called; RIPE's JSON). Rows that cannot be read are reported, never guessed.
 */
import { ok, refuse, type Refusal, type Result } from "@comity/canon";
import { parseVrp, type Vrp } from "@comity/routes";
import { parseBlock } from "@comity/routes";

export type Imported = {
  readonly format: "krill-json" | "krill-text" | "csv";
  /** Unique, in the order of the file. */
  readonly authorisations: readonly Vrp[];
  readonly duplicates: number;
  /** `field`: row or index, from 1. */
  readonly refused: readonly Refusal[];
  /** Columns that say nothing about the authorisation. */
  readonly ignored: readonly string[];
};

const MAX_BYTES = 64 * 1024 * 1024;

/** Codes `import-size`, `import-format`. */
export function importRoas(text: string): Result<Imported> {
  if (text.length > MAX_BYTES)
    return refuse("import-size", `more than ${MAX_BYTES} characters: no export is that large`);
  const body = text.replace(/^\uFEFF/, "").trimStart();
  if (body.startsWith("[") || body.startsWith("{")) return fromJson(body);
  const lines = body.split(/\r\n|\n|\r/);
  const first = lines.find((line) => line.trim() !== "" && !line.trim().startsWith("#")) ?? "";
  return first.includes("=>") ? fromKrillText(lines) : fromCsv(lines);
}

class Collector {
  private readonly found = new Map<string, Vrp>();
  private readonly refused: Refusal[] = [];
  private readonly ignored: Set<string> = new Set();
  private duplicates = 0;

  refuse(code: string, detail: string, field: string): void {
    this.refused.push({ code, detail, field });
  }
  ignore(column: string): void {
    if (column !== "") this.ignored.add(column);
  }

  add(prefix: string, maxLength: string, asn: string, field: string): void {
    const longest = maxLength.trim() === "" ? undefined : /^\/?([0-9]{1,3})$/.exec(maxLength.trim());
    if (longest === null) return this.refuse("max-length", `"${maxLength}" is no maximum length`, field);
    const plain = prefix.trim();
    const record = { prefix: plain, asn: asn.trim(), ...(longest && { maxLength: Number(longest[1]) }) };
    const vrp = parseVrp(record, field);
    if (!vrp.ok) return void this.refused.push(vrp.error);
    const { length, maxLength: most, asn: origin } = vrp.value;
    // One spelling: the same block written in another way is a duplicate.
    const block = parseBlock(plain);
    const key = `${block.ok ? block.value.words.join(".") : plain}/${length}-${most} ${origin}`;
    if (this.found.has(key)) this.duplicates++;
    else this.found.set(key, { prefix: plain, maxLength: most, asn: origin });
  }

  done(format: Imported["format"]): Result<Imported> {
    const { duplicates, refused } = this;
    return ok({
      format,
      authorisations: [...this.found.values()],
      duplicates,
      refused,
      ignored: [...this.ignored],
    });
  }
}

// ------------------------------------------------------------------ JSON

const LIST_NAMES = ["roas", "added", "roa_configurations", "payloads"];

function fromJson(text: string): Result<Imported> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse("import-format", "it begins like JSON but is none: export it again");
  }
  const object = json as { readonly [name: string]: unknown };
  const list = Array.isArray(json)
    ? json
    : LIST_NAMES.map((name) => object[name]).find((value) => Array.isArray(value));
  if (!Array.isArray(list))
    return refuse(
      "import-format",
      `no list of authorisations (an array, or one under ${LIST_NAMES.join(", ")})`,
    );
  const out = new Collector();
  for (const [i, item] of list.entries()) {
    const field = String(i + 1);
    if (typeof item !== "object" || item === null || Array.isArray(item)) {
      out.refuse("import-row", "not an object", field);
      continue;
    }
    const row: { [name: string]: string } = {};
    for (const [name, value] of Object.entries(item)) {
      const what = columnOf(name);
      if (what === undefined) out.ignore(name);
      else if (typeof value === "string" || typeof value === "number") row[what] = String(value);
    }
    if (row["prefix"] === undefined || row["asn"] === undefined)
      out.refuse("import-row", "no prefix or no AS number", field);
    else out.add(row["prefix"], row["maxLength"] ?? "", row["asn"], field);
  }
  return out.done("krill-json");
}

// ------------------------------------------------------------------ Krill's text

/** `192.0.2.0/24-26 => 64496 # comment`, also as a change list with `A:` before it. */
function fromKrillText(lines: readonly string[]): Result<Imported> {
  const out = new Collector();
  for (const [i, line] of lines.entries()) {
    const said = line.replace(/#.*$/, "").trim();
    if (said === "") continue;
    const parts = /^(?:A:\s*)?([0-9A-Fa-f.:]+\/[0-9]{1,3})(?:-([0-9]{1,3}))?\s*=>\s*(\S+)$/.exec(said);
    if (parts !== null) out.add(parts[1]!, parts[2] ?? "", parts[3]!, String(i + 1));
    else if (said.startsWith("R:"))
      out.refuse("import-row", "a removal: nothing is removed by an import", String(i + 1));
    else out.refuse("import-row", "expected PREFIX-MAXLENGTH => ASN", String(i + 1));
  }
  return out.done("krill-text");
}

// ------------------------------------------------------------------ CSV

const COLUMNS: { readonly [what in "prefix" | "asn" | "maxLength"]: readonly string[] } = {
  prefix: [
    "prefix",
    "prefixes",
    "ipprefix",
    "ipprefixes",
    "route",
    "network",
    "roaprefix",
    "prefixmaxlength",
  ],
  asn: ["asn", "as", "originas", "origin", "originasn", "asnumber", "autonomoussystem", "originatingas"],
  maxLength: [
    "maxlength",
    "maxlen",
    "maximallength",
    "maximumlength",
    "maximumprefixlength",
    "maxprefixlength",
    "mostspecificannouncement",
    "msa",
  ],
};
function columnOf(name: string): keyof typeof COLUMNS | undefined {
  const plain = name.toLowerCase().replaceAll(/[^a-z]/g, "");
  return (["prefix", "asn", "maxLength"] as const).find((what) => COLUMNS[what].includes(plain));
}

function fromCsv(lines: readonly string[]): Result<Imported> {
  const start = lines.findIndex((line) => line.trim() !== "" && !line.startsWith("#"));
  const head = lines[start] ?? "";
  const separator = [",", ";", "\t"].reduce((a, b) => (head.split(b).length > head.split(a).length ? b : a));
  const names = cells(head, separator) ?? [];
  const place: { [what: string]: number } = {};
  const out = new Collector();
  for (const [i, name] of names.entries()) {
    const what = columnOf(name);
    if (what === undefined) out.ignore(name);
    else if (place[what] !== undefined)
      return refuse("import-format", `two columns could be the ${what}: "${name}" and another`);
    else place[what] = i;
  }
  const { prefix, asn, maxLength } = place;
  if (prefix === undefined || asn === undefined)
    return refuse(
      "import-format",
      `the header names no prefix and AS number column: found ${names.join(", ").slice(0, 200) || "nothing"}`,
    );
  for (let i = start + 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === "" || line.startsWith("#")) continue;
    const field = String(i + 1);
    const row = cells(line, separator);
    if (row === undefined) out.refuse("import-row", "a quote is not closed", field);
    else if (row.length !== names.length)
      out.refuse("import-row", `${row.length} cells, the header has ${names.length}`, field);
    else {
      // ARIN's ROAs have several prefixes in one cell, each with its own maximum length.
      for (const item of row[prefix]!.split(/[\s|;]+/).filter((text) => text !== "")) {
        const [, block = item, most] = /^(.+\/[0-9]{1,3})-([0-9]{1,3})$/.exec(item) ?? [];
        out.add(block, most ?? (maxLength === undefined ? "" : row[maxLength]!), row[asn]!, field);
      }
      if (row[prefix]!.trim() === "") out.refuse("import-row", "no prefix", field);
    }
  }
  return out.done("csv");
}

/** RFC 4180 cells of one line; `undefined` when a quote is not closed. */
function cells(line: string, separator: string): string[] | undefined {
  const out: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (quoted && c === '"' && line[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (c === '"' && (quoted || cell.trim() === "")) quoted = !quoted;
    else if (c === separator && !quoted) {
      out.push(cell.trim());
      cell = "";
    } else cell += c;
  }
  out.push(cell.trim());
  return quoted ? undefined : out;
}
