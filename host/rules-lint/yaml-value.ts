/**
 * The value of a parsed YAML document, and what two readers could understand differently. In one pass over the nodes;
 * aliases share the value they stand for, and what they make of the document is bounded by its size written out.
 */
import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter } from "yaml";
import { placeAt } from "./locate.ts";
import { MAX_NESTING } from "./nesting.ts";
import type { Problem } from "./read-text.ts";

/** Values of a document, aliases written out. */
const MAX_VALUES = 200_000;

/** `size` and `height` are those of the value written out. */
type Built = { readonly value: unknown; readonly size: number; readonly height: number };
const NOTHING: Built = { value: null, size: 1, height: 1 };

export function yamlValue(
  document: Document,
  counter: LineCounter,
): { readonly value: unknown } | readonly Problem[] {
  const found: Problem[] = [];
  const anchors = new Map<string, Built | "open">();
  let size = 0;
  let full = false;
  const say = (node: unknown, code: string, detail: string, instead: string): Built => {
    const offset = (node as { range?: readonly number[] | null } | null)?.range?.[0] ?? 0;
    found.push({ ...placeAt(counter, offset), code, field: "", detail, instead });
    return NOTHING;
  };
  const take = (node: unknown, built: Built): Built => {
    size += built.size;
    if (full || (size <= MAX_VALUES && built.height <= MAX_NESTING)) return built;
    full = true;
    return say(node, "too-large", `more than ${MAX_VALUES} values, or nested too deeply`, "write less");
  };

  function build(node: unknown): Built {
    if (node === null || full) return NOTHING;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined)
        return say(
          node,
          "yaml-alias",
          `there is no anchor &${node.source} before this`,
          "define the anchor first",
        );
      if (target === "open")
        return say(
          node,
          "circular",
          `*${node.source} stands inside what it stands for`,
          "write the value out",
        );
      return take(node, target);
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return NOTHING;
    if (node.tag !== undefined)
      say(node, "yaml-tag", `the tag ${node.tag} is not used here`, "remove the tag");
    const anchor = node.anchor;
    if (anchor !== undefined) anchors.set(anchor, "open");
    const before = size;
    let value: unknown;
    let height = 0;
    const child = (inner: unknown): unknown => {
      const built = build(inner);
      height = Math.max(height, built.height);
      return built.value;
    };
    if (isScalar(node)) value = node.value;
    else if (isSeq(node)) value = node.items.map(child);
    else {
      const map = {};
      for (const { key, value: inner } of node.items) {
        const name = keyOf(key, map);
        const read = child(inner);
        // Defined, not assigned: `__proto__` is a key as any other.
        if (name !== undefined)
          Object.defineProperty(map, name, {
            value: read,
            enumerable: true,
            writable: true,
            configurable: true,
          });
      }
      value = map;
    }
    const own = take(node, { value, size: 1, height: height + 1 });
    const built = { ...own, size: size - before };
    if (anchor !== undefined) anchors.set(anchor, built);
    return built;
  }

  /** A text that is not there yet. */
  function keyOf(key: unknown, map: object): string | undefined {
    if (!isScalar(key) || typeof key.value !== "string") {
      say(key, "yaml-key", "this key is not a text", 'put the key in quotes, such as "1":');
    } else if (key.value === "<<") {
      say(
        key,
        "yaml-merge",
        "merge keys are not part of YAML 1.2",
        "repeat the keys, or use an alias as the value",
      );
    } else if (Object.hasOwn(map, key.value)) {
      say(
        key,
        "duplicate-key",
        "Map keys must be unique",
        "keep one of the two: readers would differ about which counts",
      );
    } else return key.value;
    return undefined;
  }

  const { value } = build(document.contents);
  return found.length > 0 ? found : { value };
}
