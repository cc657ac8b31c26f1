/**
 * `resolve-conflict`: a decision says which of rival reports or claims stands (SEMANTICS F3). Reports stay on the record
 * as what their sources say; those that do not stand no longer count. Claimed holdings are not touched by it.
 */
import type { BodyOf } from "../acts/fields.ts";
import type { Block } from "../acts/resource.ts";
import { defineKind, type Context } from "../acts/kind.ts";
import { pick } from "../state/reader.ts";
import type { ClaimRecord, StateRecord } from "../state/records.ts";
import { namedOnce } from "./clauses.ts";
import { allBlocks, inside } from "./holdings.ts";
import { reportsInside, reportsOver } from "./reports.ts";
import { RESOURCES } from "./terms.ts";

const FIELDS = {
  resources: RESOURCES,
  stands: {
    type: "cases",
    tag: "what",
    doc: "the reports of one source, the claims that run, or none of them",
    cases: {
      source: { source: { type: "text", max: 32, doc: "label of the source" } },
      claim: {},
      nothing: {},
    },
  },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;
type Claim = { readonly block: Block; readonly record: ClaimRecord };

function claimsIn(c: C, block: Block): readonly Claim[] {
  const out: Claim[] = [];
  for (const { block: at, record } of inside(c.state, block, ["claim"])) {
    if (record.t === "claim") out.push({ block: at, record });
  }
  return out;
}

/** The reports that concern the block: at, around and inside it. */
const rivals = (c: C, block: Block) =>
  [...reportsOver(c.state, block), ...reportsInside(c.state, block)].map(({ record }) => record);

export const resolveConflict = defineKind({
  kind: "resolve-conflict",
  room: "numbers",
  summary: "Decide which of rival reports or claims stands",
  fields: FIELDS,
  authority: "decision",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  measureClass: "reassign",
  affected: (c: C) => {
    const parties = allBlocks(c.body.resources).flatMap((block) => [
      ...rivals(c, block).map(({ by }) => by),
      ...claimsIn(c, block).flatMap(({ record: { by, objections, to } }) => [by, to, ...objections]),
    ]);
    return [...new Set(parties)].sort();
  },
  conditions: [
    namedOnce,
    {
      rule: "F3",
      code: "no-conflict",
      field: "resources",
      detail: "there is nothing to decide: no rival reports of several sources, no contested claim",
      holds: (c: C) =>
        allBlocks(c.body.resources).every((block) => {
          const sources = new Set(rivals(c, block).map(({ source }) => source));
          return sources.size > 1 || claimsIn(c, block).some(({ record }) => record.objections.length > 0);
        }),
    },
    {
      rule: "F3",
      code: "not-a-rival",
      field: "stands",
      detail: "what is to stand has to be there: a source that reports the space, or a claim that runs",
      holds: (c: C) => {
        const { stands } = c.body;
        return allBlocks(c.body.resources).every((block) => {
          if (stands.what === "source")
            return rivals(c, block).some(({ source }) => source === stands.source);
          return stands.what === "nothing" || claimsIn(c, block).length > 0;
        });
      },
    },
  ],
  effect: (c) => {
    const { resources, stands } = c.body;
    for (const block of allBlocks(resources)) {
      for (const { block: at, record } of claimsIn(c, block)) {
        // A claim that stands matures by the clock, its CONTEST over; any other ends here.
        const next: StateRecord | undefined =
          stands.what === "claim" ? { ...record, objections: [], since: c.index } : undefined;
        c.state.replace(at.space, at.key, record, next);
      }
      const old = pick(c.state.at(block.space, block.key), "settled");
      c.state.replace(block.space, block.key, old, {
        t: "settled",
        ...(stands.what === "source" ? { stands: stands.source } : {}),
        decision: c.decision ?? "",
        since: c.index,
      });
    }
  },
});
