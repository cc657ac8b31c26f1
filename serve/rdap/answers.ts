/** From a path to its answer; lasting answers are kept until the state changes. */
import type { StateReader } from "@comity/assembly";
import type { Refusal } from "@comity/canon";
import { uint32At } from "@comity/resources";
import type { ReadState } from "@comity/view";
import { askedAutnum, askedIp, type Asked } from "./asked.ts";
import { BOOTSTRAP_KINDS, ownBootstrap, type BootstrapKind } from "./bootstrap.ts";
import { JSCONTACT, type Format } from "./contact.ts";
import type { AskedDomain } from "./domain-at.ts";
import { partyEntity, partyOf, unclaimedEntity } from "./entity-object.ts";
import { HolderIndex } from "./holder-index.ts";
import { Shelf } from "./kept.ts";
import { MAX_CACHED, MAX_PATH, MAX_RESULTS, MAX_SHELVES } from "./limits.ts";
import { domainAnswer, nameSearch, nameserverAnswer, relatedDomains, type Question } from "./name-answers.ts";
import { networkOver, type NetworkAt, type NumberSpace } from "./network-at.ts";
import { objectOf, type View } from "./number-object.ts";
import {
  AUTNUM_SEARCH,
  badRequest,
  errorReply,
  helpReply,
  IP_SEARCH,
  noticesOf,
  notReady,
  RELATIONS,
  reply,
  TRUNCATED_OBJECT,
  TRUNCATED_RESULTS,
  type Reply,
} from "./replies.ts";
import {
  around,
  byHandle,
  byName,
  entitiesBy,
  held,
  inside,
  RELATION_NAMES,
  searchTerm,
  type Relation,
  type Results,
} from "./searches.ts";
import { dateOf, LEVEL_0, type Autnum, type IpNetwork } from "./shapes.ts";
import type { RdapOptions, RdapSource } from "./source.ts";

