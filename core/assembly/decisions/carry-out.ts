/**
 * Carrying out what was decided (SEMANTICS G4): whole or not at all, exactly once, only what was voted on. Whatever the
 * constitution says, a measure that touches somebody's own needs that party's consent or due process (A4, promise P1).
 */
import type { Refusal } from "@comity/canon";
import { firstUnmet, type Context } from "../acts/kind.ts";
import type { Around } from "../fold/clock.ts";
import type { ProposalRecord } from "../state/records.ts";
import type { State } from "../state/state.ts";
import { classesOfMeasure, isDueProcess, measuresHash } from "./measures-of.ts";
import { rulesOfProposal } from "./rules-of.ts";
import { evaluateProposal } from "./tally.ts";

/** `undefined` when carried out, else why the decision is void; then nothing of it has happened. */
export function carryOutMeasures(
  state: State,
  proposal: ProposalRecord,
  around: Around,
): Refusal | undefined {
  state.begin();
  const refusal = attempt(state, proposal, around);
  if (refusal === undefined) state.commit();
  else state.rollback();
  return refusal;
}

function attempt(state: State, proposal: ProposalRecord, around: Around): Refusal | undefined {
  if (measuresHash(proposal.measures) !== proposal.measuresHash) {
    return {
      code: "measures-changed",
      field: "/measures",
      detail: "these are not the measures that were voted on",
    };
  }
  // A case that passed by consent alone does not survive its withdrawal: then nothing but due process is left.
  if (
    isDueProcess(proposal.classes) &&
    evaluateProposal(state, proposal, rulesOfProposal(state, proposal), around.time).some(
      ({ outcome }) => outcome !== "passes",
    )
  ) {
    return {
      code: "consent-withdrawn",
      field: "/measures",
      detail: "it passed by consent, which was withdrawn; there was no majority in due process",
    };
  }
  const by = state.text("parties", `party/${proposal.by}`, "party");
  if (by === undefined) return { code: "party-unknown", field: "/by", detail: "the proposer is gone" };
  const origin = state.text("decisions", "assembly", "assembly")!.origin;
  const consents = consenting(state, proposal);
  const act = { assembly: origin, hash: "", kind: "", lane: "", seq: 0 };
  for (const measure of proposal.measures) {
    const kind = around.kinds(measure.kind)!;
    const context: Context = {
      ...around,
      state,
      body: measure.body,
      by,
      consents,
      decision: proposal.id,
      act: { ...act, kind: measure.kind },
    };
    const c = context as Context<never>;
    const process = proposal.case !== undefined && isDueProcess(classesOfMeasure(kind, c));
    const missing = process ? undefined : kind.affected?.(c).find((party) => !consents.has(party));
    if (missing !== undefined) {
      // The fixed minimum of A4: no rule of a constitution can waive it.
      return {
        code: "consent-missing",
        field: "/measures",
        detail: `${missing} has not consented, and this is no case`,
      };
    }
    const unmet = firstUnmet(kind.conditions, c);
    if (unmet !== undefined) return unmet;
    kind.effect(c);
  }
  return undefined;
}

function consenting(state: State, proposal: ProposalRecord): Set<string> {
  const given = proposal.affected.filter(
    (party) => state.text("decisions", `consent/${proposal.id}/${party}`, "consent")?.given === true,
  );
  return new Set(given);
}
