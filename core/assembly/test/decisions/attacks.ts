/**
 * Attacks on the assembly's procedure and on parties: what must not take effect, each stopped by exactly one condition.
 * Remove the condition that `code` names, and the attack succeeds.
 */
import { simpleMajority } from "@comity/rules";
import type { Json } from "@comity/canon";
import { attack, measure, type HouseAttack } from "./attack.ts";
import { keyFile, policyOf, type World } from "../world.ts";
import { witnessedKeyFile } from "../witnesses.ts";
import {
  ADOPT,
  DAY,
  GROUNDS,
  HASH,
  HOLDER,
  MEMBERS,
  RECLAIM,
  asJson,
  castAll,
  constitution,
  decidedCase,
  foundWith,
  house,
  lock,
  next,
  propose,
  tryPropose,
  no,
  proposal,
  settle,
  waitUntil,
  yes,
  type Draft,
} from "./house.ts";

const adopt = (w: World, by = "QN"): string => propose(w, by, "adopt", ADOPT);
const kase = (w: World): string => propose(w, "QM", "reclaim", RECLAIM, GROUNDS);
const early = (d: Draft): void => {
  d.rules["ordinary"].early = true;
};
const delegating = (): World =>
  house({
    change: (d) =>
      (d.rules["ordinary"].delegation = { transitive: false, length: 90 * DAY, most: 2, lead: DAY }),
  });
/** Adopted without a vote, unless a member asks for one. */
const silently = (): World =>
  house({
    change: (d) => {
      const of = [{ kind: "without-vote", chamber: "members" }, d.rules["ordinary"].stages[0].condition];
      d.rules["ordinary"].stages[0].condition = { kind: "any", of };
    },
  });
const mandate = (decision: Json, to = "QO") => ({ decision, to });
const UNKNOWN: Json = "99999";
/** Reaches its own threshold for joining and founding, and none for changing keys. */
const unchangeable = (id: string, kind: string): Json => ({
  keys: (policyOf(id) as { keys: Json }).keys,
  thresholds: [{ kinds: [kind], k: 1 }],
});

const parties: readonly HouseAttack[] = [
  attack("found", "already-founded", "a second time", (w) => {
    const all = [...MEMBERS, "XD", "XE", "XF"];
    const founders = all.map((id) => ({ id, kind: "registry", policy: policyOf(id), seats: { members: 1 } }));
    const { policy } = w.assembly.state.text("decisions", "assembly", "assembly")!;
    const body = { constitution: asJson(simpleMajority), parties: founders, policy };
    return w.do("QM", "found", body, { cosign: all.slice(1) });
  }),
  attack("found", "constitution-invalid", "below the fixed minimums", () =>
    foundWith((b) => (b.constitution = asJson(constitution((d) => (d.parameters["lock"] = 0))))),
  ),
  attack("found", "constitution-unsupported", "with rules that nothing carries out", () =>
    foundWith((b) => (b.constitution = asJson(constitution(early)))),
  ),
  attack("found", "founders-order", "in another order", () => foundWith((b) => void b.parties.reverse())),
  attack("found", "policy-unsound", "with keys that can never change", () =>
    foundWith((b) => (b.parties[1]!.policy = unchangeable("QN", "found"))),
  ),
  attack("found", "policy-unsound", "with the name of a person", () =>
    foundWith((b) => (b.parties[1] = { ...b.parties[1]!, kind: "person", name: "Jane Doe" })),
  ),
  attack("found", "founder-not-signed", "for who has not signed", () => foundWith(() => {}, ["QM"])),
  attack("found", "chamber-unknown", "with seats in no chamber", () =>
    foundWith((b) => (b.parties[0]!.seats = { toString: 1 })),
  ),
  attack("found", "label-twice", "with one label for two", () =>
    foundWith((b) => b.parties.forEach((p) => (p.label = "north"))),
  ),
  attack("found", "key-file-invalid", "with another log's key file", () =>
    foundWith((b) => (b.policy = b.policy.replaceAll("example.org/assembly", "example.org/other"))),
  ),
  attack("found", "roots-unreadable", "with blocks nobody can read", () =>
    foundWith((b) => (b.roots = HASH)),
  ),
  attack("join", "party-exists", "under a taken identifier", (w) =>
    w.do("XB", "join", { kind: "operator", policy: policyOf("XB") }),
  ),
  attack("join", "person-named", "with the name of a person", (w) =>
    w.do("XK", "join", { kind: "person", name: "Jane Doe", policy: policyOf("XK") }),
  ),
  attack("join", "policy-unsound", "with keys that can never change", (w) =>
    w.do("XK", "join", { kind: "operator", policy: unchangeable("XK", "join") }),
  ),
  attack("set-keys", "policy-unsound", "named after another party", (w) =>
    w.do("XB", "set-keys", { policy: policyOf("XC") }),
  ),
  attack("leave", "not-seated", "without a seat", (w) => w.do("XB", "leave")),
  attack("contest-recovery", "no-recovery", "after the lock", (w) => {
    recovered(w);
    // While it is suspended the clock leaves the party's record as it is.
    measure(w, "suspend", { party: HOLDER, days: 100 });
    w.wait(15 * DAY);
    return w.do(HOLDER, "contest-recovery");
  }),
  attack("contest-recovery", "contested-already", "twice", (w) => {
    recovered(w);
    w.must(w.act(HOLDER, "contest-recovery"));
    return w.do(HOLDER, "contest-recovery");
  }),
];

