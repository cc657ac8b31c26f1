/** `correct`: a holder corrects the remark on own holdings; the log keeps the history (SEMANTICS E5). */
import { defineKind } from "../acts/kind.ts";
import { namedOnce, wholeEach } from "./clauses.ts";
import { allBlocks, holdingAt, putHolding } from "./holdings.ts";
import { NOTE, RESOURCES } from "./terms.ts";

const FIELDS = {
  resources: RESOURCES,
  note: { ...NOTE, doc: "the new remark; none when left out" },
} as const;

export const correct = defineKind({
  kind: "correct",
  room: "numbers",
  summary: "Correct or remove the remark on own holdings",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: true,
  whileSuspended: true,
  conditions: [namedOnce, wholeEach],
  effect: (c) => {
    for (const block of allBlocks(c.body.resources)) {
      const { note: _note, ...record } = holdingAt(c.state, block)!;
      const { note } = c.body;
      putHolding(c.state, block, { ...record, ...(note === undefined ? {} : { note }), since: c.index });
    }
  },
});
