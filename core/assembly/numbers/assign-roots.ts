/** `assign-roots`: a decision takes over blocks that IANA gave to registries since (SEMANTICS F1). Nobody loses any. */
import { defineKind, type Context } from "../acts/kind.ts";
import type { BodyOf } from "../acts/fields.ts";
import { assignRoots, rootsReadable } from "./roots.ts";

const FIELDS = { dataset: { type: "hash", doc: "dataset of IANA's blocks (kind roots)" } } as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const assignRootsKind = defineKind({
  kind: "assign-roots",
  room: "numbers",
  summary: "Enter the blocks that IANA's registries give out; what is held stays as it is",
  fields: FIELDS,
  authority: "decision",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  measureClass: "ordinary",
  affected: () => [],
  conditions: [
    {
      rule: "F1",
      code: "roots-unreadable",
      field: "dataset",
      detail: "the dataset of blocks is missing or not of kind roots",
      holds: (c: C) => rootsReadable(c, c.body.dataset),
    },
  ],
  effect: (c) => assignRoots(c, c.body.dataset),
});
