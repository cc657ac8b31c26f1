/** `release`: ends an own reservation (SEMANTICS E5). Space set aside for an offer is freed with the offer. */
import type { BodyOf } from "../acts/fields.ts";
import type { Block } from "../acts/resource.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import type { ReservedRecord } from "../state/records.ts";
import { pick } from "../state/reader.ts";
import { namedOnce } from "./clauses.ts";
import { allBlocks } from "./holdings.ts";
import { RESOURCES } from "./terms.ts";

const FIELDS = { resources: RESOURCES } as const;

type C = Context<BodyOf<typeof FIELDS>>;

const reservation = (c: C, { key, space }: Block): ReservedRecord | undefined =>
  pick(c.state.at(space, key), "reserved");

export const release = defineKind({
  kind: "release",
  room: "numbers",
  summary: "End an own reservation",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    namedOnce,
    {
      rule: "E5",
      code: "not-reserved",
      field: "resources",
      detail: "name reservations of the signer as they stand in the register",
      holds: (c: C) => allBlocks(c.body.resources).every((b) => reservation(c, b)?.by === c.by.id),
    },
    {
      rule: "E2",
      code: "promised",
      field: "resources",
      detail: "this is set aside for an offer: withdraw the offer",
      holds: (c: C) => allBlocks(c.body.resources).every((b) => reservation(c, b)?.offer === undefined),
    },
  ],
  effect: (c) => {
    for (const block of allBlocks(c.body.resources)) {
      c.state.replace(block.space, block.key, reservation(c, block));
    }
  },
});
