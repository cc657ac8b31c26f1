/** Conditions that several number acts share, each one clause of SEMANTICS. */
import { graceOf } from "../fold/timely.ts";
import type { Condition } from "../acts/kind.ts";
import type { Terms } from "../state/records.ts";
import {
  allBlocks,
  casesOn,
  disjoint,
  holdingAt,
  holdingOver,
  isCarvable,
  isPromised,
  ownHoldings,
  termsFit,
} from "./holdings.ts";

type Named = { readonly resources: readonly string[] };
type Given = Named & { readonly to: string; readonly acknowledges?: readonly string[] };

export const recipientKnown: Condition<{ readonly to: string }> = {
  rule: "E2",
  code: "recipient-unknown",
  field: "to",
  detail: "the recipient has to join first, and is not the signer",
  holds: (c) => c.body.to !== c.by.id && c.state.text("parties", `party/${c.body.to}`, "party") !== undefined,
};

export const namedOnce: Condition<Named> = {
  rule: "E1",
  code: "not-disjoint",
  field: "resources",
  detail: "name each resource once",
  holds: (c) => disjoint(allBlocks(c.body.resources)),
};

export const ownEach: Condition<Named> = {
  rule: "E1",
  code: "not-holder",
  field: "resources",
  detail: "only the holder does this; name parts of one own holding each, and not what was delegated on",
  holds: (c) => ownHoldings(c.state, allBlocks(c.body.resources), c.by.id) !== undefined,
};

export const wholeEach: Condition<Named> = {
  rule: "E1",
  code: "not-holding",
  field: "resources",
  detail: "name whole holdings of the signer, as they stand in the register",
  holds: (c) => allBlocks(c.body.resources).every((b) => holdingAt(c.state, b)?.holder === c.by.id),
};

export const notLocked: Condition<unknown> = {
  rule: "B6",
  code: "locked",
  detail: "the party's keys were recovered lately; its holdings rest until the lock ends",
  holds: (c) => c.by.lockedUntil === undefined || c.by.lockedUntil + graceOf(c) <= c.time,
};

export const notPromised: Condition<Named> = {
  rule: "E5",
  code: "promised",
  field: "resources",
  detail: "part of it is reserved, offered, at rest or claimed: release it, withdraw the offer, or wait",
  holds: (c) =>
    allBlocks(c.body.resources).every((b) => {
      const held = holdingOver(c.state, b);
      return held !== undefined && !isPromised(c.state, held, b);
    }),
};

export const carvableEach: Condition<Named> = {
  rule: "E1",
  code: "not-separable",
  field: "resources",
  detail: "what remains would be a delegation of its own whole, or the half of a name: name a larger part",
  holds: (c) =>
    allBlocks(c.body.resources).every((b) => {
      const held = holdingOver(c.state, b);
      return held !== undefined && isCarvable(c.state, held, b);
    }),
};

/** Holds as long as the recipient has not signed: then it is an offer, and the acceptance has to name the cases. */
export const casesAcknowledged: Condition<Given> = {
  rule: "G5",
  code: "case-not-acknowledged",
  field: "acknowledges",
  detail: "a case runs about this holding: the recipient names it in `acknowledges`, and the case follows",
  holds: (c) => {
    const known = [...(c.body.acknowledges ?? []), ...(c.acknowledges ?? [])];
    return (
      !c.consents.has(c.body.to) ||
      casesOn(c.state, allBlocks(c.body.resources)).every((id) => known.includes(id))
    );
  },
};

export const termsInside: Condition<Named & { readonly terms: Terms }> = {
  rule: "E2",
  code: "terms-longer-than-parent",
  field: "terms",
  detail: "a delegation never outlives the holding it comes from, nor starts in the past",
  holds: (c) =>
    allBlocks(c.body.resources).every((b) => {
      const over = holdingOver(c.state, b);
      return over !== undefined && termsFit(c.body.terms, over.record.terms, c.time);
    }),
};
