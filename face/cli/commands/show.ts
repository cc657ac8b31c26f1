/** `comity show`: a resource, a route, a party, decision, entry, offer or network, or a list of them. */
import { nodeAt, type Node } from "../ask.ts";
import { EXIT, Stop, type Host } from "../host.ts";
import type { ReadFlags } from "../flags.ts";
import { attestedPage } from "../pages/attested.ts";
import { constitutionPage } from "../pages/constitution.ts";
import { decisionPage } from "../pages/decision.ts";
import { documentPage } from "../pages/document.ts";
import { entryPage } from "../pages/entry.ts";
import { decisionsPage, insidePage, logPage, networksPage, partiesPage } from "../pages/lists.ts";
import { lookOf, type Look } from "../pages/look.ts";
import { networkPage } from "../pages/network.ts";
import { offerPage, offersPage } from "../pages/offer.ts";
import { partyPage } from "../pages/party.ts";
import { resourcePage } from "../pages/resource.ts";
import { routePage } from "../pages/route.ts";
import { show as print, type Page } from "../print/page.ts";
import { momentsOf } from "./moments.ts";
import { routeIn, tooManyWords } from "./words-of.ts";

export type ShowFlags = ReadFlags & { readonly inside: boolean };

/** What is asked, ready for people: `document` is the node's answer as it came. */
type Shown = {
  readonly schema: string;
  readonly document: object;
  readonly page: (page: Page, look: Look) => void;
};
type At = { readonly at?: number };

export async function show(
  this: Host,
  flags: ShowFlags,
  what: string,
  ...rest: readonly string[]
): Promise<void> {
  const node = nodeAt(flags.node);
  const at: At = flags.at === undefined ? {} : { at: flags.at };
  const shown = await find(node, flags, at, [what, ...rest]);
  const document = { schema: `comity/${shown.schema}/v1`, ...shown.document };
  print(this, flags.json, document, (page) => shown.page(page, lookOf(this, flags)));
}

async function find(node: Node, flags: ShowFlags, at: At, words: readonly string[]): Promise<Shown> {
  const route = routeIn(words.join(" "));
  if (route !== undefined) {
    const answer = await node.get("route", { text: route.prefix, origin: route.origin, ...at });
    return { schema: "route", document: answer, page: (page, look) => routePage(page, answer, look) };
  }
  const [what] = words;
  if (words.length > 1) throw tooManyWords();
  const list = LISTS[what!];
  if (list !== undefined) return list(node, at);
  const m = /^(decision|proposal|party|entry|act|network|offer|document|dataset)\/(.+)$/.exec(what!);
  if (m !== null) return ONE[m[1]!]!(node, m[2]!, flags.json, at);
  return flags.inside ? inside(node, what!, at) : resource(node, what!, flags.json, at);
}

async function resource(node: Node, text: string, json: boolean, at: At): Promise<Shown> {
  const answer = await node.get("resource", { text, ...at });
  const offers = json ? [] : (await node.get("offers", { resource: text, ...at })).items;
  const moments = json ? [] : await momentsOf(node, indicesOf(answer));
  return {
    schema: "resource",
    document: answer,
    page: (page, look) => resourcePage(page, answer, offers, moments, look),
  };
}

async function inside(node: Node, text: string, at: At): Promise<Shown> {
  const answer = await node.get("children", { text, ...at });
  return { schema: "children", document: answer, page: (page, look) => insidePage(page, answer, look) };
}

/** The acts that made the record what it is. */
function indicesOf(r: Awaited<ReturnType<Node["get"]>> & object): readonly number[] {
  const found: number[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value))
      if (name === "since" && typeof inner === "number") found.push(inner);
      else walk(inner);
  };
  walk(r);
  return found;
}

type One = (node: Node, id: string, json: boolean, at: At) => Promise<Shown>;
const entry: One = async (node, index) => {
  const answer = await node.get("entry", { index });
  return { schema: "entry", document: answer, page: (page, look) => entryPage(page, answer, look) };
};
const decision: One = async (node, id, json, at) => {
  const answer = await node.get("decision", { id, ...at });
  const { answers = [], appeals = [] } = answer.record.case ?? {};
  const acts = [Number(id), ...answers.map((a) => a.since), ...appeals.map((a) => a.since)];
  const moments = json ? [] : await momentsOf(node, acts);
  return {
    schema: "decision",
    document: answer,
    page: (page, look) => decisionPage(page, answer, moments, look),
  };
};
const ONE: { readonly [what: string]: One } = {
  decision,
  proposal: decision,
  entry,
  act: entry,
  party: async (node, id, json, at) => {
    const answer = await node.get("party", { id, ...at });
    const offers = json ? [] : (await node.get("offers", { party: id, ...at })).items;
    return { schema: "party", document: answer, page: (page, look) => partyPage(page, answer, offers, look) };
  },
  network: async (node, id, _json, at) => {
    const answer = await node.get("network", { id, ...at });
    return { schema: "network", document: answer, page: (page, look) => networkPage(page, answer, look) };
  },
  dataset: async (node, name, _json, at) => {
    const [source = "", kind = ""] = name.split("/");
    const answer = await node.get("attested", { source, kind, ...at });
    return {
      schema: "attested",
      document: answer,
      page: (page, look) => attestedPage(page, answer, true, look),
    };
  },
  document: async (node, hash) => {
    const text = await node.get("document", { hash });
    return { schema: "document", document: { hash, text }, page: (page) => documentPage(page, hash, text) };
  },
  offer: async (node, id, _json, at) => {
    const before = /^[1-9][0-9]{0,15}$/.test(id) ? Number(id) - 1 : 0;
    const { items, asOf } = await node.get("offers", { after: String(before), limit: 1, ...at });
    const offer = items.find((item) => item.id === id);
    if (offer === undefined)
      throw new Stop(
        EXIT.notFound,
        "offer-unknown",
        `no offer ${id} waits: it was accepted, declined, withdrawn or never made`,
        {
          next: "`comity show offers` lists those that wait; `comity show entry/N` shows an act whatever became of it",
        },
      );
    return {
      schema: "offer",
      document: { ...offer, asOf },
      page: (page, look) => offerPage(page, offer, asOf, look),
    };
  },
};

const LISTS: { readonly [what: string]: (node: Node, at: At) => Promise<Shown> } = {
  decisions: async (node, at) => {
    const answer = await node.get("decisions", at);
    return { schema: "decisions", document: answer, page: (page, look) => decisionsPage(page, answer, look) };
  },
  parties: async (node, at) => {
    const answer = await node.get("parties", at);
    return { schema: "parties", document: answer, page: (page, look) => partiesPage(page, answer, look) };
  },
  networks: async (node, at) => {
    const answer = await node.get("networks", at);
    return { schema: "networks", document: answer, page: (page, look) => networksPage(page, answer, look) };
  },
  offers: async (node, at) => {
    const answer = await node.get("offers", at);
    return {
      schema: "offers",
      document: answer,
      page: (page, look) => offersPage(page, answer.items, answer.asOf, look),
    };
  },
  datasets: async (node, at) => {
    const answer = await node.get("attested", at);
    return {
      schema: "attested",
      document: answer,
      page: (page, look) => attestedPage(page, answer, false, look),
    };
  },
  constitution: async (node, at) => {
    const answer = await node.get("constitution", at);
    return {
      schema: "constitution",
      document: answer,
      page: (page, look) => constitutionPage(page, answer, look),
    };
  },
  log: async (node) => {
    const answer = await node.get("log", { limit: 30 });
    return { schema: "log", document: answer, page: (page, look) => logPage(page, answer, look) };
  },
};
