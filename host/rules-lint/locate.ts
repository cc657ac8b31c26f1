/** Where in a YAML (or JSON) text a JSON pointer points to. */
import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node } from "yaml";

/** Line and column, both from 1. */
export type Place = { readonly line: number; readonly column: number };

/**
 * The place of a pointer: of the key for an entry of a map (so that an unknown key is shown, not its value), of the
 * item in a list, of the nearest part that exists for what is missing.
 */
export function placeIn(document: Document, counter: LineCounter, pointer: string): Place {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const here = isAlias(node) ? node.resolve(document) : node;
    if (isMap(here)) {
      const pair = here.items.find((each) => keyText(each.key) === key);
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(here)) {
      const item: unknown = here.items[Number(key)];
      if (item === undefined) break;
      offset = startOf(item) ?? offset;
      node = item;
    } else break;
  }
  return placeAt(counter, offset);
}

export function placeAt(counter: LineCounter, offset: number): Place {
  const { line, col } = counter.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

const keyText = (key: unknown): string => String(isScalar(key) ? key.value : key);
const startOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];
