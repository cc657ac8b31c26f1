/** The search box: what the text means, then parties and decisions whose words begin like it. */
import type { Search, SearchResult } from "@comity/api";
import { interpret } from "@comity/resources";
import { allProposals } from "./decisions.ts";
import { allParties, href } from "./party-ref.ts";
import type { ReadState } from "./read-state.ts";
import { meantResource } from "./resource.ts";
import { answerOf, gradeOf } from "./grade.ts";

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Lower case, without accents, split at everything else. */
const wordsOf = (text: string): readonly string[] =>
  plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

export function search(state: ReadState, q: string, limit: number): Search {
  const meant = interpret(q);
  const results: SearchResult[] = [...exact(state, q)];
  if (meant.kind === "number" && meant.value < state.size) {
    const text = String(meant.value);
    results.push({
      kind: "entry",
      title: `Log entry ${text}`,
      text: "an entry of the log",
      href: href("entries", text),
    });
    if (state.reader.text("decisions", `proposal/${text}`, "proposal") !== undefined) {
      results.push({
        kind: "decision",
        title: `Decision ${text}`,
        text: "a proposal",
        href: href("decisions", text),
      });
    }
  }
  if (meant.kind === "hash") {
    results.push({ kind: "act", title: "An act by its hash", text: meant.text, href: `/acts/${meant.text}` });
  }
  const words = wordsOf(q);
  if (words.length > 0) results.push(...named(state, words, limit));
  return { q, text: meant.text, says: meant.says, results: results.slice(0, limit) };
}

function* exact(state: ReadState, q: string): Generator<SearchResult> {
  const asked = meantResource(q);
  if (!asked.ok) return;
  const { space, key, text, says } = asked.value;
  const grade = gradeOf(answerOf(state.reader, space, key));
  const words = grade === "nobody" ? "nothing is recorded" : grade.replaceAll("-", " ");
  yield {
    kind: space === "names" ? "name" : "resource",
    title: text,
    text: `${says}: ${words}`,
    href: href("resources", text),
  };
}

function* named({ reader }: ReadState, words: readonly string[], limit: number): Generator<SearchResult> {
  let found = 0;
  const matches = (...texts: (string | undefined)[]): boolean => {
    const own = wordsOf(texts.join(" "));
    return words.every((word) => own.some((o) => o.startsWith(word)));
  };
  for (const { id, name, label, kind } of allParties(reader)) {
    if (found === limit) return;
    if (!matches(id, name, label)) continue;
    found++;
    yield { kind: "party", title: name ?? id, text: `${id}, ${kind}`, href: href("parties", id) };
  }
  for (const { id, title, phase } of allProposals(reader)) {
    if (found === limit) return;
    if (!matches(title, id)) continue;
    found++;
    yield { kind: "decision", title, text: `decision ${id}, ${phase}`, href: href("decisions", id) };
  }
}