/** XA's keys were replaced, as by a decision carried out now. */
function recovered(w: World): void {
  measure(w, "recover", { party: HOLDER, policy: policyOf(HOLDER) });
}

const EMERGENCY = { title: "exercise", text: HASH };

const proposals: readonly HouseAttack[] = [
  attack("propose", "not-a-measure", "what is no kind at all", (w) => tryPropose(w, "QM", "nonsense", {})),
  attack("propose", "measure-invalid", "with a field nobody knows", (w) =>
    tryPropose(w, "QM", "adopt", { ...ADOPT, more: 1 }),
  ),
  attack(
    "propose",
    "no-rule",
    "what the constitution does not know",
    (w) => tryPropose(w, "QM", "reclaim", RECLAIM, GROUNDS),
    () => house({ change: (d) => delete d.rules["reclaim"] }),
  ),
  attack(
    "propose",
    "emergency-bundled",
    "everything in the quick way of an emergency",
    (w) => tryPropose(w, "QM", "adopt", ADOPT),
    () =>
      house({
        change: (d) => {
          d.rules["emergency"].emergency.confirm = "admission";
          d.rules["ordinary"] = structuredClone(d.rules["emergency"]);
        },
      }),
  ),
  attack(
    "propose",
    "not-a-proposer",
    "from outside the chamber that proposes",
    (w) => tryPropose(w, "XB", "adopt", ADOPT),
    () => house({ change: (d) => (d.rules["ordinary"].proposers = ["members"]) }),
  ),
  attack("propose", "paused", "what failed lately, again", (w) => {
    const id = adopt(w);
    castAll(w, id, no(MEMBERS));
    settle(w, id);
    return tryPropose(w, "QO", "adopt", ADOPT);
  }),
  attack("propose", "case-running", "case upon case about one holding", (w) => {
    kase(w);
    return tryPropose(w, "QM", "reassign", { ...RECLAIM, to: "XB" }, GROUNDS);
  }),
  attack("propose", "grounds-missing", "a case without grounds", (w) =>
    tryPropose(w, "QM", "reclaim", RECLAIM),
  ),
  attack(
    "propose",
    "appeal-body-empty",
    "a case whose appeal nobody hears",
    (w) => tryPropose(w, "QM", "reclaim", RECLAIM, GROUNDS),
    () => house({ founders: MEMBERS.map((id) => (id === "QM" ? { id, label: "north" } : { id })) }),
  ),
  attack(
    "propose",
    "appeal-body-empty",
    "a case whose judges all decide it",
    (w) => tryPropose(w, "QM", "reclaim", RECLAIM, GROUNDS),
    () => {
      const seats = { members: 1, panel: 1 };
      return house({
        founders: MEMBERS.map((id) => (id === "QM" ? { id, label: "north" } : { id, seats })),
      });
    },
  ),
  attack("propose", "measure-void", "what could not be carried out even now", (w) =>
    tryPropose(w, "QM", "suspend", { party: "XZ", days: 10 }, GROUNDS),
  ),
];

