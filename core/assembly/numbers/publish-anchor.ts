/**
 * `publish-anchor`: a registry names the trust anchors of its RPKI, by the hashes of their keys. Under them parties prove that
 * they control what the registry's file reports (SEMANTICS F4).
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { notLocked } from "./clauses.ts";

/** An old and a new one at a change of keys, for addresses and numbers apart. */
export const MAX_ANCHORS = 4;

const FIELDS = {
  keys: {
    type: "list",
    of: { type: "hash" },
    min: 0,
    max: MAX_ANCHORS,
    doc: "SHA-256 of the SubjectPublicKeyInfo of each trust anchor; none takes them back",
  },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const publishAnchor = defineKind({
  kind: "publish-anchor",
  room: "numbers",
  summary: "Name the trust anchors under which control of what the registry's file reports is proven",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    {
      rule: "F4",
      code: "not-registry",
      detail:
        "only a registry, with the label by which IANA and published files name it, has trust anchors here",
      holds: (c: C) => c.by.label !== undefined,
    },
    notLocked,
  ],
  effect: (c) => {
    const { keys } = c.body;
    const record = { t: "anchor", keys, since: c.index } as const;
    c.state.setText("parties", `anchor/${c.by.id}`, keys.length === 0 ? undefined : record);
  },
});
