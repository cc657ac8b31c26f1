/** Answers about entities: parties, and holders that only files name. */
import { partyEntity, partyOf, unclaimedEntity } from "./entity-object.ts";
import { MAX_RESULTS } from "./limits.ts";
import { ADDRESSES, OF_AUTNUM, OF_IP } from "./number-answers.ts";
import { objectOf } from "./number-object.ts";
import { conformanceOf, type Question } from "./question.ts";
import {
  badRequest,
  noticesOf,
  notReady,
  reply,
  TRUNCATED_OBJECT,
  TRUNCATED_RESULTS,
  type Reply,
} from "./replies.ts";
import { entitiesBy, held, searchTerm } from "./searches.ts";
import type { Autnum, IpNetwork } from "./shapes.ts";

/** One party, or a holder that files name; `missing` says that there is none. */
export function entityAnswer(
  { index: holders, source, state, view }: Question,
  handle: string,
  missing: (detail: string) => Reply,
): Reply {
  const party = partyOf(view.reader, handle);
  if (party === undefined && !/.@./.test(handle)) return missing("No party has this handle.");
  const index = holders.read();
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
    rdapConformance: conformanceOf(view, [
      ...new Set([...(networks.length > 0 ? OF_IP : []), ...(autnums.length > 0 ? OF_AUTNUM : [])]),
    ]),
    notices: noticesOf(source, state, view.base),
    ...entity,
    ...(remarks === undefined ? {} : { remarks }),
    ...(networks.length === 0 ? {} : { networks }),
    ...(autnums.length === 0 ? {} : { autnums }),
  };
  return reply(200, body, index?.current === true);
}

/** Parties by name or handle. */
export function entitySearch({ source, state, view }: Question, query: URLSearchParams): Reply {
  const term = searchTerm(query, ["fn", "handle"]);
  if (!term.ok) return badRequest(term.error.detail);
  const { cut, items } = entitiesBy(view, term.value.by, term.value.pattern);
  const notices = noticesOf(source, state, view.base);
  return reply(200, {
    rdapConformance: conformanceOf(view, []),
    notices: cut ? [...notices, TRUNCATED_RESULTS] : notices,
    entitySearchResults: items.map((party) => partyEntity(view, party)),
  });
}
