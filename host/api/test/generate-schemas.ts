/**
 * Writes `answer-schemas.ts`: JSON Schemas of the API's answers, from the types that describe them (`shapes.ts`,
 * `published-shapes.ts`, and the records they show). `node host/api/test/generate-schemas.ts`; a test compares.
 */
import { readFileSync, writeFileSync } from "node:fs";

const here = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const SOURCES = ["../shapes.ts", "../published-shapes.ts"];
/** Types of other rooms that answers show field by field. */
const RECORDS = [
  ...["numbers", "parties", "decisions", "routes", "networks"].map(
    (name) => `../../../core/assembly/state/records-${name}.ts`,
  ),
  "../../../core/assembly/acts/act.ts",
];
/** Described elsewhere, or whatever JSON: the constitution's schema, field tables, evaluations of rules. */
const OPAQUE: { readonly [name: string]: object } = {
  Constitution: { type: "object", description: "docs/constitution.schema.json" },
  Evaluation: { type: "object", description: "how a rule was evaluated, as a tree" },
  Fields: { type: "object", description: "field table of an act kind" },
  Json: {},
  Seat: { type: "object" },
  Choice: { type: "string" },
  Measure: { type: "object", required: ["kind", "body"] },
  Validity: { enum: ["valid", "invalid", "notfound"] },
};

type Schema = { readonly [key: string]: unknown };
type Declared = { readonly parameters: readonly string[]; readonly tokens: readonly string[] };

const TOKEN = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$]*|\d+|=>|[{}[\]()<>|&;:?,=]/g;
const isComment = (token: string): boolean => token.startsWith("/*") || token.startsWith("//");

/** Every `export type` and `type` of a source. */
function declarations(text: string): Map<string, Declared> {
  const found = new Map<string, Declared>();
  const tokens = text.match(TOKEN) ?? [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] !== "type" || !/^[A-Z]/.test(tokens[i + 1] ?? "")) continue;
    const name = tokens[i + 1]!;
    let at = i + 2;
    const parameters: string[] = [];
    if (tokens[at] === "<")
      for (at++; tokens[at++] !== ">";) if (/^[A-Z]/.test(tokens[at - 1]!)) parameters.push(tokens[at - 1]!);
    if (tokens[at] !== "=") continue;
    const start = ++at;
    for (let depth = 0; depth > 0 || tokens[at] !== ";"; at++) {
      if ("{[(<".includes(tokens[at]!)) depth++;
      if ("}])>".includes(tokens[at]!)) depth--;
    }
    found.set(name, { parameters, tokens: tokens.slice(start, at) });
    i = at;
  }
  return found;
}

/** Reads one type as a schema. References stay references unless they have to be opened. */
class Reader {
  readonly #tokens: readonly string[];
  readonly #all: Schemas;
  readonly #given: ReadonlyMap<string, Schema>;
  #at = 0;

  constructor(tokens: readonly string[], all: Schemas, given: ReadonlyMap<string, Schema> = new Map()) {
    this.#tokens = tokens;
    this.#all = all;
    this.#given = given;
  }

