/** What to write instead: from the refusal, and from what stands there. */
import type { Refusal } from "@comity/rules";
import { TAGS, usual } from "./usual.ts";
import { valueAt } from "./value-at.ts";

/** Null where the refusal's own detail says it all. `names` = what the constitution defines. */
export function insteadOf(refusal: Refusal, root: unknown, names: readonly string[]): string | null {
  const { code, field, detail } = refusal;
  const value = valueAt(root, field);
  const keys = field.split("/");
  const share = keys.findIndex((key, i) => i > 0 && (key === "share" || key === "cap"));
  if (share > 0 && code !== "unknown-name") {
    const written = valueAt(root, keys.slice(0, share + 1).join("/"));
    const fraction = fractionOf(written);
    if (fraction !== null) return `write {num: ${fraction.num}, den: ${fraction.den}}`;
    if (code === "fraction" || code === "integer" || code === "shape") {
      return "write a fraction of whole numbers, at most 1, such as {num: 2, den: 3}";
    }
  }
  switch (code) {
    case "choice":
    case "unknown-key": {
      const inside = valueAt(root, keys.slice(0, -1).join("/"));
      const kind =
        keys.at(-1) === "kind" && value === undefined && typeof inside === "object" && inside !== null
          ? offeredBy(detail).find((each) => Object.hasOwn(inside, each))
          : undefined;
      if (kind !== undefined) {
        const parts = kind === "all" || kind === "any" || kind === "at-least" ? ", of: […]" : "";
        return `write {kind: ${kind}${parts}, …} instead of ${kind}:`;
      }
      const wrong = code === "choice" ? String(value) : keys.at(-1)!;
      const near = nearest(wrong, offeredBy(detail));
      return near === null ? null : `did you mean ${near}?`;
    }
    case "unknown-name": {
      const near = nearest(String(value), names);
      return near === null ? null : `did you mean ${near}?`;
    }
    case "name":
      return typeof value === "string" && nameOf(value) !== "" ? `write ${nameOf(value)}` : null;
    case "integer": {
      const seconds = typeof value === "string" ? secondsOf(value) : null;
      if (seconds !== null) return `write ${seconds} (seconds)`;
      return typeof value === "string" && /^[0-9]+$/.test(value) ? `write ${value} without quotes` : null;
    }
    case "unattainable":
      return keys.at(-1) === "comparator" ? 'write ">="' : null;
    case "missing-key":
      return `add ${usual(keys, root)}`;
    case "shape":
      return typeof value === "string" && Object.hasOwn(TAGS, keys.at(-1)!)
        ? `write {${TAGS[keys.at(-1)!]!}: ${value}}`
        : null;
    default:
      return null;
  }
}

const offeredBy = (detail: string): readonly string[] =>
  detail
    .slice(detail.indexOf(":") + 1)
    .split(",")
    .map((each) => each.trim());

/** `2/3`, `66.7%`, `0.667` as fractions of what was written: no digit is added or lost. */
function fractionOf(value: unknown): { readonly num: string; readonly den: string } | null {
  const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
  const pair = /^([1-9][0-9]{0,5}) ?\/ ?([1-9][0-9]{0,5})$/.exec(text);
  if (pair !== null) return Number(pair[1]) <= Number(pair[2]) ? { num: pair[1]!, den: pair[2]! } : null;
  const percent = /^([0-9]{1,3})(?:\.([0-9]{1,3}))? ?%$/.exec(text);
  const decimal = /^0?\.([0-9]{1,6})$/.exec(text);
  const digits = percent === null ? (decimal?.[1] ?? "") : percent[1]! + (percent[2] ?? "");
  const zeros = percent === null ? digits.length : 2 + (percent[2] ?? "").length;
  const num = Number(digits);
  return digits === "" || num === 0 || num > 10 ** zeros
    ? null
    : { num: String(num), den: String(10 ** zeros) };
}

function secondsOf(text: string): number | null {
  const found = /^([0-9]{1,6}) ?(s|seconds?|min|minutes?|h|hours?|d|days?|weeks?)$/.exec(text.trim());
  if (found === null) return null;
  const unit = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }[found[2]![0] as "s" | "m" | "h" | "d" | "w"];
  return Number(found[1]) * unit;
}

const nameOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 64);

/** The offered word that differs in fewest letters, if it is near enough to be meant. */
function nearest(wrong: string, offered: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(wrong.length / 3)) + 1;
  for (const each of offered) {
    const distance = editDistance(wrong.toLowerCase(), each.toLowerCase());
    if (distance < least) [best, least] = [each, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
