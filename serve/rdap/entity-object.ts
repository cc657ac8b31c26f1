/** Entities (RFC 9083 section 5.1): parties of the assembly, and holders as a registry's file names them. */
import type { PartyRecord, ReportRecord, StateReader } from "@comity/assembly";
import { contactOf, type Format } from "./contact.ts";
import type { Parts } from "./kept.ts";
import { dateOf, link, type Entity, type Remark } from "./shapes.ts";

type View = {
  readonly reader: StateReader;
  readonly base: string;
  readonly explorer: string | undefined;
  readonly format: Format;
  readonly parts: Parts;
};

/** Handle of a holder that a file names and that is no party (SEMANTICS F2): `opaque-id@source`. */
export const unclaimedHandle = ({ holder, source }: ReportRecord): string => `${holder ?? ""}@${source}`;

export const partyOf = (reader: StateReader, id: string): PartyRecord | undefined =>
  reader.text("parties", `party/${id}`, "party");

export const entityUrl = (base: string, handle: string): string =>
  `${base}/entity/${encodeURIComponent(handle)}`;

/** As it stands inside another object. */
export function embeddedEntity(view: View, handle: string, role: string): Entity {
  const { base, format, parts, reader } = view;
  const made = (name: string): Entity => {
    const self = entityUrl(base, handle);
    return {
      objectClassName: "entity",
      handle,
      ...contactOf(format, name, self),
      roles: [role],
      links: [link(self, "self", self)],
    };
  };
  // No identifier of a party has an @. Parties are few and stand in nearly every answer.
  if (handle.includes("@")) return made(handle);
  return parts.keep(`entity ${role} ${handle}`, () => made(partyOf(reader, handle)?.name ?? handle));
}

export function partyEntity({ base, explorer, format }: View, party: PartyRecord): Entity {
  const { id, joinedAt, kind, name, status } = party;
  const self = entityUrl(base, id);
  const remarks: Remark[] = [
    { title: "Party", description: [`A party of this assembly (${kind}), since log entry ${party.joined}.`] },
  ];
  if (status === "suspended") {
    remarks.push({
      title: "Suspended",
      description: ["It is suspended: its votes and new acts are limited. Its holdings stay as they are."],
    });
  }
  remarks.push({ title: "Contact", description: ["No abuse contact is known here yet."] });
  return {
    objectClassName: "entity",
    handle: id,
    ...contactOf(format, name ?? id, self),
    status: [status === "active" ? "active" : "locked"],
    events: [{ eventAction: "registration", eventDate: dateOf(joinedAt) }],
    remarks,
    links: [
      link(self, "self", self),
      ...(explorer === undefined
        ? []
        : [link(self, "alternate", `${explorer}/parties/${encodeURIComponent(id)}`, "text/html")]),
    ],
  };
}

export function unclaimedEntity({ base, format }: View, handle: string): Entity {
  const self = entityUrl(base, handle);
  const at = handle.lastIndexOf("@");
  return {
    objectClassName: "entity",
    handle,
    ...contactOf(format, handle, self),
    status: ["active"],
    remarks: [
      {
        title: "Unclaimed",
        description: [
          `The file of ${handle.slice(at + 1)} names this holder by the identifier ${handle.slice(0, at)}. It is no party here and has claimed nothing; the file has no name for it.`,
        ],
      },
    ],
    links: [link(self, "self", self)],
  };
}
