/**
 * `claim`: a party proves that it controls what a registry's file reports and nobody has claimed (SEMANTICS F4): by a signed
 * checklist under that registry's trust anchor, which the fold judges from the evidence in the act, or by a record in the
 * reverse zone, which observers say they have seen. CONTEST runs; the registry, and whoever else has something there, may object.
 */
import type { BodyOf } from "../acts/fields.ts";
import { defineKind, type Condition, type Context } from "../acts/kind.ts";
import type { Block } from "../acts/resource.ts";
import { ok, refuse, type Result } from "@comity/canon";
import { coveringClauses } from "../routes/covering.ts";
import { COVERING } from "../routes/route-fields.ts";
import { namedOnce, notLocked } from "./clauses.ts";
import { claimHash, verifyControl } from "./control/control.ts";
import { allBlocks, casesOn, holdingOver, isUnoccupied } from "./holdings.ts";
import { identityOf, reportsAll, reportsOver } from "./reports.ts";
import { NOTE, RESOURCES } from "./terms.ts";

/** Observers of a reverse zone: fewer could be the claimant's friends. */
const MIN_OBSERVERS = 3;
const MAX_OBSERVERS = 8;
/** Certificates from the trust anchor down to the one that issued the signer's. */
const MAX_CHAIN = 8;
const DER = { type: "text", max: 32_000 } as const;

const FIELDS = {
  resources: RESOURCES,
  registry: { type: "party", doc: "the registry whose file reports them" },
  proof: {
    type: "cases",
    tag: "by",
    doc: "how control is proven",
    cases: {
      checklist: {
        checklist: { ...DER, doc: "RFC 9323 signed checklist with the claim's hash, DER in base64" },
        chain: {
          type: "list",
          of: DER,
          min: 1,
          max: MAX_CHAIN,
          doc: "certificates from the trust anchor down, DER in base64",
        },
        lists: {
          type: "list",
          of: DER,
          min: 1,
          max: MAX_CHAIN,
          doc: "the list of revoked certificates of each of them, DER in base64",
        },
      },
      zone: {
        observers: {
          type: "list",
          of: { type: "party" },
          min: MIN_OBSERVERS,
          max: MAX_OBSERVERS,
          doc: "members that saw the claim's hash in the reverse zone, in order; each signs or accepts",
        },
      },
    },
  },
  covering: COVERING,
  note: NOTE,
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const blocksIn = (c: C): readonly Block[] => allBlocks(c.body.resources);

/** What the evidence in the act proves; observers' words are no evidence but theirs. */
function proven(c: C): Result<true> {
  const { proof, registry, resources } = c.body;
  if (proof.by === "zone") return ok(true);
  const hash = claimHash(c.act.assembly, c.by.id, resources);
  const anchor = verifyControl(proof, { hash, blocks: blocksIn(c), time: c.time });
  if (!anchor.ok) return anchor;
  const known = c.state.text("parties", `anchor/${registry}`, "anchor")?.keys ?? [];
  return known.includes(anchor.value)
    ? ok(true)
    : refuse("evidence-anchor", "the chain begins at no trust anchor that the registry has published");
}

function observersFit(c: C): boolean {
  const { proof } = c.body;
  if (proof.by !== "zone") return true;
  return proof.observers.every((id, i) => {
    const party = c.state.text("parties", `party/${id}`, "party");
    const inOrder = i === 0 || proof.observers[i - 1]! < id;
    return inOrder && id !== c.by.id && party !== undefined && Object.keys(party.seats).length > 0;
  });
}

type Given = Pick<C["body"], "covering" | "resources"> & { readonly to: string };
/** As for who is recognised: here the recipient is the signer. */
const covered: readonly Condition<C["body"]>[] = coveringClauses((c: Context<Given>) =>
  allBlocks(c.body.resources),
).map(({ code, detail, holds, rule }) => ({
  rule,
  code,
  field: "covering",
  detail,
  holds: (c: C) => holds({ ...c, body: { ...c.body, to: c.by.id } }),
}));

export const claim = defineKind({
  kind: "claim",
  room: "numbers",
  summary: "Prove control of what a registry's file reports, by a signed checklist or the reverse zone",
  fields: FIELDS,
  authority: "counterparty",
  shared: true,
  passkeyMaySign: false,
  whileSuspended: false,
  needs: (c: C) => (c.body.proof.by === "zone" ? c.body.proof.observers : []),
  conditions: [
    namedOnce,
    {
      rule: "F4",
      code: "not-reported",
      field: "resources",
      detail: "the registry's newest file does not report each of them whole as allocated or assigned",
      holds: (c: C) => blocksIn(c).every((b) => reportsAll(c.state, c.body.registry, b)),
    },
    {
      rule: "F4",
      code: "not-vacant",
      field: "resources",
      detail: "somebody's claimed holding, a claim, a reservation or a quarantine stands there",
      holds: (c) => blocksIn(c).every((b) => isUnoccupied(c.state, b, c.offer)),
    },
    {
      rule: "P1",
      code: "not-unclaimed",
      field: "resources",
      detail: "it lies in a holding that is claimed: its holder delegates, or recognises whom it reports",
      holds: (c) =>
        blocksIn(c).every((b) => {
          const over = holdingOver(c.state, b);
          return over === undefined || (over.record.label !== undefined && over.block.key.bits < b.key.bits);
        }),
    },
    {
      rule: "F4",
      code: "no-zone",
      field: "proof",
      detail: "only addresses have reverse zones: prove control by a signed checklist",
      holds: (c) =>
        c.body.proof.by !== "zone" || blocksIn(c).every(({ space }) => space === "ipv4" || space === "ipv6"),
    },
    {
      rule: "F4",
      code: "observers-unfit",
      field: "proof",
      detail: "observers are other parties that have a seat, each once, in order",
      holds: observersFit,
    },
    {
      rule: "F4",
      code: "control-unproven",
      field: "proof",
      detail: "the evidence does not prove control of all of them under the registry's trust anchor",
      holds: (c) => proven(c).ok,
      because: (c) => {
        const said = proven(c);
        return said.ok ? undefined : { ...said.error, field: "/body/proof" };
      },
    },
    {
      rule: "G5",
      code: "case-runs",
      field: "resources",
      detail: "a case runs about the holding around it: wait for its end",
      holds: (c) => casesOn(c.state, blocksIn(c)).length === 0,
    },
    ...covered,
    notLocked,
  ],
  effect: (c) => {
    const { note, registry } = c.body;
    for (const block of blocksIn(c)) {
      const over = reportsOver(c.state, block).findLast(({ record }) => record.by === registry);
      const identity = over === undefined ? undefined : identityOf(over.record);
      c.state.replace(block.space, block.key, undefined, {
        t: "claim",
        to: c.by.id,
        by: c.by.id,
        terms: { kind: "permanent" },
        until: c.time + c.parameters.contest,
        objections: [],
        ...(note === undefined ? {} : { note }),
        ...(identity === undefined ? {} : { identity }),
        since: c.index,
      });
    }
  },
});