const ballots: readonly HouseAttack[] = [
  attack("vote", "decision-unknown", "on nothing", (w) =>
    w.do("QM", "vote", { decision: UNKNOWN, choice: "yes" }),
  ),
  attack("vote", "poll-not-open", "before the vote opens", (w) =>
    w.do("QM", "vote", { decision: adopt(w), choice: "yes" }),
  ),
  attack("vote", "poll-not-open", "at the second it closes", (w) => {
    const id = adopt(w);
    next(w, id);
    next(w, id);
    return w.do("QM", "vote", { decision: id, choice: "yes" });
  }),
  attack("vote", "not-in-electorate", "without a seat", (w) => {
    const id = adopt(w);
    next(w, id);
    return w.do("XB", "vote", { decision: id, choice: "yes" });
  }),
  attack("vote", "not-in-electorate", "on an appeal, by who decided", (w) => {
    const id = decidedCase(w);
    w.must(w.act(HOLDER, "appeal", { decision: id, grounds: HASH }));
    return w.do("QN", "vote", { decision: id, choice: "no" });
  }),
  attack("vote", "choice-not-offered", "a veto that no rule knows", (w) => {
    const id = adopt(w);
    next(w, id);
    return w.do("QM", "vote", { decision: id, choice: "veto" });
  }),
  attack(
    "vote",
    "ballot-final",
    "twice where a ballot is final",
    (w) => {
      const id = adopt(w);
      castAll(w, id, { QM: "yes" });
      return w.do("QM", "vote", { decision: id, choice: "no" });
    },
    () => house({ change: (d) => (d.rules["ordinary"].ballot.revote = "first") }),
  ),
  attack("vote", "split-not-offered", "with half a heart where hearts are whole", (w) => {
    const id = adopt(w);
    next(w, id);
    return w.do("QM", "vote", { decision: id, choice: "yes", split: { members: { yes: 1 } } });
  }),
  attack(
    "vote",
    "split-unfit",
    "with more weight than the seat has",
    (w) => {
      const id = adopt(w);
      next(w, id);
      return w.do("QM", "vote", { decision: id, choice: "yes", split: { members: { yes: 2 } } });
    },
    () => house({ change: (d) => (d.rules["ordinary"].ballot.split = true) }),
  ),
  attack("give-mandate", "decision-unknown", "for nothing", (w) =>
    w.do("QM", "give-mandate", mandate(UNKNOWN)),
  ),
  attack("give-mandate", "mandate-not-offered", "where members vote in person", (w) =>
    w.do("QM", "give-mandate", mandate(adopt(w))),
  ),
  attack(
    "give-mandate",
    "not-in-electorate",
    "of who has no vote",
    (w) => w.do("XB", "give-mandate", mandate(adopt(w))),
    delegating,
  ),
  attack(
    "give-mandate",
    "delegate-not-voting",
    "to who has no vote",
    (w) => w.do("QM", "give-mandate", mandate(adopt(w), "XB")),
    delegating,
  ),
  attack(
    "give-mandate",
    "delegate-not-voting",
    "to itself",
    (w) => w.do("QM", "give-mandate", mandate(adopt(w), "QM")),
    delegating,
  ),
  attack(
    "give-mandate",
    "mandate-late",
    "in the last hour",
    (w) => {
      const id = adopt(w);
      waitUntil(w, proposal(w, id).polls[0]!.closes - 3_600);
      return w.do("QM", "give-mandate", mandate(id));
    },
    delegating,
  ),
  attack(
    "give-mandate",
    "mandates-many",
    "without end",
    (w) => {
      const id = adopt(w);
      for (let i = 0; i < 16; i++) w.must(w.act("QM", "give-mandate", mandate(id)));
      return w.do("QM", "give-mandate", mandate(id));
    },
    delegating,
  ),
  attack("revoke-mandate", "decision-unknown", "for nothing", (w) =>
    w.do("QM", "revoke-mandate", { decision: UNKNOWN }),
  ),
  attack(
    "revoke-mandate",
    "mandate-not-offered",
    "when the vote is over",
    (w) => {
      const id = adopt(w);
      w.must(w.act("QM", "give-mandate", mandate(id)));
      castAll(w, id, yes(MEMBERS));
      next(w, id);
      return w.do("QM", "revoke-mandate", { decision: id });
    },
    delegating,
  ),
  attack(
    "revoke-mandate",
    "no-mandate",
    "that was taken back",
    (w) => {
      const id = adopt(w);
      w.must(w.act("QM", "give-mandate", mandate(id)));
      w.must(w.act("QM", "revoke-mandate", { decision: id }));
      return w.do("QM", "revoke-mandate", { decision: id });
    },
    delegating,
  ),
  attack("request-vote", "decision-unknown", "on nothing", (w) =>
    w.do("QM", "request-vote", { decision: UNKNOWN }),
  ),
  attack(
    "request-vote",
    "request-not-offered",
    "when it is decided",
    (w) => {
      const id = adopt(w);
      next(w, id);
      next(w, id);
      return w.do("QM", "request-vote", { decision: id });
    },
    silently,
  ),
  attack(
    "request-vote",
    "not-in-electorate",
    "from outside",
    (w) => w.do("XB", "request-vote", { decision: adopt(w) }),
    silently,
  ),
  attack(
    "request-vote",
    "requested-already",
    "twice",
    (w) => {
      const id = adopt(w);
      w.must(w.act("QM", "request-vote", { decision: id }));
      return w.do("QM", "request-vote", { decision: id });
    },
    silently,
  ),
  attack("consent", "decision-unknown", "to nothing", (w) =>
    w.do(HOLDER, "consent", { decision: UNKNOWN, answer: "consents" }),
  ),
  attack("consent", "decision-closed", "to what was withdrawn", (w) => {
    const id = kase(w);
    w.must(w.act("QM", "withdraw", { decision: id }));
    return w.do(HOLDER, "consent", { decision: id, answer: "consents" });
  }),
  attack("consent", "not-affected", "for another", (w) =>
    w.do("XB", "consent", { decision: kase(w), answer: "consents" }),
  ),
  attack("consent", "locked", "by whoever recovered the keys", (w) => {
    const id = kase(w);
    lock(w, HOLDER);
    return w.do(HOLDER, "consent", { decision: id, answer: "consents" });
  }),
  attack("withdraw", "decision-unknown", "nothing", (w) => w.do("QM", "withdraw", { decision: UNKNOWN })),
  attack("withdraw", "not-the-proposer", "another's proposal", (w) =>
    w.do("QO", "withdraw", { decision: adopt(w) }),
  ),
  attack("withdraw", "decision-closed", "what is decided", (w) => {
    const id = adopt(w);
    castAll(w, id, yes(MEMBERS));
    next(w, id);
    return w.do("QN", "withdraw", { decision: id });
  }),
  attack("withdraw", "decision-forced", "the decision about a contested recovery", (w) => {
    recovered(w);
    const id = w.must(w.act(HOLDER, "contest-recovery"));
    return w.do(HOLDER, "withdraw", { decision: id });
  }),
];

