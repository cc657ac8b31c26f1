/** A case is marked on the holdings it concerns: it follows them, whoever takes them over meanwhile (SEMANTICS G5). */
import type { Context } from "../acts/kind.ts";
import type { ProposalRecord } from "../state/records.ts";
import { inside, allBlocks, holdingOver, putHolding, type Held } from "../numbers/holdings.ts";
import type { State } from "../state/state.ts";

/** The holdings that measures of due process name by their `resources` and `holder`. */
function* holdingsOfCase(state: State, proposal: ProposalRecord): Generator<Held> {
  for (const { body } of proposal.measures) {
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

export function markCase(c: Pick<Context, "state" | "index">, proposal: ProposalRecord, id: string): void {
  for (const { block, record } of [...holdingsOfCase(c.state, proposal)]) {
    if (record.case === undefined) putHolding(c.state, block, { ...record, case: id, since: c.index });
  }
}

/** When the case ends without effect, nothing of it stays on the holdings. */
export function unmarkCase(state: State, proposal: ProposalRecord, index: number): void {
  // Holdings handed down during the case carry its mark too.
  for (const { block, record } of [...markedInside(state, proposal)]) {
    const { case: _, ...rest } = record;
    putHolding(state, block, { ...rest, since: index });
  }
}

function* markedInside(state: State, { id, measures }: ProposalRecord): Generator<Held> {
  for (const { body } of measures) {
    const resources = Array.isArray(body["resources"]) ? (body["resources"] as readonly string[]) : [];
    for (const block of allBlocks(resources)) {
      const over = holdingOver(state, block);
      if (over?.record.case === id) yield over;
      for (const { block: at, record } of inside(state, block, ["holding"])) {
        if (record.t === "holding" && record.case === id) yield { block: at, record };
      }
    }
  }
}
