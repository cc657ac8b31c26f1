/** `reserve`: a holder keeps part of its own holding out of allocation (SEMANTICS E5). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { namedOnce, ownEach } from "./clauses.ts";
import { allBlocks, isUnoccupied } from "./holdings.ts";
import { RESOURCES } from "./terms.ts";

const FIELDS = {
  resources: RESOURCES,
  reason: { type: "text", max: 100, doc: "what it is kept for; no personal data" },
  until: { type: "time", optional: true, doc: "when the reservation ends by itself" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const reserve = defineKind({
  kind: "reserve",
  room: "numbers",
  summary: "Keep part of an own holding out of allocation",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    namedOnce,
    ownEach,
    {
      rule: "E5",
      code: "not-vacant",
      field: "resources",
      detail: "something stands there already: a delegation, reservation, quarantine or claim",
      holds: (c: C) => allBlocks(c.body.resources).every((b) => isUnoccupied(c.state, b)),
    },
    {
      rule: "E5",
      code: "time-past",
      field: "until",
      detail: "a reservation ends in the future, or is released",
      holds: (c: C) => c.body.until === undefined || c.body.until > c.time,
    },
  ],
  effect: (c) => {
    const { reason, resources, until } = c.body;
    for (const { key, space } of allBlocks(resources)) {
      c.state.replace(space, key, undefined, {
        t: "reserved",
        by: c.by.id,
        reason,
        ...(until === undefined ? {} : { until }),
        since: c.index,
      });
    }
  },
});
