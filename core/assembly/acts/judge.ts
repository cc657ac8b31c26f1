/**
 * Judging one ordered act: whose authority it carries in the state where it is ordered, whether its kind's conditions
 * hold, and what it changes. Total: an effect or a reason why it is void, never a throw.
 */
import type { Refusal } from "@comity/canon";
import type { PartyRecord, Policy } from "../state/records.ts";
import type { State } from "../state/state.ts";
import type { SignedAct } from "./admit.ts";
import { firstUnmet, type AnyKind, type Context } from "./kind.ts";
import { policyThen } from "../parties/replaced-keys.ts";
import { openOffer } from "./offers.ts";
import { isObject } from "./parse-fields.ts";
import { satisfies } from "./policy.ts";

type Circumstances = Pick<Context, "time" | "countersigned" | "index" | "parameters" | "dataset" | "kinds">;

const voided = (code: string, detail: string, field = ""): Refusal => ({ code, field, detail });

/** `undefined` when the act took effect (or was offered), else why it is void. */
export function judge(state: State, act: SignedAct, around: Circumstances): Refusal | undefined {
  const kind = around.kinds(act.kind)!;
  if (act.kind !== "found" && state.text("decisions", "assembly", "assembly") === undefined) {
    return voided("not-founded", "the assembly is not founded: its first act did not take effect", "/kind");
  }
  const by = actingParty(state, act);
  if (by === undefined) return voided("party-unknown", "join first: the party is not known here", "/by");
  if (act.until !== undefined && around.time > act.until) {
    return voided("act-too-late", "ordered after its `until`; sign it again", "/until");
  }
  if (act.seen.size > around.index) return voided("seen-ahead", "`seen` is larger than the log was", "/seen");
  const consents = consentsOf(state, act, kind, by, around);
  if (!consents.has(by.id)) {
    return voided(
      "no-authority",
      "the signatures do not satisfy the party's key policy for this kind",
      "/signatures",
    );
  }
  if (by.status === "suspended" && !kind.whileSuspended) {
    return voided(
      "suspended",
      "the party is suspended; it may answer, appeal, keep its keys and its own records",
    );
  }
  if (kind.authority === "decision") {
    return voided("needs-decision", "propose it as a measure: it takes effect only by a decision", "/kind");
  }
  const context: Context = { state, body: act.body, by, consents, act, ...around };
  return carryOut(kind, context as Context<never>);
}

/** The conditions, then the effect or, when hands are missing, an offer. */
export function carryOut(kind: AnyKind, c: Context<never>): Refusal | undefined {
  const unmet = firstUnmet(kind.conditions, c);
  if (unmet !== undefined) return unmet;
  if (kind.authority === "counterparty") {
    const needs = [...new Set(kind.needs!(c))].filter((party) => party !== c.by.id);
    if (needs.some((party) => !c.consents.has(party))) {
      openOffer(kind, c, needs);
      return undefined;
    }
  }
  kind.effect(c);
  return undefined;
}

function actingParty(state: State, act: SignedAct): PartyRecord | undefined {
  const known = state.text("parties", `party/${act.by}`, "party");
  if (known !== undefined || (act.kind !== "found" && act.kind !== "join")) return known;
  const policy = introducedPolicies(act).get(act.by);
  if (policy === undefined) return undefined;
  // A newcomer judged by the policy it brings; the record itself is made by the effect.
  return {
    t: "party",
    id: act.by,
    kind: "new",
    status: "active",
    seats: {},
    policy,
    joined: 0,
    joinedAt: 0,
    since: 0,
  };
}

function introducedPolicies(act: SignedAct): Map<string, Policy> {
  const policies = new Map<string, Policy>();
  const { body } = act;
  if (act.kind === "join") policies.set(act.by, body["policy"] as unknown as Policy);
  const parties = act.kind === "found" && Array.isArray(body["parties"]) ? body["parties"] : [];
  for (const party of parties) {
    if (isObject(party)) policies.set(party["id"] as string, party["policy"] as unknown as Policy);
  }
  return policies;
}

/** Every party whose policy for this kind the signatures satisfy. Others consent in any lane: the lane is the signer's. */
function consentsOf(
  state: State,
  act: SignedAct,
  kind: AnyKind,
  by: PartyRecord,
  around: Circumstances,
): Set<string> {
  const consents = new Set<string>();
  const facts = { kind: kind.kind, passkeyMaySign: kind.passkeyMaySign };
  const policies = introducedPolicies(act);
  const { time } = around;
  for (const party of new Set(act.signers.map(({ name }) => name.slice(0, name.indexOf("/"))))) {
    const known = party === by.id ? by : state.text("parties", `party/${party}`, "party");
    const policy = known?.policy ?? policies.get(party);
    const lane = party === by.id ? act.lane : "main";
    if (kind.byReplacedKey === true && party === by.id) {
      const old = known?.recovery?.from;
      if (old !== undefined && satisfies(anyOne(old), act.signers, facts, lane, time)) consents.add(party);
    } else if (policy !== undefined && satisfies(policy, act.signers, facts, lane, time)) consents.add(party);
    else if (known?.replaced !== undefined && kind.kind !== "set-keys") {
      const then = policyThen(known, { state, ...around });
      if (then !== undefined && satisfies(then.policy, act.signers, facts, lane, then.time))
        consents.add(party);
    }
  }
  return consents;
}

/** A replaced policy speaks with any one of its keys (SEMANTICS B6). */
const anyOne = (policy: Policy): Policy => ({
  keys: policy.keys.map(({ key }) => ({
    key,
    lanes: [...new Set(policy.keys.flatMap((k) => k.lanes ?? ["main"]))],
  })),
  thresholds: [{ kinds: ["*"], k: 1 }],
});
