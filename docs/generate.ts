/**
 * Writes the pages that are derived from the code: `ACTS.md` from the catalogue, `ERRORS.md` from every refusal,
 * `LIMITS.md` from every named limit. `node docs/generate.ts --check` fails when a page is not what the code says.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CATALOGUE, type AnyKind, type Field, type Fields, type Shape } from "@comity/assembly";

const root = fileURLToPath(new URL("..", import.meta.url));
const FLOORS = ["core", "host", "serve", "face"];

function* sources(): Generator<{ path: string; text: string }> {
  for (const floor of FLOORS) {
    for (const entry of readdirSync(join(root, floor), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(root.length);
      const skip = /(?:^|\/)(?:test|bench|node_modules|dist|\.types)\//.test(path);
      if (entry.isFile() && /\.tsx?$/.test(path) && !skip) yield { path, text: readFileSync(join(root, path), "utf8") };
    }
  }
}

function shapeText(shape: Shape): string {
  switch (shape.type) {
    case "list":
      return `list of ${shape.of.type === "object" ? "objects" : shapeText(shape.of)} (${shape.min} to ${shape.max})`;
    case "choice":
      return shape.of.map((c) => `\`${c}\``).join(", ");
    case "integer":
      return `integer ${shape.min} to ${shape.max}`;
    case "text":
      return `${shape.lines === true ? "lines" : "text"}, at most ${shape.max} characters`;
    case "cases":
      return `\`${shape.tag}\`: ${Object.keys(shape.cases).map((c) => `\`${c}\``).join(", ")}`;
    case "map":
      return `map of ${shapeText(shape.of)} (at most ${shape.max})`;
    default:
      return shape.type;
  }
}

function rows(fields: Fields, prefix = ""): string[] {
  return Object.entries(fields).flatMap(([name, field]: [string, Field]) => {
    const at = prefix + name;
    const own = `| \`${at}\` | ${shapeText(field)} | ${field.optional === true ? "no" : "yes"} | ${field.doc} |`;
    const inner =
      field.type === "object"
        ? rows(field.fields, `${at}.`)
        : field.type === "list" && field.of.type === "object"
          ? rows(field.of.fields, `${at}[].`)
          : field.type === "cases"
            ? Object.entries(field.cases).flatMap(([tag, f]) => rows(f, `${at} (${tag}).`))
            : [];
    return [own, ...inner];
  });
}

const AUTHORITY = {
  party: "the signer's key policy",
  counterparty: "the signer now, the other parties by joint signature or `accept`",
  decision: "a decision: only as a measure of a proposal",
  founding: "the signatures of all founding parties",
} as const;

/** Types of fields beyond those that name themselves; forms are FORMATS section 1. */
const TYPES = [
  "| value | form |",
  "|---|---|",
  "| text, lines | text in acts, not empty; only *lines* may hold LF; characters are UTF-16 code units |",
  "| party, lane, kind, hash, document, resource, key | as in FORMATS; a kind may be `*`; a key is a verifier key |",
  "| asn | `AS` and its number |",
  "| time, integer | a JSON integer; a time is 0 to 2^53-1 seconds |",
  "| decision | a decimal of at most 16 digits, as a text: the log index of the proposal or offer |",
  "| flag | `true`, or left out |",
  "| map | an object; its field names are texts of at most 64 characters |",
  "| `tag`: cases | an object whose field `tag` is one of the cases, with the fields of that case |",
  '| measure | `{"body":{…},"kind":"…"}`, nothing else: the body is judged by the fold, against a kind whose authority is a decision |',
  "| constitution | an object; judged by the fold (`core/rules/parse-constitution.ts`) |",
  "",
  "Lists keep their order and may repeat. No other field is allowed, and none of the required ones may be missing.",
  "",
];

