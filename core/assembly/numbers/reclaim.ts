/** `reclaim`: a decision takes a holding back to its parent; it rests in quarantine first (SEMANTICS G5, E3, H4). */
import { defineKind } from "../acts/kind.ts";
import { namedOnce } from "./clauses.ts";
import { rest } from "./rest.ts";
import {
  HOLDER,
  holdersTouched,
  partsTaken,
  protectionsTouched,
  separable,
  stillHeld,
  takeOut,
} from "./taking.ts";
import { RESOURCES } from "./terms.ts";

export const reclaim = defineKind({
  kind: "reclaim",
  room: "numbers",
  summary: "Take a holding back to its parent, by its holder's consent or due process",
  fields: { holder: HOLDER, resources: RESOURCES },
  authority: "decision",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  measureClass: "reclaim",
  affected: holdersTouched,
  protections: protectionsTouched,
  conditions: [namedOnce, stillHeld, separable],
  effect: (c) => {
    for (const block of partsTaken(c)) {
      rest(c, block, takeOut(c, block).record.holder, "reclaimed");
    }
  },
});
