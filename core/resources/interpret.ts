/** What somebody meant by the text in a search box, and a sentence that says how it was read. */
import { must } from "@comity/canon";
import { parseAsn, parseAsnRange } from "./asn.ts";
import { withTail, type Key } from "./key.ts";
import { parseName, nameText } from "./names.ts";
import { rangeText, textOf, familyOf, parseAddressRange, parsePrefix } from "./space.ts";
import { blocks32, rangeKeys, rangeOf, type Range } from "./range.ts";

/** `text` is the canonical spelling of what was found, `says` one sentence for people. */
export type Interpretation =
  | {
      readonly kind: "address";
      readonly space: "ipv4" | "ipv6";
      readonly key: Key;
      readonly text: string;
      readonly says: string;
    }
  | {
      readonly kind: "prefix";
      readonly space: "ipv4" | "ipv6";
      readonly key: Key;
      readonly text: string;
      readonly says: string;
    }
  | {
      readonly kind: "range";
      readonly space: "ipv4" | "ipv6";
      readonly range: Range;
      readonly keys: readonly Key[];
      readonly text: string;
      readonly says: string;
    }
  | {
      readonly kind: "asn";
      readonly space: "asn";
      readonly key: Key;
      readonly text: string;
      readonly says: string;
    }
  | {
      readonly kind: "asn-range";
      readonly space: "asn";
      readonly range: Range;
      readonly keys: readonly Key[];
      readonly text: string;
      readonly says: string;
    }
  | {
      readonly kind: "name";
      readonly space: "names";
      readonly key: Key;
      readonly text: string;
      readonly says: string;
    }
  | { readonly kind: "hash"; readonly text: string; readonly says: string }
  | { readonly kind: "number"; readonly value: number; readonly text: string; readonly says: string }
  | {
      readonly kind: "words";
      readonly words: readonly string[];
      readonly text: string;
      readonly says: string;
    };

/** Never refuses: what is nothing else is words. Surrounding space, blanks round a dash and case do not matter. */
export function interpret(input: string): Interpretation {
  const text = input.trim().replace(/\s*[-\u2013]\s*/g, "-");
  return addresses(text) ?? numbers(text) ?? named(text) ?? asWords(input.trim());
}

function addresses(text: string): Interpretation | undefined {
  const end = text.search(/[-/]/);
  const space = familyOf(end < 0 ? text : text.slice(0, end));
  if (space === undefined) return undefined;
  const label = space === "ipv4" ? "IPv4" : "IPv6";
  if (end < 0) {
    const key = must(parsePrefix(space, text));
    const plain = rangeText(space, rangeOf(key));
    return { kind: "address", space, key, text: plain, says: `the ${label} address ${plain}` };
  }
  if (text[end] === "-") {
    const range = parseAddressRange(space, text);
    if (!range.ok) return undefined;
    const plain = rangeText(space, range.value);
    if (familyOf(plain) !== undefined) return addresses(plain); // both ends are the same address
    const keys = rangeKeys(range.value);
    return {
      kind: "range",
      space,
      range: range.value,
      keys,
      text: plain,
      says: `the ${label} range ${plain}`,
    };
  }
  const exact = parsePrefix(space, text);
  if (exact.ok) {
    const plain = textOf(space, exact.value);
    return { kind: "prefix", space, key: exact.value, text: plain, says: `the ${label} prefix ${plain}` };
  }
  if (exact.error.code !== "host-bits") return undefined;
  const bits = Number(text.slice(end + 1));
  const key = { bytes: withTail(must(parsePrefix(space, text.slice(0, end))).bytes, bits, 0), bits };
  const plain = textOf(space, key);
  return {
    kind: "prefix",
    space,
    key,
    text: plain,
    says: `the ${label} prefix ${plain}, in which ${text} lies`,
  };
}

function numbers(text: string): Interpretation | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) {
    return { kind: "hash", text: text.toLowerCase(), says: `the SHA-256 hash ${text.toLowerCase()}` };
  }
  if (/^(?:0|[1-9][0-9]{0,15})$/.test(text) && Number.isSafeInteger(Number(text))) {
    return {
      kind: "number",
      value: Number(text),
      text,
      says: `the number ${text}: an AS number or an index in the log`,
    };
  }
  const spelled = text.replace(/\bAS\s*N?\s*(?=[0-9])/gi, "AS");
  const one = parseAsn(spelled);
  if (one.ok) {
    const [key] = blocks32(one.value, one.value) as [Key];
    return { kind: "asn", space: "asn", key, text: `AS${one.value}`, says: `the AS number AS${one.value}` };
  }
  const range = parseAsnRange(spelled);
  if (!range.ok) return undefined;
  if (range.value.first === range.value.last) return numbers(`AS${range.value.first}`);
  const keys = blocks32(range.value.first, range.value.last);
  const ends = { first: keys[0]!.bytes, last: rangeOf(keys.at(-1)!).last };
  const plain = rangeText("asn", ends);
  return { kind: "asn-range", space: "asn", range: ends, keys, text: plain, says: `the AS numbers ${plain}` };
}

function named(text: string): Interpretation | undefined {
  // A single word may be anything; a dot somewhere says that a name is meant. `.org` is how people write a TLD.
  const bare = /^\.[^.]+$/.test(text) ? text.slice(1) : text;
  if (!text.includes(".")) return undefined;
  const key = parseName(bare);
  if (!key.ok) return undefined;
  const plain = nameText(key.value);
  return { kind: "name", space: "names", key: key.value, text: plain, says: `the domain name ${plain}` };
}

function asWords(text: string): Interpretation {
  const words = text.split(/\s+/).filter((w) => w !== "");
  return {
    kind: "words",
    words,
    text: words.join(" "),
    says: words.length === 0 ? "nothing" : "words to search for",
  };
}
