/**
 * `authorise-routes`: a holder says which AS may originate its prefixes (SEMANTICS H1, H2). Own while it touches the
 * signer's space only; over space delegated to others each of those holders consents, unless the terms of its delegation
 * name the AS for an aggregate that stops above it.
 */
import { covers } from "@comity/resources";
import type { BodyOf } from "../acts/fields.ts";
import type { Block } from "../acts/resource.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { notLocked } from "../numbers/clauses.ts";
import { holdingOver } from "../numbers/holdings.ts";
import { reportsInside, reportsOver } from "../numbers/reports.ts";
import {
  AS0,
  authorisationsIn,
  lengthOf,
  othersInside,
  prefixBlock,
  putRoute,
  widthIn,
} from "./authorisations.ts";
import { retire } from "./leaving.ts";
import { nothingRests, ownPrefixes, prefixesOnly, routesOnce } from "./route-clauses.ts";
import { ROUTES } from "./route-fields.ts";

const FIELDS = { routes: ROUTES } as const;

type C = Context<BodyOf<typeof FIELDS>>;

/** Each named authorisation with its block; what is no prefix is left out. */
const named = (c: C) =>
  c.body.routes.flatMap((name) => {
    const block = prefixBlock(name);
    return block === undefined ? [] : [{ block, asn: name.asn, maxLength: lengthOf(name, block) }];
  });

/** Holders whose consent it needs (H2); an aggregate that their terms name needs none. */
function asked(c: C): readonly string[] {
  return named(c).flatMap(({ asn, block, maxLength }) =>
    othersInside(c.state, block, c.by.id).flatMap(({ block: at, record }) => {
      if (record.t === "claim") return record.to;
      return record.aggregate?.includes(asn) === true && maxLength < at.key.bits ? [] : record.holder;
    }),
  );
}

/** Whether the signer's own file shows a holder there that has not claimed; others' files bind it to nothing. */
function reportsUnclaimed(c: C, block: Block): boolean {
  if (reportsOver(c.state, block).some(({ record }) => record.by === c.by.id)) return true;
  for (const { block: at, record } of reportsInside(c.state, block)) {
    if (record.by === c.by.id && holdingOver(c.state, at)?.record.holder === c.by.id) return true;
  }
  return false;
}

export const authoriseRoutes = defineKind({
  kind: "authorise-routes",
  room: "routes",
  summary: "Say which AS numbers may originate own prefixes",
  fields: FIELDS,
  authority: "counterparty",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  needs: asked,
  conditions: [
    prefixesOnly,
    routesOnce,
    {
      rule: "H1",
      code: "max-length",
      field: "routes",
      detail: "the greatest length lies between the prefix's own and 32 (IPv6: 128)",
      holds: (c: C) =>
        named(c).every(({ block, maxLength }) => maxLength >= block.key.bits && maxLength <= widthIn(block)),
    },
    ownPrefixes,
    nothingRests,
    {
      rule: "F6",
      code: "reported-holder",
      field: "routes",
      detail: "your file shows a holder there: recognise it, and it authorises its own routes",
      holds: (c) =>
        named(c).every(
          ({ block }) =>
            holdingOver(c.state, block)?.record.label === undefined || !reportsUnclaimed(c, block),
        ),
    },
    {
      rule: "H2",
      code: "as0-over-others",
      field: "routes",
      detail: "AS0 over space delegated to others is always refused: name prefixes without them",
      holds: (c) =>
        named(c).every(({ asn, block }) => asn !== AS0 || othersInside(c.state, block, c.by.id).length === 0),
    },
    notLocked,
  ],
  effect: (c) => {
    for (const { asn, block, maxLength } of named(c)) {
      for (const { block: at, record } of authorisationsIn(c.state, block)) {
        // What a former holder left is replaced by the holder's own word (E4); children keep what they accepted.
        const own = holdingOver(c.state, at)?.record.holder === c.by.id;
        if (
          record.ends !== undefined &&
          record.wide !== true &&
          record.by !== c.by.id &&
          own &&
          covers(block.key, at.key)
        ) {
          retire(c, at, record, c.by.id);
        }
      }
      putRoute(c.state, block, { t: "route", asn, maxLength, by: c.by.id, since: c.index });
    }
  },
});
