/** Parties: list and page of one, with lanes and holdings. */
import type { Held, Lane, Page, Parties, Party, PartySummary } from "@comity/api";
import { textKey, textPrefix, pick, type PartyRecord, type StateReader } from "@comity/assembly";
import { ok, refuse, type Result } from "@comity/canon";
import { parseKey, textOf, type Key, type Space } from "@comity/resources";
import { HELD, type HoldingsIndex } from "./holdings-index.ts";
import { href } from "./party-ref.ts";
import { asOf, type ReadState } from "./read-state.ts";

export function partyList(state: ReadState, after: string | undefined, limit: number): Parties {
  const items: PartySummary[] = [];
  const from = after === undefined ? undefined : textKey(`party/${after}`);
  for (const { records } of state.reader.within("parties", textPrefix("party/"), from)) {
    const record = pick(records, "party");
    if (record === undefined) continue;
    if (items.length === limit) return { asOf: asOf(state), items, next: items.at(-1)!.id };
    items.push(summaryOf(record));
  }
  return { asOf: asOf(state), items };
}

function summaryOf(record: PartyRecord): PartySummary {
  const { id, name, label, kind, status, seats, joined, joinedAt } = record;
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(label === undefined ? {} : { label }),
    href: href("parties", id),
    kind,
    status,
    seats,
    joined,
    joinedAt,
  };
}

/** Codes `party-unknown`, `query-value`. With the index of this very state the registers are not walked. */
export function partyPage(
  state: ReadState,
  id: string,
  after: string | undefined,
  limit: number,
  index?: HoldingsIndex,
): Result<Party> {
  const { reader } = state;
  const record = reader.text("parties", `party/${id}`, "party");
  if (record === undefined) return refuse("party-unknown", `no party ${id} here`, "id");
  const holdings = holdingsOf(reader, id, after, limit, index?.size === state.size ? index : undefined);
  if (!holdings.ok) return holdings;
  const { policy, since, lockedUntil, suspendedUntil, recovery } = record;
  return ok({
    ...summaryOf(record),
    asOf: asOf(state),
    policy,
    since,
    ...(lockedUntil === undefined ? {} : { lockedUntil }),
    ...(suspendedUntil === undefined ? {} : { suspendedUntil }),
    recovery: recovery !== undefined,
    lanes: lanesOf(reader, id),
    equivocations: equivocationsOf(reader, id),
    holdings: holdings.value,
  });
}

/** The text of a text key, without its terminator. */
const keyText = (key: Key): string => Buffer.from(key.bytes).toString("utf8").replace(/\0+$/, "");

function lanesOf(reader: StateReader, party: string): Lane[] {
  const prefix = `lane/${party}/`;
  const lanes: Lane[] = [];
  for (const { key, records } of reader.within("parties", textPrefix(prefix))) {
    const lane = pick(records, "lane");
    if (lane !== undefined)
      lanes.push({ party, lane: keyText(key).slice(prefix.length), seq: lane.seq, prev: lane.prev });
  }
  return lanes;
}

function equivocationsOf(reader: StateReader, party: string): Party["equivocations"] {
  const prefix = `equivocation/${party}/`;
  return [...reader.within("parties", textPrefix(prefix))].flatMap(({ key, records }) => {
    const record = pick(records, "equivocation");
    const [lane, seq] = keyText(key).slice(prefix.length).split("/") as [string, string];
    return record === undefined ? [] : [{ lane, seq: Number(seq), index: record.since }];
  });
}

type Cursor = { readonly space: Space; readonly key: Key };

/** The party's holdings in order of space and key. Records are canonical JSON, so a holding of the party says so in exactly these bytes. */
function* walked(reader: StateReader, party: string, after: Cursor | undefined): Generator<Cursor> {
  const own = `"holder":${JSON.stringify(party)}`;
  for (const space of HELD.slice(after === undefined ? 0 : HELD.indexOf(after.space))) {
    const all: Key = { bytes: new Uint8Array(space === "ipv6" ? 16 : 4), bits: 0 };
    const found = reader.mentioning(space, all, own, space === after?.space ? after.key : undefined);
    for (const { key } of found) yield { space, key };
  }
}

/** A page in that order: the cursor is `space|text`. */
function holdingsOf(
  reader: StateReader,
  party: string,
  after: string | undefined,
  limit: number,
  index: HoldingsIndex | undefined,
): Result<Page<Held>> {
  const from = cursorOf(after);
  if (!from.ok) return from;
  const items: Held[] = [];
  let next = "";
  for (const { key, space } of index?.of(party, from.value) ?? walked(reader, party, from.value)) {
    const record = pick(reader.at(space, key), "holding");
    if (record?.holder !== party) continue;
    if (items.length === limit) return ok({ items, next });
    const resource = textOf(space, key);
    items.push({
      resource,
      href: href("resources", resource),
      terms: record.terms,
      from: record.from,
      since: record.since,
    });
    next = `${space}|${resource}`;
  }
  return ok({ items });
}

function cursorOf(after: string | undefined): Result<Cursor | undefined> {
  if (after === undefined) return ok(undefined);
  const [space = "", text = ""] = after.split("|");
  if (!HELD.includes(space as Space)) return refuse("query-value", "use `next` of the page before", "after");
  const key = parseKey(space as Space, text, "after");
  return key.ok ? ok({ space: space as Space, key: key.value }) : key;
}
