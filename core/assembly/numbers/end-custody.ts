/** `end-custody`: the holder takes the management of its holding back, or the custodian lays it down (SEMANTICS E6). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { namedOnce } from "./clauses.ts";
import { allBlocks, holdingAt, putHolding } from "./holdings.ts";
import { RESOURCES } from "./terms.ts";

const FIELDS = { resources: RESOURCES } as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const endCustody = defineKind({
  kind: "end-custody",
  room: "numbers",
  summary: "Take the management of own holdings back, or lay it down",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    namedOnce,
    {
      rule: "E6",
      code: "not-in-custody",
      field: "resources",
      detail: "name whole holdings that are in custody, as they stand in the register",
      holds: (c: C) => allBlocks(c.body.resources).every((b) => holdingAt(c.state, b)?.custody !== undefined),
    },
    {
      rule: "E6",
      code: "not-holder",
      field: "resources",
      detail: "only the holder or the custodian ends a custody",
      holds: (c: C) =>
        allBlocks(c.body.resources).every((b) => {
          const record = holdingAt(c.state, b);
          return record?.holder === c.by.id || record?.custody === c.by.id;
        }),
    },
  ],
  effect: (c) => {
    for (const block of allBlocks(c.body.resources)) {
      const { custody: _custody, ...record } = holdingAt(c.state, block)!;
      putHolding(c.state, block, { ...record, since: c.index });
    }
  },
});
