/** `accept-rules`: a holder agrees that the constitution now in force protects its holdings from here on (SEMANTICS G6). */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { namedOnce, notLocked, wholeEach } from "./clauses.ts";
import { protectionNow } from "./granted.ts";
import { allBlocks, holdingAt, putHolding } from "./holdings.ts";
import { RESOURCES } from "./terms.ts";

const FIELDS = {
  resources: RESOURCES,
  version: { type: "integer", min: 1, max: Number.MAX_SAFE_INTEGER, doc: "constitution version agreed to" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const acceptRules = defineKind({
  kind: "accept-rules",
  room: "numbers",
  summary: "Agree that the constitution in force protects own holdings from now on",
  fields: FIELDS,
  authority: "party",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  conditions: [
    namedOnce,
    wholeEach,
    {
      rule: "G6",
      code: "version-not-in-force",
      field: "version",
      detail: "name the version of the constitution that is in force: it may have changed meanwhile",
      holds: (c: C) => c.body.version === protectionNow(c),
    },
    notLocked,
  ],
  effect: (c) => {
    for (const block of allBlocks(c.body.resources)) {
      putHolding(c.state, block, {
        ...holdingAt(c.state, block)!,
        protection: c.body.version,
        since: c.index,
      });
    }
  },
});
