/** Answers about addresses and AS numbers: the object itself, searches, relations (RFC 9082, RFC 9910). */
import { askedAutnum, askedIp } from "./asked.ts";
import type { Shelf } from "./kept.ts";
import type { NetworkAt, NumberSpace } from "./network-at.ts";
import { objectOf } from "./number-object.ts";
import { conformanceOf, type Question } from "./question.ts";
import {
  AUTNUM_SEARCH,
  badRequest,
  errorReply,
  IP_SEARCH,
  noticesOf,
  notReady,
  RELATIONS,
  reply,
  TRUNCATED_RESULTS,
  type Reply,
} from "./replies.ts";
import {
  around,
  byHandle,
  byName,
  inside,
  RELATION_NAMES,
  searchTerm,
  type Relation,
  type Results,
} from "./searches.ts";

/** What objects say they use; the relations their links lead to lie below `ips` and `autnums` (RFC 9910). */
export const OF_IP: readonly string[] = ["cidr0", RELATIONS, "ips"];
export const OF_AUTNUM: readonly string[] = [RELATIONS, "autnums"];
export const ADDRESSES: readonly NumberSpace[] = ["ipv4", "ipv6"];

type NumberKind = "ips" | "autnums";

/** The answer of one object; its parts that repeat are written once in a state. */
export function objectAnswer(
  { source, state, view }: Question,
  { objects, parts, starts }: Shelf,
  network: NetworkAt,
): Reply {
  const known = objects.get(network.handle);
  if (known !== undefined) return known;
  const asn = network.space === "asn";
  const head = asn ? "asn" : "ip";
  let start = starts.get(head);
  if (start === undefined) {
    const rdapConformance = conformanceOf(view, asn ? OF_AUTNUM : OF_IP);
    const notices = noticesOf(source, state, view.base);
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

/** `ips` and `autnums` by handle or name. */
export function numberSearch(q: Question, kind: NumberKind, query: URLSearchParams): Reply {
  const { view } = q;
  const term = searchTerm(query, ["handle", "name"]);
  if (!term.ok) return badRequest(term.error.detail);
  const spaces: readonly NumberSpace[] = kind === "ips" ? ADDRESSES : ["asn"];
  if (term.value.by === "handle") {
    return resultsOf(q, kind, byHandle(view, spaces, term.value.pattern));
  }
  const index = q.index.read();
  if (index === undefined) return notReady();
  const found = byName(view, spaces, term.value.pattern, index.places);
  return resultsOf(q, kind, { ...found, cut: found.cut || !index.current }, index.current);
}

/** What is around a block or inside it (RFC 9910 section 3). */
export function relatedNumbers(
  q: Question,
  shelf: Shelf,
  kind: NumberKind,
  rest: string,
  query: URLSearchParams,
): Reply {
  const { view } = q;
  const [extension, relation, ...value] = rest.split("/");
  if (extension !== RELATIONS || !RELATION_NAMES.includes(relation as Relation)) {
    return badRequest(`give ${RELATIONS}/RELATION/VALUE with a relation of ${RELATION_NAMES.join(", ")}`);
  }
  const asked = kind === "ips" ? askedIp(value.join("/")) : askedAutnum(value.join("/").replace(/^AS/i, ""));
  if (!asked.ok) return badRequest(asked.error.detail);
  if (query.has("status")) return errorReply(501, ["Relations cannot be limited to a status here."]);
  if (relation === "rdap-down" || relation === "rdap-bottom") {
    return resultsOf(q, kind, inside(view, asked.value, relation));
  }
  const network = around(view, asked.value, relation as "rdap-up" | "rdap-top");
  if (network === undefined) return errorReply(404, ["Nothing in this register is around it."]);
  return objectAnswer(q, shelf, network);
}

function resultsOf(
  { source, state, view }: Question,
  kind: NumberKind,
  { cut, items }: Results<NetworkAt>,
  lasting = true,
): Reply {
  const ids = kind === "ips" ? ["cidr0", ...IP_SEARCH] : AUTNUM_SEARCH;
  const notices = noticesOf(source, state, view.base);
  return reply(
    200,
    {
      rdapConformance: conformanceOf(view, [RELATIONS, ...ids]),
      notices: cut ? [...notices, TRUNCATED_RESULTS] : notices,
      [kind === "ips" ? "ipSearchResults" : "autnumSearchResults"]: items.map((n) => objectOf(view, n)),
    },
    lasting,
  );
}
