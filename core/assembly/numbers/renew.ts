/** `renew`: a lessor extends leases it granted, a list or all that end before a date (SEMANTICS E2). Only ever later. */
import type { BodyOf } from "../acts/fields.ts";
import { blocksOf, type Block } from "../acts/resource.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { isTimely } from "../fold/timely.ts";
import type { HoldingRecord } from "../state/records.ts";
import {
  allBlocks,
  holdingAt,
  holdingOver,
  inside,
  parentHolding,
  putHolding,
  termsFit,
} from "./holdings.ts";
import { RESOURCES } from "./terms.ts";

/** Most leases one act extends. */
export const MAX_RENEWALS = 10_000;

const FIELDS = {
  leases: {
    type: "cases",
    tag: "which",
    doc: "the leases by name, or all inside an own block that end before a date",
    cases: {
      named: { resources: RESOURCES },
      ending: {
        within: { type: "resource", doc: "own block in which to look" },
        before: { type: "time", doc: "leases that end before this time" },
      },
    },
  },
  until: { type: "time", doc: "new end of the leases" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;
type Lease = { readonly block: Block; readonly record: HoldingRecord };

/** The leases the act means; `undefined` in the list for a name that is no lease. */
function leasesOf(c: C): readonly (Lease | undefined)[] {
  const { leases } = c.body;
  if (leases.which === "named") {
    return allBlocks(leases.resources).map((block) => {
      const record = holdingAt(c.state, block);
      return record?.terms.kind === "lease" ? { block, record } : undefined;
    });
  }
  const found: Lease[] = [];
  for (const around of blocksOf(leases.within)) {
    for (const { block, record } of inside(c.state, around, ["holding"])) {
      if (record.t !== "holding" || record.terms.kind !== "lease") continue;
      if (record.terms.until >= leases.before || !grantedBy(c, block)) continue;
      found.push({ block, record });
      if (found.length > MAX_RENEWALS) return found;
    }
  }
  return found;
}

const grantedBy = (c: C, block: Block): boolean => parentHolding(c.state, block)?.record.holder === c.by.id;

export const renew = defineKind({
  kind: "renew",
  room: "numbers",
  summary: "Extend leases that the signer granted, by name or all that end before a date",
  fields: FIELDS,
  authority: "party",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: true,
  conditions: [
    {
      rule: "E2",
      code: "not-lease",
      field: "leases",
      detail: "name leases as they stand in the register",
      holds: (c: C) => leasesOf(c).every((lease) => lease !== undefined),
    },
    {
      rule: "E2",
      code: "not-lessor",
      field: "leases",
      detail: "only the lessor extends a lease, and looks for leases in its own holding",
      holds: (c: C) => {
        const { leases } = c.body;
        return leases.which === "named"
          ? leasesOf(c).every((lease) => lease === undefined || grantedBy(c, lease.block))
          : blocksOf(leases.within).every((b) => holdingOver(c.state, b)?.record.holder === c.by.id);
      },
    },
    {
      rule: "E2",
      code: "leases-number",
      field: "leases",
      detail: `one act extends 1 to ${MAX_RENEWALS} leases: choose an earlier date or a smaller block`,
      holds: (c: C) => {
        const number = leasesOf(c).length;
        return number > 0 && number <= MAX_RENEWALS;
      },
    },
    {
      rule: "C4",
      code: "renewal-late",
      field: "leases",
      detail: "the lease is over, and no quorum of witnesses countersigned the renewal before",
      holds: (c: C) =>
        leasesOf(c).every((lease) => {
          const terms = lease?.record.terms;
          return terms?.kind !== "lease" || isTimely(c, terms.until);
        }),
    },
    {
      rule: "E2",
      code: "lease-shorter",
      field: "until",
      detail: "a lessor extends a lease and never shortens it",
      holds: (c: C) =>
        leasesOf(c).every((lease) => {
          const terms = lease?.record.terms;
          return terms?.kind !== "lease" || terms.until < c.body.until;
        }),
    },
    {
      rule: "E2",
      code: "terms-longer-than-parent",
      field: "until",
      detail: "a lease never outlives the holding it comes from",
      holds: (c: C) =>
        leasesOf(c).every((lease) => {
          const parent = lease && parentHolding(c.state, lease.block);
          return (
            parent === undefined ||
            termsFit({ kind: "lease", until: c.body.until }, parent.record.terms, c.time)
          );
        }),
    },
  ],
  effect: (c) => {
    for (const lease of leasesOf(c)) {
      const { block, record } = lease!;
      putHolding(c.state, block, {
        ...record,
        terms: { kind: "lease", until: c.body.until },
        since: c.index,
      });
    }
  },
});