  type(): Schema {
    this.#skip();
    if (this.#is("|")) this.#at++;
    const choices = [this.#intersection()];
    while (this.#is("|")) {
      this.#at++;
      choices.push(this.#intersection());
    }
    if (choices.length === 1) return choices[0]!;
    const constants = choices.map((c) => (Object.keys(c).join() === "const" ? c["const"] : undefined));
    return constants.every((c) => c !== undefined) ? { enum: constants } : { anyOf: choices };
  }

  #intersection(): Schema {
    const parts = [this.#postfix()];
    while (this.#is("&")) {
      this.#at++;
      parts.push(this.#postfix());
    }
    return parts.length === 1 ? parts[0]! : merged(parts.map((part) => this.#all.open(part)));
  }

  #postfix(): Schema {
    this.#skip();
    if (this.#is("readonly")) this.#at++;
    let schema = this.#primary();
    while (this.#is("[")) {
      this.#at++;
      if (this.#is("]")) schema = { type: "array", items: schema };
      else {
        const key = this.#take();
        const open = this.#all.open(schema) as { items?: Schema; properties?: { [name: string]: Schema } };
        schema = key === "number" ? open.items! : open.properties![JSON.parse(key) as string]!;
      }
      this.#expect("]");
    }
    return schema;
  }

  #primary(): Schema {
    const token = this.#take();
    if (token === "{") return this.#object();
    if (token === "(") {
      const inner = this.type();
      this.#expect(")");
      return inner;
    }
    if (token === "[") throw new Error("tuples are not used in answers");
    if (token.startsWith('"')) return { const: JSON.parse(token) as string };
    if (token === "string" || token === "boolean") return { type: token };
    if (token === "number") return { type: "integer" };
    if (token === "true") return { const: true };
    if (token === "null") return { type: "null" };
    if (token === "unknown") return {};
    const given = this.#given.get(token);
    if (given !== undefined) return given;
    const args: Schema[] = [];
    if (this.#is("<")) {
      do {
        this.#at++;
        args.push(this.type());
      } while (this.#is(","));
      this.#expect(">");
    }
    return this.#all.named(token, args);
  }

  #object(): Schema {
    const properties: { [name: string]: Schema } = {};
    const required: string[] = [];
    let rest: Schema | undefined;
    for (;;) {
      const doc = this.#skip();
      if (this.#is("}")) break;
      if (this.#is("readonly")) this.#at++;
      let name = this.#take();
      const keyed = name === "[";
      if (keyed) {
        while (!this.#is("]")) this.#at++;
        this.#at++;
      }
      const optional = this.#is("?");
      if (optional) this.#at++;
      this.#expect(":");
      const value = this.type();
      if (this.#is(";")) this.#at++;
      if (keyed) {
        rest = value;
        continue;
      }
      if (name.startsWith('"')) name = JSON.parse(name) as string;
      properties[name] = doc === undefined || "$ref" in value ? value : { ...value, description: doc };
      if (!optional) required.push(name);
    }
    this.#at++;
    return {
      type: "object",
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(required.length === 0 ? {} : { required }),
      ...(rest === undefined ? {} : { additionalProperties: rest }),
    };
  }

  /** Passes comments; answers the text of the last one. */
  #skip(): string | undefined {
    let doc: string | undefined;
    for (; isComment(this.#tokens[this.#at] ?? ""); this.#at++) {
      const words = this.#tokens[this.#at]!.replace(/^\/\*\*?|\*\/$|^\/\//g, "").replaceAll(/\n\s*\*/g, " ");
      doc = words.replaceAll(/\s+/g, " ").trim();
    }
    return doc;
  }

  #is(token: string): boolean {
    this.#skip();
    return this.#tokens[this.#at] === token;
  }

  #take(): string {
    this.#skip();
    return this.#tokens[this.#at++]!;
  }

  #expect(token: string): void {
    const found = this.#take();
    if (found !== token)
      throw new Error(`expected ${token}, found ${found} in ${this.#tokens.slice(0, 12).join(" ")}`);
  }
}

/** Properties of all: an intersection of objects is one object. */
function merged(parts: readonly Schema[]): Schema {
  const properties = Object.assign({}, ...parts.map((p) => p["properties"] ?? {})) as {
    [name: string]: Schema;
  };
  const required = [...new Set(parts.flatMap((p) => (p["required"] as string[] | undefined) ?? []))];
  return { type: "object", properties, ...(required.length === 0 ? {} : { required }) };
}

class Schemas {
  readonly made = new Map<string, Schema>();
  readonly #declared: ReadonlyMap<string, Declared>;

  constructor(declared: ReadonlyMap<string, Declared>) {
    this.#declared = declared;
  }

  named(name: string, args: readonly Schema[]): Schema {
    if (Object.hasOwn(OPAQUE, name)) return OPAQUE[name] as Schema;
    const declared = this.#declared.get(name);
    if (declared === undefined) throw new Error(`no type ${name}: add its source, or say that it is opaque`);
    if (declared.parameters.length > 0) {
      return new Reader(
        declared.tokens,
        this,
        new Map(declared.parameters.map((p, i) => [p, args[i]!])),
      ).type();
    }
    if (!this.made.has(name)) {
      this.made.set(name, {});
      this.made.set(name, new Reader(declared.tokens, this).type());
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** What a reference stands for. */
  open(schema: Schema): Schema {
    const ref = schema["$ref"];
    return typeof ref === "string" ? this.open(this.made.get(ref.slice(ref.lastIndexOf("/") + 1))!) : schema;
  }
}

export function answerSchemas(): { readonly [name: string]: object } {
  const own = SOURCES.map((path) => declarations(here(path)));
  const all = new Map([...RECORDS.map((path) => declarations(here(path))), ...own].flatMap((d) => [...d]));
  const schemas = new Schemas(all);
  for (const declared of own) {
    for (const [name, { parameters }] of declared) {
      if (parameters.length === 0 && name !== "HoldingRecord" && name !== "Problem") schemas.named(name, []);
    }
  }
  return Object.fromEntries([...schemas.made].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export const schemaSource = (): string => `/**
 * JSON Schemas (2020-12) of the API's answers, by the name of their type. Made from \`shapes.ts\` and what it shows by
 * \`node host/api/test/generate-schemas.ts\`: change the types, not this.
 */
export const ANSWER_SCHEMAS: { readonly [name: string]: object } = JSON.parse(
  ${JSON.stringify(JSON.stringify(answerSchemas()))},
) as { [name: string]: object };
`;

if (import.meta.main) writeFileSync(new URL("../answer-schemas.ts", import.meta.url), schemaSource());