const answer = (decision: Json) => ({ decision, text: HASH });
const appeal = (decision: Json) => ({ decision, grounds: HASH });

const cases: readonly HouseAttack[] = [
  attack("answer", "decision-unknown", "nothing", (w) => w.do(HOLDER, "answer", answer(UNKNOWN))),
  attack("answer", "not-affected", "another's case", (w) => w.do("XB", "answer", answer(kase(w)))),
  attack("answer", "answer-closed", "when the time is over", (w) => {
    const id = kase(w);
    waitUntil(w, w.time + 60 * DAY);
    return w.do(HOLDER, "answer", answer(id));
  }),
  attack("answer", "answers-many", "without end", (w) => {
    const id = kase(w);
    for (let i = 0; i < 8; i++) w.must(w.act(HOLDER, "answer", answer(id)));
    return w.do(HOLDER, "answer", answer(id));
  }),
  attack("hear", "decision-unknown", "nothing", (w) =>
    w.do("QM", "hear", { decision: UNKNOWN, record: HASH }),
  ),
  attack("hear", "not-a-case", "what is no case", (w) =>
    w.do("QN", "hear", { decision: adopt(w), record: HASH }),
  ),
  attack("hear", "not-a-case", "when the vote is over", (w) =>
    w.do("QM", "hear", { decision: decidedCase(w), record: HASH }),
  ),
  attack("hear", "not-concerned", "by a bystander", (w) =>
    w.do("XB", "hear", { decision: kase(w), record: HASH }, { cosign: ["QM"] }),
  ),
  attack("appeal", "decision-unknown", "nothing", (w) => w.do(HOLDER, "appeal", appeal(UNKNOWN))),
  attack("appeal", "appeal-closed", "in the second half of the level", (w) => {
    const id = decidedCase(w);
    w.wait(15 * DAY);
    return w.do(HOLDER, "appeal", appeal(id));
  }),
  attack("appeal", "appeal-filed", "twice in one level", (w) => {
    const id = decidedCase(w);
    w.must(w.act(HOLDER, "appeal", appeal(id)));
    return w.do(HOLDER, "appeal", appeal(id));
  }),
  attack("appeal", "no-standing", "by a bystander", (w) => w.do("XB", "appeal", appeal(decidedCase(w)))),
];

