/** A case is marked on the holdings it concerns: it follows them, whoever takes them over meanwhile (SEMANTICS G5). */
import { covers } from "@comity/resources";
import { blocksOf, blockText } from "../acts/resource.ts";
import type { Context } from "../acts/kind.ts";
import type { Measure } from "../acts/fields.ts";
import type { ProposalRecord } from "../state/records.ts";
import { inside, allBlocks, holdingOver, putHolding, type Held } from "../numbers/holdings.ts";
import { casesOf, withCases } from "../state/cases.ts";
import type { State } from "../state/state.ts";

/** The holdings that measures of due process name by their `resources` and `holder`. */
export function holdingsOfCase(state: State, measures: readonly Measure[]): readonly Held[] {
  return [...holdingsNamed(state, measures)];
}

function* holdingsNamed(state: State, measures: readonly Measure[]): Generator<Held> {
  for (const { body } of measures) {
    const resources = Array.isArray(body["resources"]) ? (body["resources"] as readonly string[]) : [];
    for (const block of allBlocks(resources)) {
      const over = holdingOver(state, block);
      if (over !== undefined) yield over;
      for (const { block: at, record } of inside(state, block, ["holding"])) {
        if (record.t === "holding" && record.holder === body["holder"]) yield { block: at, record };
      }
    }
  }
}

/** The blocks of these holdings, those within others left out: where the marks of a case are, however they are divided. */
export function markedBlocks(held: readonly Held[]): readonly string[] {
  const widest = held.filter(
    ({ block }) =>
      !held.some(
        ({ block: other }) =>
          other.space === block.space && other.key.bits < block.key.bits && covers(other.key, block.key),
      ),
  );
  return [...new Set(widest.map(({ block }) => blockText(block)))];
}

export function markCase(c: Pick<Context, "state" | "index">, proposal: ProposalRecord, id: string): void {
  for (const { block } of holdingsOfCase(c.state, proposal.measures)) {
    // Read anew: one holding may be reached twice. A case that runs already keeps its mark beside this one.
    const record = holdingOver(c.state, block)!.record;
    if (casesOf(record).includes(id)) continue;
    putHolding(c.state, block, { ...withCases(record, [...casesOf(record), id]), since: c.index });
  }
}

/** When the case ends, whatever its outcome, nothing of it stays on the holdings; the marks of others do. */
export function unmarkCase(state: State, { case: kase, id }: ProposalRecord, index: number): void {
  for (const text of kase?.marked ?? []) {
    // What was divided, passed on or handed down during the case lies in the block that was marked, and carries the mark.
    for (const around of blocksOf(text)) {
      for (const { block, record } of [...inside(state, around, ["holding"])]) {
        if (record.t !== "holding" || !casesOf(record).includes(id)) continue;
        const others = casesOf(record).filter((each) => each !== id);
        putHolding(state, block, { ...withCases(record, others), since: index });
      }
    }
  }
}
