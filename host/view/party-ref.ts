/** How answers name a party. */
import type { PartyRef } from "@comity/api";
import { pick, textPrefix, type PartyRecord, type StateReader } from "@comity/assembly";

/** Addresses of the explorer's pages. */
export const href = (kind: "resources" | "parties" | "decisions" | "entries", id: string): string =>
  `/${kind}/${kind === "resources" ? id : encodeURIComponent(id)}`;

export function partyRef(reader: StateReader, id: string): PartyRef {
  const record = reader.text("parties", `party/${id}`, "party");
  return {
    id,
    ...(record?.name === undefined ? {} : { name: record.name }),
    ...(record?.label === undefined ? {} : { label: record.label }),
    href: href("parties", id),
  };
}

/** Parties in order of identifier. */
export function* allParties(reader: StateReader): Generator<PartyRecord, void, void> {
  for (const { records } of reader.within("parties", textPrefix("party/"))) {
    const record = pick(records, "party");
    if (record !== undefined) yield record;
  }
}