const seat = (party: string, chamber: string) => ({ party, chamber, weight: 1 });

const measures: readonly HouseAttack[] = [
  attack("admit", "party-unknown", "who has not joined", (w) => measure(w, "admit", seat("XZ", "members"))),
  attack("admit", "chamber-unknown", "into the body of appeal", (w) =>
    measure(w, "admit", seat("XB", "panel")),
  ),
  attack("admit", "chamber-unknown", "into what every object has", (w) =>
    measure(w, "admit", seat("XB", "constructor")),
  ),
  attack("admit", "chamber-unknown", "into __proto__", (w) => measure(w, "admit", seat("XB", "__proto__"))),
  attack("admit", "already-seated", "who sits there, with more weight", (w) =>
    measure(w, "admit", { ...seat("QN", "members"), weight: 1_000 }),
  ),
  attack("admit", "member-not-consenting", "a judge, so that it judges no more", (w) =>
    measure(w, "admit", seat("XD", "members")),
  ),
  attack("set-key-file", "key-file-invalid", "another log key", (w) =>
    measure(w, "set-key-file", { policy: witnessedKeyFile("example.org/other") }),
  ),
  attack("set-key-file", "key-file-same", "for nothing", (w) =>
    measure(w, "set-key-file", { policy: keyFile() }),
  ),
  attack("unseat", "not-seated", "who has no seat", (w) => measure(w, "unseat", { party: "XB" })),
  attack("suspend", "party-unknown", "who has not joined", (w) =>
    measure(w, "suspend", { party: "XZ", days: 1 }),
  ),
  attack("recover", "party-unknown", "who has not joined", (w) =>
    measure(w, "recover", { party: "XZ", policy: policyOf("XZ") }),
  ),
  attack("recover", "policy-unsound", "with another's keys", (w) =>
    measure(w, "recover", { party: HOLDER, policy: policyOf("XB") }),
  ),
  attack("restore-keys", "not-contested", "by a vote that no old key asked for", (w) => {
    recovered(w);
    return measure(w, "restore-keys", { party: HOLDER });
  }),
  attack("restore-keys", "not-contested", "by another vote than the one it forced", (w) => {
    recovered(w);
    w.must(w.act(HOLDER, "contest-recovery"));
    return measure(w, "restore-keys", { party: HOLDER });
  }),
  attack("amend", "constitution-unsupported", "to rules that nothing carries out", (w) =>
    measure(w, "amend", { base: 1, constitution: asJson(constitution(early)) }),
  ),
  attack("amend", "constitution-invalid", "below the fixed minimums", (w) =>
    measure(w, "amend", { base: 1, constitution: asJson(constitution((d) => (d.parameters["lock"] = 0))) }),
  ),
  attack("amend", "amendment-outdated", "on top of what is no longer in force", (w) => {
    const named = (name: string) => asJson(constitution((d) => (d["name"] = name)));
    measure(w, "amend", { base: 1, constitution: named("second") });
    return measure(w, "amend", { base: 1, constitution: named("third") });
  }),
  attack("amend", "amendment-empty", "nothing", (w) =>
    measure(w, "amend", { base: 1, constitution: asJson(constitution()) }),
  ),
  attack(
    "emergency",
    "emergency-unbounded",
    "without an end",
    (w) => measure(w, "emergency", EMERGENCY),
    () =>
      house({
        change: (d) => {
          d.rules["emergency"] = structuredClone(d.rules["ordinary"]);
        },
      }),
  ),
  attack("emergency", "emergency-renewed", "again and again", (w) => {
    measure(w, "emergency", EMERGENCY, "71");
    w.wait(29 * DAY);
    measure(w, "emergency", EMERGENCY, "72");
    w.wait(40 * DAY);
    return measure(w, "emergency", EMERGENCY, "73");
  }),
];

