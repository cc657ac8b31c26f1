/**
 * The XML of RPKI set-up, provisioning and publication messages: elements, attributes and text. No DTD, no entities but
 * the five, no processing instructions, no CDATA: whatever else XML can do is refused before it can do it.
 */
import { ok, refuse, type Result } from "@comity/canon";

export type Element = {
  /** Without prefix; `namespace` is the default one in force. */
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** All text directly inside, as it stands. */
  readonly text: string;
};

const MAX_DEPTH = 8;
const MAX_CHARS = 64 * 1024 * 1024;
const MAX_ELEMENTS = 100_000;
const NAME = /[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?/y;
const ATTRIBUTE = /\s+([A-Za-z_][A-Za-z0-9_.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const ENTITIES: { readonly [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

type Open = {
  name: string;
  tag: string;
  namespace: string;
  attributes: Map<string, string>;
  children: Element[];
  text: string;
};

/** One document. Code `xml`. */
export function parseXml(source: string): Result<Element> {
  const bad = (why: string, at: number) => refuse("xml", `${why} at character ${at}`);
  if (source.length > MAX_CHARS) return bad(`longer than ${MAX_CHARS} characters`, MAX_CHARS);
  const text = source.replace(/^\uFEFF/, "");
  let at = /^\s*(?:<\?xml\s[^<>?]*\?>)?/.exec(text)![0].length;
  const open: Open[] = [];
  let root: Element | undefined;
  let elements = 0;
  while (at < text.length) {
    const next = text.indexOf("<", at);
    const between = text.slice(at, next < 0 ? text.length : next);
    const plain = unescaped(between);
    const top = open.at(-1);
    if (plain === undefined) return bad("an entity that is not one of the five", at);
    if (top === undefined && plain.trim() !== "") return bad("text outside the document", at);
    if (top !== undefined) top.text += plain;
    if (next < 0) break;
    at = next;
    if (text.startsWith("<!--", at)) {
      const end = text.indexOf("-->", at + 4);
      if (end < 0) return bad("a comment is not closed", at);
      at = end + 3;
    } else if (text.startsWith("</", at)) {
      const end = text.indexOf(">", at);
      const closing = open.pop();
      if (end < 0 || closing === undefined || text.slice(at + 2, end).trimEnd() !== closing.tag)
        return bad("an end tag that closes nothing", at);
      const { tag: _, ...element } = closing;
      const above = open.at(-1);
      if (above === undefined) root = element;
      else above.children.push(element);
      at = end + 1;
    } else {
      if (root !== undefined || open.length >= MAX_DEPTH)
        return bad(root === undefined ? "nested too deeply" : "a second document", at);
      if (++elements > MAX_ELEMENTS) return bad(`more than ${MAX_ELEMENTS} elements`, at);
      const started = startTag(text, at + 1, top);
      if (typeof started === "string") return bad(started, at);
      at = started.end;
      if (!started.empty) open.push(started.element);
      else {
        const { tag: _, ...element } = started.element;
        if (top === undefined) root = element;
        else top.children.push(element);
      }
    }
  }
  return root === undefined || open.length > 0 ? bad("the document ends too early", text.length) : ok(root);
}

function startTag(
  text: string,
  from: number,
  top: Open | undefined,
): { element: Open; end: number; empty: boolean } | string {
  NAME.lastIndex = from;
  const tag = NAME.exec(text)?.[0];
  if (tag === undefined) return "markup that these messages never have";
  const attributes = new Map<string, string>();
  let at = NAME.lastIndex;
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const found = ATTRIBUTE.exec(text);
    if (found === null) break;
    const value = unescaped(found[2] ?? found[3]!);
    if (value === undefined || attributes.has(found[1]!)) return "an attribute is malformed or twice";
    attributes.set(found[1]!, value);
    at = ATTRIBUTE.lastIndex;
  }
  const close = /\s*(\/?)>/y;
  close.lastIndex = at;
  const closed = close.exec(text);
  if (closed === null) return "a tag is malformed";
  const [prefix, local] = tag.includes(":") ? tag.split(":") : [undefined, tag];
  const declared = attributes.get(prefix === undefined ? "xmlns" : `xmlns:${prefix}`);
  if (prefix !== undefined && declared === undefined && top === undefined) return "an undeclared prefix";
  const namespace = declared ?? top?.namespace ?? "";
  return {
    element: { name: local, tag, namespace, attributes, children: [], text: "" },
    end: close.lastIndex,
    empty: closed[1] === "/",
  };
}

/** `undefined` for an entity that is not predefined. Character references are none of ours. */
function unescaped(text: string): string | undefined {
  if (!text.includes("&")) return text;
  let fine = true;
  const out = text.replaceAll(/&([a-z]{2,4});|&/g, (_, name: string | undefined) => {
    const char = name === undefined ? undefined : ENTITIES[name];
    fine &&= char !== undefined;
    return char ?? "";
  });
  return fine ? out : undefined;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export type Written = {
  readonly name: string;
  readonly attributes?: { readonly [name: string]: string | undefined };
  readonly children?: readonly Written[];
  readonly text?: string;
};

export function xmlText({ name, attributes = {}, children = [], text = "" }: Written): string {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(value)}"`],
  );
  const inner = escaped(text) + children.map(xmlText).join("");
  return inner === "" ? `<${name}${given.join("")}/>\n` : `<${name}${given.join("")}>${inner}</${name}>\n`;
}
