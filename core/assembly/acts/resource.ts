/** Resources in acts: a prefix, an AS number or range, a name; one spelling each. */
import { isNfc, ok, refuse, type Result } from "@comity/canon";
import { parseKey, parseKeys, textOf, type Space } from "@comity/resources";
import { labelsHold, unicodeName } from "../names/labels.ts";
import { isReverse } from "../names/reverse-name.ts";
import type { Key } from "../state/registers.ts";

/** One block of one space. Spaces are also the names of their registers. */
export type Block = { readonly space: Space; readonly key: Key };

/** The space a resource text belongs to, by its look. */
export function spaceOf(text: string): Space {
  if (text.startsWith("newip:")) return "networks";
  if (/^AS[0-9]/.test(text)) return "asn";
  if (text.includes(":")) return "ipv6";
  return /^[0-9][0-9.]*(?:\/|$)/.test(text) ? "ipv4" : "names";
}

/** Checks that `text` is the canonical spelling of a resource. Codes of `parseKey`, `resource-spelling`. */
export function canonicalResource(text: string, field = ""): Result<string> {
  const space = spaceOf(text);
  if (space === "asn") {
    const keys = parseKeys("asn", text, field);
    if (!keys.ok) return keys;
    const m = /^AS([0-9]+)(?:-AS([0-9]+))?$/.exec(text);
    if (m === null || m[1] === m[2])
      return refuse("resource-spelling", "write AS64496 or AS64496-AS64511", field);
    return ok(text);
  }
  const key = parseKey(space, text, field);
  if (!key.ok) return key;
  const canonical = textOf(space, key.value);
  if (canonical !== text) return refuse("resource-spelling", `write ${canonical}`, field);
  return space === "names" ? soundName(text, field) : ok(text);
}

/** Names that acts may speak of: nobody holds the root, reverse zones follow addresses, A-labels stand for something. */
function soundName(name: string, field: string): Result<string> {
  if (name === ".") {
    return refuse("name-root", "nobody holds the root: each top-level name is a holding of its own", field);
  }
  if (isReverse(name)) {
    return refuse("name-reverse", "reverse zones follow the holdings of addresses: name the prefix", field);
  }
  if (labelsHold(name) && isNfc(unicodeName(name) ?? name)) return ok(name);
  return refuse("name-a-label", "a label begins with xn-- but stands for no internationalised label", field);
}

/** The blocks of a canonical resource (an ASN range may need several). */
export function blocksOf(text: string): readonly Block[] {
  const space = spaceOf(text);
  const keys = parseKeys(space, text);
  return keys.ok ? keys.value.map((key) => ({ space, key })) : [];
}

/** The text of a block. */
export const blockText = (block: Block): string => textOf(block.space, block.key);
