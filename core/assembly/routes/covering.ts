/**
 * Authorisations that exist where space is handed down (SEMANTICS H2): the recipient lists and accepts them, or they are
 * withdrawn first. AS0 is never accepted. What lies inside the space becomes the recipient's own.
 */
import type { Condition, Context } from "../acts/kind.ts";
import type { Block } from "../acts/resource.ts";
import { allBlocks, holdingOver } from "../numbers/holdings.ts";
import {
  AS0,
  authorisationsIn,
  authorisationsOver,
  dropRecord,
  lengthOf,
  prefixBlock,
  putRoute,
  registerOf,
  routeRegister,
  routeText,
  type Authorised,
  type Leaver,
  type RouteName,
} from "./authorisations.ts";

type Given = {
  readonly to: string;
  readonly covering?: readonly RouteName[];
  readonly aggregate?: readonly string[];
};
type C = Context<Given>;

/** Others' authorisations that bear on the block: those around it and those inside. */
function overlapping(c: Context<{ readonly to: string }>, block: Block): readonly Authorised[] {
  const around = authorisationsOver(c.state, block).filter((a) => a.block.key.bits < block.key.bits);
  return [...around, ...authorisationsIn(c.state, block)].filter(({ record }) => record.by !== c.body.to);
}

function listed({ body }: { readonly body: Pick<Given, "covering"> }): ReadonlySet<string> {
  const names = (body.covering ?? []).flatMap((name) => {
    const block = prefixBlock(name);
    return block === undefined ? [] : [routeText(block, name.asn, lengthOf(name, block))];
  });
  return new Set(names);
}

/** The terms of this delegation allow it by themselves: an aggregate that stops above the block. */
const byClause = ({ body }: C, block: Block, { record }: Authorised): boolean =>
  body.aggregate?.includes(record.asn) === true && record.maxLength < block.key.bits;

/** Both conditions, for acts that hand down the blocks that `blocksOf` finds. */
export function coveringClauses<B extends Given>(
  blocksIn: (c: Context<B>) => readonly Block[],
): readonly Condition<B>[] {
  return [
    {
      rule: "H2",
      code: "as0-covering",
      detail: "an AS0 authorisation lies over this space: its holder withdraws it first",
      holds: (c) =>
        !blocksIn(c).some((block) => overlapping(c, block).some(({ record }) => record.asn === AS0)),
    },
    {
      rule: "H2",
      code: "covering-unlisted",
      field: "covering",
      detail: "route authorisations exist here: list each in `covering`, so that the recipient accepts them",
      holds: (c) => {
        const known = listed(c);
        return blocksIn(c).every((block) =>
          overlapping(c, block).every((a) => {
            const { asn, maxLength } = a.record;
            return asn === AS0 || byClause(c, block, a) || known.has(routeText(a.block, asn, maxLength));
          }),
        );
      },
    },
  ];
}

type Sold = {
  readonly to: string;
  readonly resources: readonly string[];
  readonly covering?: readonly RouteName[];
};

/**
 * Who takes a holding over accepts what others authorised around it with its former holder's consent. The former
 * holder's own goes or ends by E4, what a former holder left ends too, and the terms that go along allow aggregates.
 */
export const coveringAccepted: Condition<Sold> = {
  rule: "H2",
  code: "covering-unlisted",
  field: "covering",
  detail:
    "others' route authorisations lie over this: list each in `covering`, so that the recipient accepts them",
  holds: (c) => {
    const known = listed(c);
    return allBlocks(c.body.resources).every((block) => {
      const held = holdingOver(c.state, block)?.record;
      return overlapping(c, block).every((a) => {
        const { asn, by, ends, maxLength } = a.record;
        if (a.block.key.bits >= block.key.bits || by === held?.holder || ends !== undefined) return true;
        if (held?.aggregate?.includes(asn) === true && maxLength < block.key.bits) return true;
        return known.has(routeText(a.block, asn, maxLength));
      });
    });
  },
};

/** Before the block becomes `to`'s: what was authorised inside it is `to`'s own now, and a request for protection ends. */
export function routesPassOn(c: Leaver, block: Block, to: string): void {
  if (routeRegister(block.space) === undefined) return;
  for (const { key, records } of Array.from(c.state.within(registerOf(block), block.key))) {
    const at = { space: block.space, key };
    for (const record of records) {
      if (record.t === "protect") dropRecord(c.state, at, record);
      if (record.t !== "route") continue;
      const { ends: _ends, wide: _wide, ...kept } = record;
      putRoute(c.state, at, { ...kept, by: to, since: c.index });
    }
  }
}
