/** From a path to its answer; lasting answers are kept until the state changes. */
import type { StateReader } from "@comity/assembly";
import type { Refusal } from "@comity/canon";
import type { ReadState } from "@comity/view";
import { askedAutnum, askedIp, type Asked } from "./asked.ts";
import { partyEntity, partyOf, unclaimedEntity } from "./entity-object.ts";
import { HolderIndex } from "./holder-index.ts";
import { MAX_CACHED, MAX_CACHED_PATH, MAX_PATH, MAX_RESULTS } from "./limits.ts";
import { networkOver, type NetworkAt, type NumberSpace } from "./network-at.ts";
import { objectOf, type View } from "./number-object.ts";
import {
  AUTNUM_SEARCH,
  errorReply,
  helpReply,
  IP_SEARCH,
  noticesOf,
  RELATIONS,
  reply,
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
import type { Autnum, IpNetwork, Remark } from "./shapes.ts";
import { LEVEL_0 } from "./shapes.ts";
import type { RdapSource } from "./source.ts";

const NUMBERS = [LEVEL_0, "cidr0", RELATIONS];
const ADDRESSES: readonly NumberSpace[] = ["ipv4", "ipv6"];

export class Answers {
  readonly #source: RdapSource;
  readonly #explorer: string | undefined;
  readonly #index: HolderIndex;
  readonly #kept = new Map<string, Reply>();
  readonly #objects = new Map<string, Reply>();
  readonly #starts = new Map<string, string>();
  #size = -1;
  #reader: StateReader | undefined;

  constructor(source: RdapSource, explorer: string | undefined) {
    this.#source = source;
    this.#explorer = explorer;
    this.#index = new HolderIndex(source);
  }

  /** `path` follows the prefix and its slash, as received; `base` is the URL of the prefix. */
  get(path: string, base: string): Reply {
    const state = this.#source.state();
    if (state.size !== this.#size) {
      this.#kept.clear();
      this.#objects.clear();
      this.#starts.clear();
      this.#size = state.size;
      this.#reader = rememberingTexts(state.reader);
    }
    const id = `${base} ${path}`;
    const known = this.#kept.get(id);
    if (known !== undefined) return known;
    const made = this.#make(path, base, state);
    if (made.lasting && id.length <= MAX_CACHED_PATH) {
      if (this.#kept.size >= MAX_CACHED) this.#kept.clear();
      this.#kept.set(id, made);
    }
    return made;
  }

  #make(path: string, base: string, state: ReadState): Reply {
    if (path.length > MAX_PATH) return errorReply(400, [`paths have at most ${MAX_PATH} characters`]);
    const mark = path.indexOf("?");
    const text = decoded(mark < 0 ? path : path.slice(0, mark));
    if (text === undefined) return errorReply(400, ["the path is not valid percent-encoded UTF-8"]);
    const slash = text.indexOf("/");
    const [kind, rest] = slash < 0 ? [text, undefined] : [text.slice(0, slash), text.slice(slash + 1)];
    // Lookups ignore parameters, so they are only taken apart for searches.
    const query = (): URLSearchParams => new URLSearchParams(mark < 0 ? "" : path.slice(mark + 1));
    const timeOf = this.#source.timeOf ?? (() => undefined);
    const view: View = { reader: this.#reader!, base, explorer: this.#explorer, timeOf };
    switch (kind) {
      case "ip":
        return this.#number(view, state, askedIp(rest ?? ""));
      case "autnum":
        return this.#number(view, state, askedAutnum(rest ?? ""));
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
        return this.#related(view, state, kind, rest, query());
      case "entities":
        return rest === undefined
          ? this.#entities(view, state, query())
          : badRequest("entities has no further path");
      case "domain":
      case "nameserver":
      case "domains":
      case "nameservers":
        return errorReply(501, [
          "Domains and name servers are not served here yet; IANA's bootstrap registry names the server of a domain.",
        ]);
      default:
        return badRequest(`there is nothing of this kind; see ${base}/help`);
    }
  }

  #number(
    view: View,
    state: ReadState,
    asked: { ok: true; value: Asked } | { ok: false; error: Refusal },
  ): Reply {
    if (!asked.ok) return badRequest(asked.error.detail);
    const network = networkOver(view.reader, asked.value.space, asked.value.key);
    if (network === undefined) return errorReply(404, ["Nothing in this register contains it."]);
    return this.#object(view, state, network);
  }

  /** The answer of one object; its parts that repeat are written once in a state. */
  #object(view: View, state: ReadState, network: NetworkAt): Reply {
    const id = `${view.base} ${network.handle}`;
    const known = this.#objects.get(id);
    if (known !== undefined) return known;
    const asn = network.space === "asn";
    const head = `${asn ? "asn" : "ip"} ${view.base}`;
    let start = this.#starts.get(head);
    if (start === undefined) {
      const rdapConformance = asn ? [LEVEL_0, RELATIONS] : NUMBERS;
      const notices = noticesOf(this.#source, state, view.base);
      start = `${JSON.stringify({ rdapConformance, notices }).slice(0, -1)},`;
      this.#starts.set(head, start);
    }
    const body = Buffer.from(start + JSON.stringify(objectOf(view, network)).slice(1));
    const made: Reply = { status: 200, body, lasting: true };
    if (this.#objects.size >= MAX_CACHED) this.#objects.clear();
    this.#objects.set(id, made);
    return made;
  }

  #entity(view: View, state: ReadState, handle: string): Reply {
    const party = partyOf(view.reader, handle);
    if (party === undefined && !/.@./.test(handle)) return errorReply(404, ["No party has this handle."]);
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
      return index?.current === true ? errorReply(404, ["No holder has this handle."]) : notReady();
    }
    const entity = party === undefined ? unclaimedEntity(view, handle) : partyEntity(view, party);
    const remarks = cut ? [...(entity.remarks ?? []), TRUNCATED_OBJECT] : entity.remarks;
    const body = {
      rdapConformance: networks.length > 0 ? NUMBERS : [LEVEL_0, RELATIONS],
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
    return this.#object(view, state, network);
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
        rdapConformance: [LEVEL_0, ...more, ...ids],
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
      rdapConformance: [LEVEL_0],
      notices: cut ? [...notices, TRUNCATED_RESULTS] : notices,
      entitySearchResults: items.map((party) => partyEntity(view, party)),
    });
  }
}

const badRequest = (detail: string): Reply => errorReply(400, [detail]);
const notReady = (): Reply => ({
  ...errorReply(503, ["The list of holders is being made; ask again in a few seconds."], {
    "retry-after": "2",
  }),
  lasting: false,
});

const TRUNCATED_RESULTS: Remark = {
  title: "Not all results",
  type: "result set truncated due to excessive load",
  description: [
    "There may be more results: the search stopped at its limit, or the list of holders is being renewed. Narrow the search or ask again.",
  ],
};
const TRUNCATED_OBJECT: Remark = {
  title: "Not all resources",
  type: "object truncated due to excessive load",
  description: ["There may be more resources than are listed here."],
};

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