/** What objects say they use; the relations their links lead to lie below `ips` and `autnums` (RFC 9910). */
const OF_IP = [LEVEL_0, "cidr0", RELATIONS, "ips"];
const OF_AUTNUM = [LEVEL_0, RELATIONS, "autnums"];
const ADDRESSES: readonly NumberSpace[] = ["ipv4", "ipv6"];

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
        return this.#number(view, state, shelf, askedIp(rest ?? ""), text);
      case "autnum":
        return this.#number(view, state, shelf, askedAutnum(rest ?? ""), text);
      case "entity":
        return rest === undefined || rest === ""
          ? badRequest("give a handle")
          : this.#entity(view, state, rest);
      case "help":
        return rest === undefined
          ? helpReply(this.#source, state, base)
          : badRequest("help has no further path");
      case "ips":
      case "autnums":
        if (rest === undefined) return this.#numbers(view, state, kind, query());
        return this.#related(view, state, shelf, kind, rest, query());
      case "entities":
        return rest === undefined
          ? this.#entities(view, state, query())
          : badRequest("entities has no further path");
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
    view: View,
    state: ReadState,
    shelf: Shelf,
    asked: { ok: true; value: Asked } | { ok: false; error: Refusal },
    path: string,
  ): Reply {
    if (!asked.ok) return badRequest(asked.error.detail);
    const network = networkOver(view.reader, asked.value.space, asked.value.key);
    if (network !== undefined) return this.#object(view, state, shelf, network);
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

  /** The answer of one object; its parts that repeat are written once in a state. */
  #object(view: View, state: ReadState, { objects, parts, starts }: Shelf, network: NetworkAt): Reply {
    const known = objects.get(network.handle);
    if (known !== undefined) return known;
    const asn = network.space === "asn";
    const head = asn ? "asn" : "ip";
    let start = starts.get(head);
    if (start === undefined) {
      const rdapConformance = conformance(view, asn ? OF_AUTNUM : OF_IP);
      const notices = noticesOf(this.#source, state, view.base);
      start = `${JSON.stringify({ rdapConformance, notices }).slice(0, -1)},`;
      starts.set(head, start);
    }
    const made: Reply = {
      status: 200,
      body: Buffer.from(start + parts.write(objectOf(view, network)).slice(1)),
      lasting: true,
    };
    objects.offer(network.handle, made);
    return made;
  }

  #entity(view: View, state: ReadState, handle: string): Reply {
    const party = partyOf(view.reader, handle);
    const missing = (detail: string): Reply =>
      this.#missing(
        view.base,
        `entity/${encodeURIComponent(handle)}`,
        this.#elsewhere?.handle(handle),
        detail,
      );
    if (party === undefined && !/.@./.test(handle)) return missing("No party has this handle.");
    const index = this.#index.read();
    if (index === undefined && party === undefined) return notReady();
    const networks: IpNetwork[] = [];
    const autnums: Autnum[] = [];
    let cut = index === undefined || !index.current;
    for (const network of held(view, handle, index?.places.get(handle) ?? [], ["asn", ...ADDRESSES])) {
      if (networks.length + autnums.length === MAX_RESULTS) {
        cut = true;
        break;
      }
      // The holder is the entity itself, and remarks stand with each object on its own page.
      const { remarks: _long, entities: _same, ...object } = objectOf(view, network);
      if (object.objectClassName === "autnum") autnums.push(object as Autnum);
      else networks.push(object as IpNetwork);
    }
    if (party === undefined && networks.length + autnums.length === 0) {
      return index?.current === true ? missing("No holder has this handle.") : notReady();
    }
    const entity = party === undefined ? unclaimedEntity(view, handle) : partyEntity(view, party);
    const remarks = cut ? [...(entity.remarks ?? []), TRUNCATED_OBJECT] : entity.remarks;
    const body = {
      rdapConformance: conformance(view, [
        ...new Set([
          LEVEL_0,
          ...(networks.length > 0 ? OF_IP : []),
          ...(autnums.length > 0 ? OF_AUTNUM : []),
        ]),
      ]),
      notices: noticesOf(this.#source, state, view.base),
      ...entity,
      ...(remarks === undefined ? {} : { remarks }),
      ...(networks.length === 0 ? {} : { networks }),
      ...(autnums.length === 0 ? {} : { autnums }),
    };
    return reply(200, body, index?.current === true);
  }

  #numbers(view: View, state: ReadState, kind: "ips" | "autnums", query: URLSearchParams): Reply {
    const term = searchTerm(query, ["handle", "name"]);
    if (!term.ok) return badRequest(term.error.detail);
    const spaces: readonly NumberSpace[] = kind === "ips" ? ADDRESSES : ["asn"];
    if (term.value.by === "handle") {
      return this.#results(view, state, kind, byHandle(view, spaces, term.value.pattern));
    }
    const index = this.#index.read();
    if (index === undefined) return notReady();
    const found = byName(view, spaces, term.value.pattern, index.places);
    return this.#results(view, state, kind, { ...found, cut: found.cut || !index.current }, index.current);
  }

  #related(
    view: View,
    state: ReadState,
    shelf: Shelf,
    kind: "ips" | "autnums",
    rest: string,
    query: URLSearchParams,
  ): Reply {
    const [extension, relation, ...value] = rest.split("/");
    if (extension !== RELATIONS || !RELATION_NAMES.includes(relation as Relation)) {
      return badRequest(`give ${RELATIONS}/RELATION/VALUE with a relation of ${RELATION_NAMES.join(", ")}`);
    }
    const asked =
      kind === "ips" ? askedIp(value.join("/")) : askedAutnum(value.join("/").replace(/^AS/i, ""));
    if (!asked.ok) return badRequest(asked.error.detail);
    if (query.has("status")) return errorReply(501, ["Relations cannot be limited to a status here."]);
    if (relation === "rdap-down" || relation === "rdap-bottom") {
      return this.#results(view, state, kind, inside(view, asked.value, relation), true, [RELATIONS]);
    }
    const network = around(view, asked.value, relation as "rdap-up" | "rdap-top");
    if (network === undefined) return errorReply(404, ["Nothing in this register is around it."]);
    return this.#object(view, state, shelf, network);
  }

  #results(
    view: View,
    state: ReadState,
    kind: "ips" | "autnums",
    { cut, items }: Results<NetworkAt>,
    lasting = true,
    more: readonly string[] = [RELATIONS],
  ): Reply {
    const ids = kind === "ips" ? ["cidr0", ...IP_SEARCH] : AUTNUM_SEARCH;
    const notices = noticesOf(this.#source, state, view.base);
    return reply(
      200,
      {
        rdapConformance: conformance(view, [LEVEL_0, ...more, ...ids]),
        notices: cut ? [...notices, TRUNCATED_RESULTS] : notices,
        [kind === "ips" ? "ipSearchResults" : "autnumSearchResults"]: items.map((n) => objectOf(view, n)),
      },
      lasting,
    );
  }

  #entities(view: View, state: ReadState, query: URLSearchParams): Reply {
    const term = searchTerm(query, ["fn", "handle"]);
    if (!term.ok) return badRequest(term.error.detail);
    const { cut, items } = entitiesBy(view, term.value.by, term.value.pattern);
    const notices = noticesOf(this.#source, state, view.base);
    return reply(200, {
      rdapConformance: conformance(view, [LEVEL_0]),
      notices: cut ? [...notices, TRUNCATED_RESULTS] : notices,
      entitySearchResults: items.map((party) => partyEntity(view, party)),
    });
  }
}

const conformance = ({ format }: View, ids: readonly string[]): readonly string[] =>
  format === "jscontact" ? [...ids, JSCONTACT] : ids;

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
