/** `comity status`, `comity search`, `comity why`. */
import { nodeAt } from "../ask.ts";
import type { Host } from "../host.ts";
import type { ReadFlags } from "../flags.ts";
import { lookOf } from "../pages/look.ts";
import { searchPage } from "../pages/search.ts";
import { statusPage } from "../pages/status.ts";
import { whyPage } from "../pages/why.ts";
import { show } from "../print/page.ts";
import { routeIn, tooManyWords } from "./words-of.ts";

const atOf = ({ at }: ReadFlags): { readonly at?: number } => (at === undefined ? {} : { at });

export async function status(this: Host, flags: ReadFlags): Promise<void> {
  const answer = await nodeAt(flags.node).get("status", atOf(flags));
  show(this, flags.json, { schema: "comity/status/v1", ...answer }, (page) =>
    statusPage(page, answer, lookOf(this, flags)),
  );
}

/** An offer about what was searched is found too: it shows nowhere else before it is accepted. */
export async function search(this: Host, flags: ReadFlags, ...words: readonly string[]): Promise<void> {
  const node = nodeAt(flags.node);
  const answer = await node.get("search", { q: words.join(" "), ...atOf(flags) });
  const resource = answer.results.find(({ kind }) => kind === "resource" || kind === "name");
  const offers =
    flags.json || resource === undefined
      ? []
      : (await node.get("offers", { resource: resource.title, ...atOf(flags) })).items;
  show(this, flags.json, { schema: "comity/search/v1", ...answer }, (page) =>
    searchPage(page, answer, offers, lookOf(this, flags)),
  );
}

export async function why(this: Host, flags: ReadFlags, ...what: readonly string[]): Promise<void> {
  const text = what.join(" ");
  if (what.length > 1 && routeIn(text) === undefined) throw tooManyWords();
  const answer = await nodeAt(flags.node).get("why", { text: routeIn(text)?.prefix ?? text, ...atOf(flags) });
  show(this, flags.json, { schema: "comity/why/v1", ...answer }, (page) =>
    whyPage(page, answer, lookOf(this, flags)),
  );
}
