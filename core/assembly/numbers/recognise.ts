/**
 * `recognise`: the registry that holds a block, or whose file reports it, recognises a party for resources in it
 * (SEMANTICS F4). The party accepts, whoever else holds the space around consents, then CONTEST runs; a claim nobody
 * objected to becomes a holding.
 */
import type { BodyOf } from "../acts/fields.ts";
import type { Block } from "../acts/resource.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { namedOnce, notLocked, recipientKnown } from "./clauses.ts";
import { allBlocks, casesOn, holdingOver, isUnoccupied, termsFit } from "./holdings.ts";
import { identityOf, reportsAll, reportsInside, reportsOver } from "./reports.ts";
import { setAside, takeAside } from "./set-aside.ts";
import { coveringClauses } from "../routes/covering.ts";
import { COVERING } from "../routes/route-fields.ts";
import { NOTE, RESOURCES, TERMS } from "./terms.ts";

const FIELDS = {
  to: { type: "party", doc: "who is recognised; must accept" },
  resources: RESOURCES,
  terms: { ...TERMS, optional: true, doc: "terms of the holding; permanent when left out" },
  covering: COVERING,
  note: NOTE,
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const PERMANENT = { kind: "permanent" } as const;

const holdsAround = (c: C, block: Block): boolean => holdingOver(c.state, block)?.record.holder === c.by.id;

/** Who the party is in the signer's file: the one identity that is reported over all of the block. */
function identityIn(c: C, block: Block): string | undefined {
  const over = reportsOver(c.state, block).findLast(({ record }) => record.by === c.by.id);
  if (over !== undefined) return identityOf(over.record);
  const found = new Set<string | undefined>();
  for (const { record } of reportsInside(c.state, block)) {
    if (record.by === c.by.id) found.add(identityOf(record));
  }
  return found.size === 1 ? [...found][0] : undefined;
}

export const recognise = defineKind({
  kind: "recognise",
  room: "numbers",
  summary: "Recognise a party as the holder of what a registry's file reports or its block contains",
  fields: FIELDS,
  authority: "counterparty",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  // Nobody's space is claimed from without its consent: silence in CONTEST is not consent.
  needs: (c: C) => [
    c.body.to,
    ...allBlocks(c.body.resources).flatMap((b) => holdingOver(c.state, b)?.record.holder ?? []),
  ],
  conditions: [
    recipientKnown,
    namedOnce,
    {
      rule: "F4",
      code: "not-registry",
      field: "resources",
      detail:
        "only the holder of the block, or the registry whose file reports all of it, recognises a holder there",
      holds: (c: C) =>
        allBlocks(c.body.resources).every((b) => holdsAround(c, b) || reportsAll(c.state, c.by.id, b)),
    },
    {
      rule: "F4",
      code: "not-vacant",
      field: "resources",
      detail: "somebody's claimed holding, a claim, a reservation or a quarantine stands there",
      holds: (c: C) =>
        allBlocks(c.body.resources).every(
          (b) =>
            isUnoccupied(c.state, b, c.offer) && !(holdingOver(c.state, b)?.block.key.bits === b.key.bits),
        ),
    },
    {
      rule: "E2",
      code: "terms-longer-than-parent",
      field: "terms",
      detail: "a holding never outlives the one around it, nor starts in the past",
      holds: (c: C) =>
        allBlocks(c.body.resources).every((b) =>
          termsFit(c.body.terms ?? PERMANENT, holdingOver(c.state, b)?.record.terms ?? PERMANENT, c.time),
        ),
    },
    {
      rule: "G5",
      code: "case-runs",
      field: "resources",
      detail: "a case runs about the holding around it: wait for its end",
      holds: (c: C) => casesOn(c.state, allBlocks(c.body.resources)).length === 0,
    },
    ...coveringClauses((c: C) => allBlocks(c.body.resources)),
    notLocked,
  ],
  // Only own space is set aside: an offer about others' space must not keep them from using it.
  offered: (c, offer) =>
    setAside(
      c,
      allBlocks(c.body.resources).filter((b) => holdsAround(c, b)),
      offer,
    ),
  effect: (c) => {
    const { note, resources, terms, to } = c.body;
    for (const block of allBlocks(resources)) {
      takeAside(c, block);
      const identity = identityIn(c, block);
      c.state.replace(block.space, block.key, undefined, {
        t: "claim",
        to,
        by: c.by.id,
        terms: terms ?? PERMANENT,
        until: c.time + c.parameters.contest,
        objections: [],
        ...(note === undefined ? {} : { note }),
        ...(identity === undefined ? {} : { identity }),
        since: c.index,
      });
    }
  },
});
