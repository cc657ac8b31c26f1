/** The record of a new delegation, from the act that hands it down. */
import type { Context } from "../acts/kind.ts";
import type { Block } from "../acts/resource.ts";
import type { HoldingRecord, Terms } from "../state/records.ts";
import { casesOf, marksOf } from "../state/cases.ts";
import { holdingOver } from "./holdings.ts";

type Grant = {
  readonly to: string;
  readonly terms: Terms;
  readonly aggregate?: readonly string[];
  readonly note?: string;
};

/** The version of the constitution that protects what is made now (SEMANTICS G6). */
export const protectionNow = (c: Pick<Context, "state">): number =>
  c.state.text("decisions", "assembly", "assembly")!.constitution;

export function granted(
  c: Pick<Context<Grant>, "state" | "body" | "time" | "index">,
  block: Block,
): HoldingRecord {
  const { aggregate, note, terms, to } = c.body;
  const over = holdingOver(c.state, block);
  return {
    t: "holding",
    holder: to,
    terms,
    from: "delegate",
    ...(aggregate === undefined ? {} : { aggregate }),
    ...(note === undefined ? {} : { note }),
    // Handed down after notice: the case follows (SEMANTICS G5).
    ...(over === undefined ? {} : marksOf(casesOf(over.record))),
    protection: protectionNow(c),
    made: c.time,
    since: c.index,
  };
}
