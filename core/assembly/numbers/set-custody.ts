/** `set-custody`: a holder lets another party, such as its registry, manage a holding (SEMANTICS E6). Never a transfer. */
import { defineKind, type Context } from "../acts/kind.ts";
import type { BodyOf } from "../acts/fields.ts";
import { namedOnce, notLocked, recipientKnown, wholeEach } from "./clauses.ts";
import { allBlocks, holdingAt, putHolding } from "./holdings.ts";
import { RESOURCES } from "./terms.ts";

const FIELDS = {
  to: { type: "party", doc: "who manages it; must accept" },
  resources: RESOURCES,
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const setCustody = defineKind({
  kind: "set-custody",
  room: "numbers",
  summary: "Let another party manage own holdings, visibly and revocably",
  fields: FIELDS,
  authority: "counterparty",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  needs: (c: C) => [c.body.to],
  conditions: [recipientKnown, namedOnce, wholeEach, notLocked],
  effect: (c) => {
    for (const block of allBlocks(c.body.resources)) {
      putHolding(c.state, block, { ...holdingAt(c.state, block)!, custody: c.body.to, since: c.index });
    }
  },
});
