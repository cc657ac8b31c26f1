/**
 * A small strict reader of XML 1.0 documents (record lists such as IANA's): elements, attributes, text, CDATA,
 * comments, processing instructions, the five named and the numeric character references. Document type declarations
 * are refused, and with them every entity trick.
 */
import { fromUtf8, ok, refuse, type Result } from "@comity/canon";

export type XmlElement = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly content: readonly (string | XmlElement)[];
};

const MAX_DEPTH = 64;
const NAME = "[A-Za-z_][A-Za-z0-9_.:-]*";
const OPEN = new RegExp(`<(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, "y");
const CLOSE = new RegExp(`</(${NAME})\\s*>`, "y");
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "g");
const REFERENCE = /&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));|&/g;
const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

// XML 1.0 section 2.2: of the control characters only tab, line feed and carriage return.
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

type Building = { name: string; attributes: Map<string, string>; content: (string | XmlElement)[] };

/** The root element. Codes `utf8`, `xml` (with the line in the detail). */
export function parseXml(bytes: Uint8Array, field = ""): Result<XmlElement> {
  const decoded = fromUtf8(bytes, field);
  if (!decoded.ok) return decoded;
  const scanner = new Scanner(decoded.value.replace(/^\uFEFF/, ""));
  const root = scanner.run();
  if (typeof root !== "string") return ok(root);
  const line = scanner.text.slice(0, scanner.at).split("\n").length;
  return refuse("xml", `line ${line}: ${root}`, field);
}

class Scanner {
  readonly text: string;
  at = 0;
  private readonly open: Building[] = [];
  private root: Building | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The root, or what is wrong at `at`. */
  run(): XmlElement | string {
    const forbidden = this.text.search(FORBIDDEN);
    if (forbidden >= 0) {
      this.at = forbidden;
      return "a control character";
    }
    while (this.at < this.text.length) {
      const wrong = this.text[this.at] === "<" ? this.markup() : this.characters();
      if (wrong !== undefined) return wrong;
    }
    if (this.open.length > 0) return `<${this.open.at(-1)!.name}> is not closed: the file is cut off`;
    return this.root ?? "no element";
  }

  private characters(): string | undefined {
    const next = this.text.indexOf("<", this.at);
    const end = next < 0 ? this.text.length : next;
    const raw = this.text.slice(this.at, end);
    const parent = this.open.at(-1);
    if (parent === undefined) {
      if (raw.trim() !== "") return "text outside the root element";
    } else {
      const plain = unescape(raw);
      if (plain === undefined) return "an unknown or malformed reference";
      if (raw.includes("]]>")) return "]]> in text";
      parent.content.push(plain);
    }
    this.at = end;
    return undefined;
  }

  private markup(): string | undefined {
    if (this.text.startsWith("<!--", this.at)) return this.skip("<!--", "-->", "comment");
    if (this.text.startsWith("<?", this.at)) return this.skip("<?", "?>", "processing instruction");
    if (this.text.startsWith("<![CDATA[", this.at)) {
      const from = this.at + 9;
      const parent = this.open.at(-1);
      if (parent === undefined) return "CDATA outside the root element";
      const wrong = this.skip("<![CDATA[", "]]>", "CDATA section");
      if (wrong === undefined) parent.content.push(this.text.slice(from, this.at - 3));
      return wrong;
    }
    if (this.text.startsWith("<!", this.at)) return "a document type declaration is not accepted";
    return this.text.startsWith("</", this.at) ? this.close() : this.element();
  }

  private skip(start: string, end: string, what: string): string | undefined {
    const stop = this.text.indexOf(end, this.at + start.length);
    if (stop < 0) return `the ${what} is not closed`;
    this.at = stop + end.length;
    return undefined;
  }

  private element(): string | undefined {
    OPEN.lastIndex = this.at;
    const m = OPEN.exec(this.text);
    if (m === null) return "not a start tag";
    const parent = this.open.at(-1);
    if (parent === undefined && this.root !== undefined) return "a second root element";
    if (this.open.length >= MAX_DEPTH) return "elements are nested too deeply";
    const made: Building = { name: m[1]!, attributes: new Map(), content: [] };
    for (const a of m[2]!.matchAll(ATTRIBUTE)) {
      const value = unescape(a[2] ?? a[3]!);
      if (value === undefined) return "an unknown or malformed reference";
      if (made.attributes.has(a[1]!)) return `the attribute ${a[1]!} occurs twice`;
      made.attributes.set(a[1]!, value);
    }
    if (parent === undefined) this.root = made;
    else parent.content.push(made);
    if (m[3] === "") this.open.push(made);
    this.at = OPEN.lastIndex;
    return undefined;
  }

  private close(): string | undefined {
    CLOSE.lastIndex = this.at;
    const m = CLOSE.exec(this.text);
    const ended = this.open.pop();
    if (m === null || ended?.name !== m[1]) return `expected </${ended?.name ?? "nothing"}>`;
    this.at = CLOSE.lastIndex;
    return undefined;
  }
}

function unescape(text: string): string | undefined {
  if (!text.includes("&")) return text;
  let bad = false;
  const plain = text.replace(REFERENCE, (_, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name]!;
    const code = hex !== undefined ? Number.parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : 0;
    const legal =
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 32 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff));
    bad ||= !legal;
    return legal ? String.fromCodePoint(code) : "";
  });
  return bad ? undefined : plain;
}

/** Child elements of one name, in order. */
export const childrenOf = (element: XmlElement, name: string): XmlElement[] =>
  element.content.filter((c): c is XmlElement => typeof c !== "string" && c.name === name);

/** All text below the element, white space collapsed. */
export function textIn(element: XmlElement | undefined): string {
  if (element === undefined) return "";
  const deep = (e: XmlElement): string =>
    e.content.map((c) => (typeof c === "string" ? c : deep(c))).join("");
  return deep(element).replace(/\s+/g, " ").trim();
}
