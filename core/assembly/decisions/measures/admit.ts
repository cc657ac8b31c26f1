/** `admit` (measure): a party is given a seat (SEMANTICS A2: it joined by an act of its own; G2: it cools off). */
import type { BodyOf } from "../../acts/fields.ts";
import { defineKind, type Context } from "../../acts/kind.ts";
import { constitutionOf } from "../rules-of.ts";

const FIELDS = {
  party: { type: "party", doc: "party to seat" },
  chamber: { type: "text", max: 64, doc: "chamber of the constitution" },
  weight: {
    type: "integer",
    min: 1,
    max: 1_000_000_000,
    doc: "declared weight or published figure; 1 where all are equal",
  },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const partyOf = (c: C) => c.state.text("parties", `party/${c.body.party}`, "party");

/** Whether it sits in another chamber already. */
const isSeated = (c: C): boolean =>
  Object.keys(partyOf(c)?.seats ?? {}).some((chamber) => chamber !== c.body.chamber);

export const admit = defineKind({
  kind: "admit",
  room: "decisions",
  summary: "Give a party a seat in a chamber",
  fields: FIELDS,
  authority: "decision",
  measureClass: "admission",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: false,
  affected: (c: C) => (isSeated(c) ? [c.body.party] : []),
  conditions: [
    {
      rule: "A2",
      code: "party-unknown",
      field: "party",
      detail: "the party has to join by an act of its own first",
      holds: (c: C) => partyOf(c) !== undefined,
    },
    {
      rule: "G1",
      code: "chamber-unknown",
      field: "chamber",
      detail: "seats are given by decision in chambers whose membership the constitution leaves to one",
      holds: (c) => {
        const version = c.state.text("decisions", "assembly", "assembly")!.constitution;
        const chambers = constitutionOf(c.state, version)?.chambers ?? {};
        return (
          Object.hasOwn(chambers, c.body.chamber) && chambers[c.body.chamber]!.membership.by === "decision"
        );
      },
    },
    {
      rule: "S6",
      code: "already-seated",
      field: "chamber",
      detail: "the party has this seat",
      holds: (c) => !Object.hasOwn(partyOf(c)!.seats, c.body.chamber),
    },
    {
      rule: "A2",
      code: "member-not-consenting",
      field: "party",
      detail:
        "a party that has a seat consents to another one: nobody judges what it decides, so that a seat can cost one",
      holds: (c) => !isSeated(c) || c.decision === undefined || c.consents.has(c.body.party),
    },
  ],
  effect: (c) => {
    const party = partyOf(c)!;
    const seats = { ...party.seats, [c.body.chamber]: c.body.weight };
    // A seat more does not silence the seats a party has: only those given lately cool off.
    const cooling = party.seatedAt !== undefined && party.seatedAt + c.parameters.cooling > c.time;
    const newSeats = [...(cooling ? (party.newSeats ?? []) : []), c.body.chamber];
    c.state.setText("parties", `party/${party.id}`, {
      ...party,
      seats,
      seatedAt: c.time,
      newSeats,
      since: c.index,
    });
  },
});
