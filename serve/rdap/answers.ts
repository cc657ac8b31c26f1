/** From a path to its answer; lasting answers are kept until the state changes. */
import type { StateReader } from "@comity/assembly";
import type { Refusal } from "@comity/canon";
import { uint32At } from "@comity/resources";
import type { ReadState } from "@comity/view";
import { askedAutnum, askedIp, type Asked } from "./asked.ts";
import { BOOTSTRAP_KINDS, ownBootstrap, type BootstrapKind } from "./bootstrap.ts";
import type { Format } from "./contact.ts";
import type { AskedDomain } from "./domain-at.ts";
import { entityAnswer, entitySearch } from "./entity-answers.ts";
import { HolderIndex } from "./holder-index.ts";
import { Shelf } from "./kept.ts";
import { MAX_CACHED, MAX_PATH, MAX_SHELVES } from "./limits.ts";
import { domainAnswer, nameSearch, nameserverAnswer, relatedDomains } from "./name-answers.ts";
import { networkOver } from "./network-at.ts";
import { numberSearch, objectAnswer, relatedNumbers } from "./number-answers.ts";
import type { View } from "./number-object.ts";
import type { Question } from "./question.ts";
import { badRequest, errorReply, helpReply, notReady, reply, type Reply } from "./replies.ts";
import { dateOf } from "./shapes.ts";
import type { RdapOptions, RdapSource } from "./source.ts";

export class Answers {
  readonly #source: RdapSource;
  readonly #explorer: string | undefined;
  readonly #elsewhere: RdapOptions["elsewhere"];
  readonly #index: HolderIndex;
  readonly #shelves = new Map<string, Shelf>();
  #size = -1;
  #reader: StateReader | undefined;

  constructor(source: RdapSource, { elsewhere, explorer }: RdapOptions) {
    this.#source = source;
    this.#explorer = explorer;
    this.#elsewhere = elsewhere;
    this.#index = new HolderIndex(source);
  }

  /** `path` follows the prefix and its slash, as received; `base` is the URL of the prefix. */
  get(path: string, base: string, format: Format = "jcard"): Reply {
    const state = this.#source.state();
    if (state.size !== this.#size) {
      this.#shelves.clear();
      this.#size = state.size;
      this.#reader = rememberingTexts(state.reader);
    }
    const shelf = this.#shelf(`${format} ${base}`);
    const known = shelf.paths.get(path);
    if (known !== undefined) return known;
    const made = this.#make(path, base, state, format, shelf);
    shelf.paths.offer(path, made);
    return made;
  }

  #shelf(id: string): Shelf {
    let shelf = this.#shelves.get(id);
    if (shelf === undefined) {
      if (this.#shelves.size >= MAX_SHELVES) this.#shelves.clear();
      this.#shelves.set(id, (shelf = new Shelf()));
    }
    return shelf;
  }

  #make(path: string, base: string, state: ReadState, format: Format, shelf: Shelf): Reply {
    if (path.length > MAX_PATH) return errorReply(400, [`paths have at most ${MAX_PATH} characters`]);
    const mark = path.indexOf("?");
    const text = decoded(mark < 0 ? path : path.slice(0, mark));
    if (text === undefined) return errorReply(400, ["the path is not valid percent-encoded UTF-8"]);
    const slash = text.indexOf("/");
    const [kind, rest] = slash < 0 ? [text, undefined] : [text.slice(0, slash), text.slice(slash + 1)];
    // Lookups ignore parameters, so they are only taken apart for searches.
    const query = (): URLSearchParams => new URLSearchParams(mark < 0 ? "" : path.slice(mark + 1));
    const timeOf = this.#source.timeOf ?? (() => undefined);
    const view: View = {
      reader: this.#reader!,
      base,
      explorer: this.#explorer,
      timeOf,
      format,
      parts: shelf.parts,
    };
    const q: Question = { source: this.#source, state, view, index: this.#index };
    switch (kind) {
      case "ip":
        return this.#number(q, shelf, askedIp(rest ?? ""), text);
      case "autnum":
        return this.#number(q, shelf, askedAutnum(rest ?? ""), text);
      case "entity":
        return rest === undefined || rest === ""
          ? badRequest("give a handle")
          : entityAnswer(q, rest, (detail) =>
              this.#missing(
                base,
                `entity/${encodeURIComponent(rest)}`,
                this.#elsewhere?.handle(rest),
                detail,
              ),
            );
      case "help":
        return rest === undefined
          ? helpReply(this.#source, state, base)
          : badRequest("help has no further path");
      case "ips":
      case "autnums":
        if (rest === undefined) return numberSearch(q, kind, query());
        return relatedNumbers(q, shelf, kind, rest, query());
      case "entities":
        return rest === undefined ? entitySearch(q, query()) : badRequest("entities has no further path");
      case "domain":
        return domainAnswer(q, rest ?? "", (asked) => this.#missingDomain(view, asked));
      case "nameserver":
        return nameserverAnswer(q, rest ?? "", (name) =>
          this.#missing(
            base,
            `nameserver/${name}`,
            this.#elsewhere?.domain(name),
            "No delegation here names it.",
          ),
        );
      case "domains":
        if (rest !== undefined) return relatedDomains(q, rest, query());
        return nameSearch(q, kind, query());
      case "nameservers":
        return rest === undefined
          ? nameSearch(q, kind, query())
          : badRequest("nameservers has no further path");
      case "bootstrap":
        return this.#bootstrap(rest ?? "", state, base);
      default:
        return badRequest(`there is nothing of this kind; see ${base}/help`);
    }
  }