const confirming: readonly HouseAttack[] = [
  attack(
    "confirm-emergency",
    "confirmation-not-offered",
    "where emergencies only lapse",
    (w) => {
      measure(w, "emergency", EMERGENCY, "71");
      return measure(w, "confirm-emergency", { emergency: "71" });
    },
    () =>
      house({
        change: (d) => {
          d.rules["emergency"] = structuredClone(d.rules["ordinary"]);
          d.rules["emergency"].periods.lapse = 10 * DAY;
        },
      }),
  ),
  attack("confirm-emergency", "emergency-over", "when it has lapsed", (w) => {
    measure(w, "emergency", EMERGENCY, "71");
    w.wait(30 * DAY);
    return measure(w, "confirm-emergency", { emergency: "71" });
  }),
  attack("confirm-emergency", "confirmed-already", "for ever", (w) => {
    measure(w, "emergency", EMERGENCY, "71");
    measure(w, "confirm-emergency", { emergency: "71" });
    return measure(w, "confirm-emergency", { emergency: "71" });
  }),
];

export const ATTACKS: readonly HouseAttack[] = [
  ...parties,
  ...proposals,
  ...ballots,
  ...cases,
  ...measures,
  ...confirming,
];

/** Conditions that no attack can reach, with the reason: defence in depth behind another rule. */
export const EQUIVALENT: { readonly [condition: string]: string } = {
  "propose case-without-appeal":
    "no constitution that lacks an answer period or an appeal in a rule of due process can be founded or amended to: the fixed minimums refuse it",
};