function actPage(): string {
  const out = [
    "# Acts",
    "",
    "Every act kind, its fields, whose authority it needs and its conditions. Generated from the catalogue",
    "(`core/assembly/acts/catalogue.ts`) by `node docs/generate.ts`. The envelope (`by`, `lane`, `seq`, …) is in",
    "[FORMATS](FORMATS.md) section 3. A condition that does not hold makes the act void with its code.",
    "",
    ...TYPES,
  ];
  const kinds: readonly AnyKind[] = [...CATALOGUE].sort((a, b) => (a.room + a.kind < b.room + b.kind ? -1 : 1));
  let room = "";
  for (const kind of kinds) {
    if (kind.room !== room) out.push(`## ${(room = kind.room)}`, "");
    const facts = [`Authority: ${AUTHORITY[kind.authority]}.`];
    if (kind.measureClass !== undefined) facts.push(`Decided by the rule for \`${kind.measureClass}\`.`);
    if (kind.classesOf !== undefined) facts.push("Decided by the rules of the clauses it changes.");
    if (kind.shared) facts.push("Needs `until`.");
    if (kind.passkeyMaySign) facts.push("Passkeys alone may sign it.");
    if (kind.whileSuspended) facts.push("Open to suspended parties.");
    out.push(`### ${kind.kind}`, "", `${kind.summary}. ${facts.join(" ")}`, "");
    const fields = rows(kind.fields);
    if (fields.length > 0) out.push("| field | value | required | meaning |", "|---|---|---|---|", ...fields, "");
    if (kind.conditions.length === 0) continue;
    out.push("| condition (rule) | what to do when it does not hold |", "|---|---|");
    for (const c of kind.conditions) out.push(`| \`${c.code}\` (${c.rule}) | ${c.detail.replaceAll("|", "\\|")} |`);
    out.push("");
  }
  return out.join("\n");
}

function errorPage(): string {
  const codes = new Map<string, { detail: string; where: Set<string> }>();
  const add = (code: string, detail: string, path: string): void => {
    const known = codes.get(code) ?? { detail, where: new Set<string>() };
    known.where.add(path.split("/").slice(0, 2).join("/"));
    codes.set(code, known);
  };
  const patterns = [
    /\b(?:refuse|voided|fail|problem)\(\s*(?:"[a-z-]+",\s*)?"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)",\s*(?:"([^"]*)"|`([^`]*)`)/g,
    /\bnew Stop\(\s*EXIT\.\w+,\s*"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)",\s*(?:"([^"]*)"|`([^`]*)`)/g,
    /\bcode: "([a-z][a-z0-9]*(?:-[a-z0-9]+)*)",\s*(?:field: [^,]+,\s*)?detail:\s*(?:"([^"]*)"|`([^`]*)`)/g,
  ];
  for (const { path, text } of sources()) {
    for (const pattern of patterns) {
      for (const m of text.matchAll(pattern)) add(m[1], (m[2] ?? m[3] ?? "").replaceAll(/\$\{[^}]*\}/g, "…"), path);
    }
  }
  const lines = [...codes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, { detail, where }]) => {
    return `| \`${code}\` | ${detail.replaceAll("|", "\\|")} | ${[...where].sort().join(", ")} |`;
  });
  return [
    "# Error codes",
    "",
    "Every refusal is data: a code, the field it concerns, and a sentence that says what to do. Over HTTP it travels as",
    "RFC 9457 problem details with `code`, `field`, `detail`; a void act shows its code in the block record. Generated",
    "from the code by `node docs/generate.ts`; `…` stands for a value. Conditions of act kinds are in [ACTS](ACTS.md) too.",
    "",
    "| code | says | where |",
    "|---|---|---|",
    ...lines,
    "",
  ].join("\n");
}

function limitPage(): string {
  const lines: string[] = [];
  const pattern = /((?:\/\*\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*)\n)?(?:export )?const ((?:MAX|MIN|MOST)_[A-Z0-9_]+|[A-Z0-9_]+_(?:LIMIT|LENGTH|BYTES|SECONDS|MS|ENTRIES))(?:: [^=]+)? = ([0-9_ *]+(?:\.[0-9]+)?);/g;
  for (const { path, text } of sources()) {
    for (const m of text.matchAll(pattern)) {
      const doc = (m[1] ?? "").replaceAll(/\/\*\*|\*\/|^\s*\*|\/\//gm, "").replaceAll(/\s+/g, " ").trim();
      lines.push(`| \`${m[2]}\` | ${m[3].trim()} | ${doc.replaceAll("|", "\\|")} | ${path} |`);
    }
  }
  return [
    "# Limits",
    "",
    "Every bound that protects a node or a verifier, where it is set. Generated from the code by `node docs/generate.ts`.",
    "A constitution's periods and their fixed minimums are in `core/rules/fixed-minimums.ts`.",
    "",
    "| limit | value | meaning | set in |",
    "|---|---|---|---|",
    ...lines.sort(),
    "",
  ].join("\n");
}

const pages = { "ACTS.md": actPage(), "ERRORS.md": errorPage(), "LIMITS.md": limitPage() };
for (const [name, text] of Object.entries(pages)) {
  const path = join(root, "docs", name);
  if (!process.argv.includes("--check")) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    process.stderr.write(`docs/${name} is not what the code says: run node docs/generate.ts\n`);
    process.exitCode = 1;
  }
}
