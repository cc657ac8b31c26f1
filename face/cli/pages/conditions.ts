/** The conditions of a vote as a tree: what holds, with its numbers; ways that were not needed are left out. */
import type { Decision } from "@comity/api";
import type { Branch, Page } from "../print/page.ts";
import { bad, good, quiet, warn, type Text, type Toned } from "../print/text.ts";
import { list } from "../print/words.ts";

type Evaluation = Decision["evaluations"][number];
type Condition = Evaluation["stages"][number]["condition"];

/** Sentences of the rule, by their place in it. */
export type Sentences = ReadonlyMap<string, string>;

/** Lines `<pointer>: <sentence>`. */
export const sentencesOf = (explained: readonly string[]): Sentences =>
  new Map(
    explained.map((line): [string, string] => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );

export function conditionTree(page: Page, condition: Condition, sentences: Sentences, open: boolean): void {
  page.tree([branch(condition, sentences, open)]);
}

function branch(c: Condition, sentences: Sentences, open: boolean): Branch {
  const text: Text = [mark(c, open), " ", says(c, sentences), ...numbers(c, open)];
  const parts = (c.of ?? []).filter((part) => part.because !== "not-affected");
  // Where one way is enough and is there, the others do not matter.
  const needed = !c.holds
    ? parts
    : c.kind === "any"
      ? parts.filter((part) => part.holds).slice(0, 1)
      : c.kind === "at-least"
        ? parts.filter((part) => part.holds)
        : parts;
  return { text, of: needed.map((part) => branch(part, sentences, open)) };
}

function mark(c: Condition, open: boolean): Toned {
  if (c.holds) return open && c.mayFail ? good("+") : good("✓");
  return open && c.mayHold ? warn("…") : bad("✗");
}

function says(c: Condition, sentences: Sentences): string {
  const sentence = sentences.get(c.path);
  if (sentence !== undefined)
    return sentence.replace(/\.$/, "").replace(/; if there are none, this fails$/, "");
  const where = c.chamber === undefined ? "" : ` in ${c.chamber}`;
  return `${(BARE[c.kind] ?? c.kind).replaceAll("-", " ")}${where}`;
}

/** Where the rule's sentence is not at hand. */
const BARE: { readonly [kind: string]: string } = {
  all: "All of these hold",
  any: "One of these holds",
  threshold: "Enough of the votes are yes",
  quorum: "Enough members take part",
  limit: "Not too many",
  consent: "Those concerned consent",
};

const GROUPS = new Set(["all", "any", "at-least", "if-affected"]);

function numbers(c: Condition, open: boolean): (string | Toned)[] {
  const out: (string | Toned)[] = [];
  if (c.because === "zero") out.push(quiet(": nothing to count"));
  else if (c.because === "nobody") out.push(quiet(": nobody to ask"));
  else if (GROUPS.has(c.kind) && c.left !== undefined && c.of !== undefined)
    out.push(quiet(`: ${c.left} of ${c.of.length}`));
  else if (c.counted !== undefined && c.base !== undefined) out.push(`: ${c.counted} of ${c.base}`);
  else if (c.left !== undefined && c.right !== undefined && c.kind !== "due-process")
    out.push(`: ${c.left}, needs ${c.right}`);
  if (c.who !== undefined && c.who.length > 0 && !c.holds) out.push(` (${list(c.who)})`);
  if (!open) return out;
  if (c.toHold !== undefined) out.push(warn(`; ${c.toHold} more yes would do`));
  else if (c.toFail !== undefined && c.holds) out.push(quiet(`; ${c.toFail} more against would change that`));
  return out;
}