  #number(
    q: Question,
    shelf: Shelf,
    asked: { ok: true; value: Asked } | { ok: false; error: Refusal },
    path: string,
  ): Reply {
    const { view } = q;
    if (!asked.ok) return badRequest(asked.error.detail);
    const network = networkOver(view.reader, asked.value.space, asked.value.key);
    if (network !== undefined) return objectAnswer(q, shelf, network);
    const { key, range, space } = asked.value;
    const urls =
      space === "asn" ? this.#elsewhere?.autnum(uint32At(range.first)) : this.#elsewhere?.block(space, key);
    return this.#missing(view.base, path, urls, "Nothing in this register contains it.");
  }

  #missingDomain({ base }: View, { key, name, space }: AskedDomain): Reply {
    const urls = space === "names" ? this.#elsewhere?.domain(name) : this.#elsewhere?.block(space, key);
    return this.#missing(base, `domain/${name}`, urls, "This name is not registered here.");
  }

  /** 404, or the way to the server that a bootstrap file names (RFC 7480 section 5.2). */
  #missing(base: string, path: string, urls: readonly string[] | undefined, detail: string): Reply {
    // A file may name this server: it must not send anybody to itself.
    const url = urls?.find((at) => at !== `${base}/`);
    if (url === undefined) return errorReply(404, [detail]);
    const to = `${url}${path}`;
    return errorReply(302, [`${detail} Bootstrap files name ${to}.`], { location: to });
  }

  #bootstrap(file: string, state: ReadState, base: string): Reply {
    const kind = BOOTSTRAP_KINDS.find((k) => file === `${k}.json`);
    if (kind === undefined)
      return badRequest(`bootstrap files are ${BOOTSTRAP_KINDS.map((k) => `${k}.json`).join(", ")}`);
    const index = this.#index.read();
    if (index === undefined) return notReady();
    const made = ownBootstrap(kind satisfies BootstrapKind, index, base, dateOf(state.time));
    if (made === undefined)
      return errorReply(501, ["This space is in too many pieces for a bootstrap file."]);
    return { ...reply(200, made, index.current), headers: { "content-type": "application/json" } };
  }
}

function decoded(path: string): string | undefined {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Names of parties and dates of files stand in nearly every answer: each is read once in a state. */
function rememberingTexts(reader: StateReader): StateReader {
  const known = new Map<string, unknown>();
  const text: StateReader["text"] = (register, key, t) => {
    const id = `${register} ${t} ${key}`;
    if (known.has(id)) return known.get(id) as ReturnType<typeof reader.text<typeof t>>;
    if (known.size >= MAX_CACHED) known.clear();
    const record = reader.text(register, key, t);
    known.set(id, record);
    return record;
  };
  return {
    ...reader,
    text,
    at: reader.at.bind(reader),
    covering: reader.covering.bind(reader),
    within: reader.within.bind(reader),
  };
}
