/** JSON (RFC 8259) for documents that must mean one thing: a member that occurs twice is refused, not overwritten. */
import { ok, refuse, type Refusal, type Result } from "@comity/canon";

export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

const MAX_DEPTH = 16;
const SPACE = /[ \t\r\n]*/y;
// oxlint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;

class Parser {
  private readonly text: string;
  private at = 0;
  bad: Refusal | undefined;

  constructor(text: string) {
    this.text = text;
  }

  private fail(code: string, detail: string): null {
    this.bad ??= { code, field: "", detail };
    return null;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Skips white space and, if it is next, the character. */
  private eat(c: string): boolean {
    this.take(SPACE);
    if (this.text[this.at] !== c) return false;
    this.at++;
    return true;
  }

  value(depth = 0): Value {
    if (depth > MAX_DEPTH) return this.fail("json-nested", `more than ${MAX_DEPTH} levels of nesting`);
    if (this.eat("{")) return this.object(depth);
    if (this.eat("[")) return this.array(depth);
    const scalar = this.take(STRING) ?? this.take(NUMBER) ?? this.take(WORD);
    if (scalar !== undefined) return JSON.parse(scalar) as Value;
    const line = this.text.slice(0, this.at).split("\n").length;
    return this.fail(
      "json",
      `not JSON in line ${line}, near ${JSON.stringify(this.text.slice(this.at, this.at + 20))}`,
    );
  }

  private array(depth: number): Value {
    const out: Value[] = [];
    if (this.eat("]")) return out;
    do {
      out.push(this.value(depth + 1));
      if (this.bad !== undefined) return null;
    } while (this.eat(","));
    return this.eat("]") ? out : this.fail("json", "a list is not closed");
  }

  private object(depth: number): Value {
    // Without a prototype a member named `__proto__` is one like any other.
    const out = Object.create(null) as { [name: string]: Value };
    if (this.eat("}")) return out;
    do {
      this.take(SPACE);
      const text = this.take(STRING);
      if (text === undefined) return this.fail("json", "the name of a member is missing");
      const name = JSON.parse(text) as string;
      if (name in out) return this.fail("json-duplicate", `the member ${text} occurs twice`);
      if (!this.eat(":")) return this.fail("json", `a colon is missing after ${text}`);
      out[name] = this.value(depth + 1);
      if (this.bad !== undefined) return null;
    } while (this.eat(","));
    return this.eat("}") ? out : this.fail("json", "an object is not closed");
  }

  end(): boolean {
    this.take(SPACE);
    return this.at === this.text.length;
  }
}

/** Codes `json`, `json-duplicate`, `json-nested`. */
export function parseStrictJson(text: string): Result<Value> {
  const parser = new Parser(text);
  const value = parser.value();
  if (parser.bad !== undefined) return { ok: false, error: parser.bad };
  return parser.end() ? ok(value) : refuse("json", "there is text after the document");
}
