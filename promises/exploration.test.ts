/**
 * Small assemblies, looked at whole: three members, a judge and a holder, every order of a small alphabet of acts to a
 * depth, in the real fold; then longer walks by chance. In every state the invariants of the reference's section 9 hold
 * (S1 to S13, L1 to L5), by a judge of its own that knows only the ballots that were cast. Faults put in on purpose are
 * found (`COMITY_SOAK` walks further).
 */
import {
  Assembly,
  NO_PREV,
  REGISTERS,
  State,
  keyWidth,
  type Measure,
  type ProposalRecord,
  type RegisterName,
  type SignedAct,
} from "@comity/assembly";
import { jcs, must, sha256, toBase64, utf8, type Json } from "@comity/canon";
import {
  amendmentClasses,
  checkMinimums,
  evaluate,
  freezeElectorate,
  isMonotone,
  parseConstitution,
  type Choice,
  type Constitution,
} from "@comity/rules";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BLOCK,
  DAY,
  HASH,
  HOLDER,
  RECLAIM,
  asJson,
  constitution,
  give,
} from "../core/assembly/test/decisions/house.ts";
import { ORIGIN, World, datasetOf } from "../core/assembly/test/world.ts";

const SOAK = process.env["COMITY_SOAK"] !== undefined;
const MEMBERS = ["QM", "QN", "QO"];
const JUDGE = "XD";
const CONSTITUTION = constitution((d) => (d.parameters["gap"] = 30 * DAY));

/** A state with what is needed to go on from it, and what was said on the way there. */
type Node = {
  readonly assembly: Assembly;
  readonly path: readonly Move[];
  /** Every ballot that took effect: decision, poll, party, choice. */
  readonly ballots: readonly (readonly [id: string, poll: number, party: string, choice: string])[];
};
type Move =
  | { readonly do: "tick" }
  | {
      readonly do: "act";
      readonly by: string;
      readonly kind: string;
      readonly body: { readonly [f: string]: Json };
    }
  | { readonly do: "votes"; readonly choice: string; readonly by: readonly string[] };

const ALL = (name: RegisterName) => ({ bytes: new Uint8Array(keyWidth(name) === 16 ? 16 : 4), bits: 0 });

function copy(from: Assembly): Assembly {
  const state = new State();
  for (const name of REGISTERS) {
    for (const { key, records } of from.state.within(name, ALL(name))) state.set(name, key, records);
  }
  const made = new Assembly(state);
  Object.assign(made, { height: from.height, time: from.time, size: from.size });
  return made;
}

/** Signatures are not what is explored: acts come as admission leaves them, with their signer's name. */
function signedBy(
  assembly: Assembly,
  by: string,
  kind: string,
  body: { readonly [f: string]: Json },
): SignedAct {
  const lane = assembly.state.text("parties", `lane/${by}/main`, "lane");
  const seq = (lane?.seq ?? 0) + 1;
  const hash = toBase64(sha256(utf8(jcs({ body, by, kind, seq, prev: lane?.prev ?? NO_PREV }))));
  const found = assembly.state.text("parties", `party/${by}`, "party")!;
  const [name, id] = found.policy.keys[0]!.key.split("+");
  const act = { assembly: ORIGIN, body, by, hash, kind, lane: "main", prev: lane?.prev ?? NO_PREV, seq };
  const rest = {
    seen: { root: HASH, size: 0 },
    signers: [{ name, keyId: Number.parseInt(id!, 16), signature: new Uint8Array() }],
  };
  return { ...act, ...rest } as unknown as SignedAct;
}

const proposals = (assembly: Assembly): readonly ProposalRecord[] => {
  const out: ProposalRecord[] = [];
  for (const { records } of assembly.state.within("decisions", ALL("decisions"))) {
    for (const record of records) if (record.t === "proposal") out.push(record);
  }
  return out.toSorted((a, b) => Number(a.id) - Number(b.id));
};
const nextDue = (assembly: Assembly): number | undefined => {
  const dues = proposals(assembly).flatMap((p) => p.due ?? []);
  return dues.length === 0 ? undefined : Math.min(...dues);
};

function step(node: Node, move: Move): Node | undefined {
  const assembly = copy(node.assembly);
  const { time } = assembly;
  const block = (at: number, acts: readonly SignedAct[]) =>
    must(assembly.applyBlock(at, acts, () => undefined));
  const path = [...node.path, move];
  if (move.do === "tick") {
    const due = nextDue(assembly);
    if (due === undefined) return undefined;
    // Never a silence: blocks are closer together than the gap.
    let at = time;
    do block((at = Math.min(Math.max(due, time), at + 29 * DAY)), []);
    while (at < due);
    return { ...node, assembly, path };
  }
  if (move.do === "act") {
    const { outcomes } = block(time, [signedBy(assembly, move.by, move.kind, move.body)]);
    return outcomes[0]!.code === undefined ? { ...node, assembly, path } : undefined;
  }
  const open = proposals(assembly).findLast((p) => p.phase === "voting" || p.phase === "appeal");
  if (open === undefined) return undefined;
  const acts = move.by.map((by) =>
    signedBy(assembly, by, "vote", { choice: move.choice, decision: open.id }),
  );
  const { outcomes } = block(time, acts);
  const counted = outcomes.flatMap(({ code }, i) =>
    code === undefined ? [[open.id, open.polls.length - 1, move.by[i]!, move.choice] as const] : [],
  );
  return counted.length === 0 ? undefined : { assembly, path, ballots: [...node.ballots, ...counted] };
}

function start(): Node {
  const roots = datasetOf("roots", "iana", ["ipv4|10.0.0.0|10.255.255.255|allocated|||north"]);
  const founders = [...MEMBERS.map((id) => ({ id, ...(id === "QM" ? { label: "north" } : {}) }))];
  const judge = { id: JUDGE, kind: "other", seats: { panel: 1 } };
  const world = new World({ constitution: CONSTITUTION, founders: [...founders, judge], roots });
  world.join(HOLDER, "XB");
  give(world, BLOCK, HOLDER);
  return { assembly: world.assembly, path: [], ballots: [] };
}

const propose = (
  by: string,
  measures: readonly Measure[],
  more: { readonly [f: string]: Json } = {},
): Move => ({
  do: "act",
  by,
  kind: "propose",
  body: { title: "x", measures, ...more },
});
const amended = asJson(
  constitution((d) => {
    d.parameters["gap"] = 30 * DAY;
    d["name"] = "amended";
  }),
);
const PROPOSALS = {
  reclaim: propose("QM", [{ kind: "reclaim", body: RECLAIM }], { grounds: HASH }),
  admit: propose("QN", [{ kind: "admit", body: { party: "XB", chamber: "members", weight: 1 } }]),
  amend: propose("QO", [{ kind: "amend", body: { base: 1, constitution: amended } }]),
  emergency: propose("QM", [{ kind: "emergency", body: { title: "x", text: HASH } }]),
  adopt: propose("QN", [{ kind: "adopt", body: { title: "x", text: HASH } }]),
};
const votes = (choice: string, ...by: string[]): Move => ({ do: "votes", choice, by });
const VOTES = [
  votes("yes", "QN"),
  votes("yes", "QN", "QO"),
  votes("yes", ...MEMBERS),
  votes("no", "QO", "QM"),
];
/** Acts that name the newest proposal. */
const about = (
  node: Node,
  by: string,
  kind: string,
  body: { readonly [f: string]: Json },
): readonly Move[] => {
  const newest = proposals(node.assembly).findLast((p) => p.due !== undefined);
  return newest === undefined ? [] : [{ do: "act", by, kind, body: { ...body, decision: newest.id } }];
};

const moves = (node: Node, alphabet: readonly Move[]): readonly Move[] => [
  { do: "tick" },
  ...alphabet,
  ...VOTES,
  votes("yes", JUDGE),
  ...about(node, HOLDER, "answer", { text: HASH }),
  ...about(node, HOLDER, "appeal", { grounds: HASH }),
  ...about(node, HOLDER, "consent", { answer: "consents" }),
  ...about(node, "QN", "withdraw", {}),
];

/** Of the last poll of votes on the proposal, by what was cast on the way here; who is recused does not count. */
function agreed({ assembly, ballots }: Node, p: ProposalRecord): boolean {
  const frozen = assembly.state.text("decisions", `electorate/${p.id}`, "electorate")!;
  const seats = frozen.chambers["members"]!.filter(({ status }) => status === "voting");
  const poll = p.polls.findLastIndex(({ kind }) => kind === "vote");
  const last = new Map<string, string>();
  for (const [id, n, party, choice] of ballots) if (id === p.id && n === poll) last.set(party, choice);
  const of = (choice: string) => seats.filter(({ member }) => last.get(member) === choice).length;
  const [yes, no] = [of("yes"), of("no")];
  const simple = p.classes.every((each) => each === "ordinary" || each === "admission");
  return simple
    ? yes > no && 3 * yes >= seats.length
    : 3 * yes >= 2 * (yes + no) && yes > 0 && 2 * yes >= seats.length;
}

const ENDED = ["carried-out", "rejected", "annulled", "withdrawn", "expired", "void"];
const ORDER = ["notice", "voting", "appeal", "waiting"];

const read = new Map<string, Constitution>();
function constitutionsOf(assembly: Assembly): readonly Constitution[] {
  const out: Constitution[] = [];
  for (let v = 1; ; v++) {
    const record = assembly.state.text("decisions", `constitution/${v}`, "constitution");
    if (record === undefined) return out;
    const text = JSON.stringify(record.text);
    if (!read.has(text)) read.set(text, must(parseConstitution(record.text)));
    out.push(read.get(text)!);
  }
}

/** What must hold of a state, and of the step by which it was reached. */
function check(before: Node, after: Node): void {
  const { assembly } = after;
  const { state } = assembly;
  const old = new Map(proposals(before.assembly).map((p) => [p.id, p]));
  const now = proposals(assembly);
  const done = now.filter((p) => p.phase === "carried-out");
  const hashOf = (measures: readonly Measure[]): string => toBase64(sha256(utf8(jcs(measures))));
  const given = (p: ProposalRecord): boolean =>
    state.text("decisions", `consent/${p.id}/${HOLDER}`, "consent")?.given === true;
  for (const p of now) {
    const was = old.get(p.id);
    expect(hashOf(p.measures), "S2: what was voted on").toBe(p.measuresHash);
    if (was !== undefined) {
      expect(p.measures, "S2").toEqual(was.measures);
      if (ENDED.includes(was.phase))
        expect({ ...p, since: 0 }, "S7: what ended stays").toEqual({ ...was, since: 0 });
      else if (!ENDED.includes(p.phase)) {
        expect(ORDER.indexOf(p.phase), "S7: forward").toBeGreaterThanOrEqual(ORDER.indexOf(was.phase));
      }
      const frozen = (of: Assembly) => of.state.text("decisions", `electorate/${p.id}`, "electorate");
      expect(frozen(assembly), "S6: the electorate is frozen").toEqual(frozen(before.assembly));
    }
  }
  for (const p of done) {
    const isCase = p.classes.includes("reclaim");
    const fair = !isCase || p.case!.answers.length === 0 || p.case!.hearing !== undefined;
    expect((agreed(after, p) && fair) || (isCase && given(p)), "S1, S3, S10: decided by its rule").toBe(true);
    const { periods } = CONSTITUTION.rules[p.classes[0]!]!;
    const least = periods.notice + periods.deliberation + periods.voting + periods.waiting;
    expect(p.effectAt! - p.opened, "S8: not before its time").toBeGreaterThanOrEqual(least);
    expect(p.effectAt, "S8").toBeLessThanOrEqual(assembly.time);
  }
  const taken = done.some((p) => p.classes.includes("reclaim"));
  const holders: string[] = [];
  for (const { records } of state.within("ipv4", ALL("ipv4"))) {
    const here = records.flatMap((r) => (r.t === "holding" ? r.holder : []));
    expect(here.length, "S5: one holder").toBeLessThanOrEqual(1);
    holders.push(...here);
  }
  expect(holders.includes(HOLDER), "S4: nothing taken but by due process").toBe(!taken);
  const versions = constitutionsOf(assembly);
  const amendments = done.filter(({ measures }) => measures[0]!.kind === "amend");
  expect(versions.length, "S12: amended by decision only").toBe(1 + amendments.length);
  for (const [i, version] of versions.entries()) {
    if (i > 0) expect(amendments[i - 1]!.classes, "S12").toEqual(amendmentClasses(versions[i - 1]!, version));
  }
  versions.forEach(checkRules);
  for (const { records } of state.within("decisions", ALL("decisions"))) {
    for (const r of records) {
      if (r.t !== "emergency") continue;
      const decided = now.find((p) => p.id === r.id)!;
      expect(r.until - decided.effectAt!, "S13: bounded").toBeLessThanOrEqual(180 * DAY);
      expect(r.ended === true, "S13: ends").toBe(assembly.time >= r.until);
    }
  }
}

const sound = new Set<string>();
/** L1, L3, L4: all together win by every rule, the amending ones too; S11: no vote against helps. */
function checkRules(version: Constitution): void {
  if (sound.has(version.name)) return;
  sound.add(version.name);
  expect(checkMinimums(version), "S12").toEqual([]);
  const members = MEMBERS.map((id) => ({ id, chambers: ["members"], roles: [], suspended: false }));
  const judges = [{ id: JUDGE, chambers: ["panel"], roles: [], suspended: false }];
  for (const [id, rule] of Object.entries(version.rules)) {
    const electorate = must(freezeElectorate(version, rule, [...members, ...judges], []));
    const ballots = [...members, ...judges].map((m) => ({ member: m.id, choice: "yes" as Choice, at: 0 }));
    const steps = { grounds: true, notice: true, answer: true, hearing: true };
    const consents = { parties: [], dueProcess: steps, judgements: [] };
    const now = 1_000 * DAY;
    const closes = rule.stages.map(() => now);
    expect(evaluate(rule, electorate, ballots, consents, { now, closes }).outcome, `L1: ${id}`).toBe(
      "passes",
    );
    expect(isMonotone(rule).monotone, `S11: ${id}`).toBe(true);
  }
}

/** L2, L5: left alone, everything ends. */
function checkEnds(node: Node): void {
  let at: Node | undefined = node;
  for (let i = 0; i < 60 && nextDue(at.assembly) !== undefined; i++) {
    const next: Node = step(at, { do: "tick" })!;
    check(at, next);
    at = next;
  }
  expect(nextDue(at.assembly), "L2, L5").toBeUndefined();
}

/** The state without what only says how it was reached: indexes, lanes, and times seen from now. */
function nameOf({ assembly }: Node): string {
  const { state, time } = assembly;
  const ids = new Map(proposals(assembly).map((p, i) => [p.id, `p${i}`]));
  const out: string[] = [];
  for (const name of ["parties", "decisions", "ipv4"] as const) {
    for (const { records } of state.within(name, ALL(name))) {
      for (const record of records) {
        if (record.t === "lane") continue;
        out.push(
          JSON.stringify(record, (key, value: unknown) => {
            if (["since", "joined", "at", "made", "outcome"].includes(key)) return undefined;
            if (typeof value === "number" && value > 1e9) return value - time;
            return typeof value === "string" ? (ids.get(value) ?? value) : value;
          }),
        );
      }
    }
  }
  return toBase64(sha256(utf8(out.sort().join("\n"))));
}

function explore(
  alphabet: readonly Move[],
  depth: number,
): { readonly states: number; readonly carriedOut: number } {
  let frontier: Node[] = [start()];
  const seen = new Set(frontier.map(nameOf));
  let carriedOut = 0;
  for (let d = 0; d < depth; d++) {
    const next: Node[] = [];
    for (const node of frontier) {
      for (const move of moves(node, alphabet)) {
        const reached = step(node, move);
        if (reached === undefined) continue;
        const name = nameOf(reached);
        if (seen.has(name)) continue;
        seen.add(name);
        try {
          check(node, reached);
        } catch (error) {
          throw new Error(`after ${JSON.stringify(reached.path)}`, { cause: error });
        }
        if (proposals(reached.assembly).some((p) => p.phase === "carried-out")) carriedOut++;
        next.push(reached);
      }
    }
    frontier = next;
  }
  frontier.filter((_, i) => i % 97 === 0).forEach(checkEnds);
  return { states: seen.size, carriedOut };
}

describe("every state of a small assembly", () => {
  const one = (name: keyof typeof PROPOSALS): readonly Move[] => [PROPOSALS[name]];
  it.each([
    ["a case", one("reclaim"), SOAK ? 8 : 6],
    [
      "an admission and a resignation",
      [PROPOSALS.admit, { do: "act", by: "QO", kind: "leave", body: {} }],
      SOAK ? 7 : 5,
    ],
    ["an amendment", one("amend"), SOAK ? 7 : 5],
    ["an emergency", one("emergency"), SOAK ? 7 : 5],
  ] as const)("keeps the invariants: %s", (_, alphabet, depth) => {
    const { carriedOut, states } = explore(alphabet as readonly Move[], depth);
    expect(states).toBeGreaterThan(50);
    expect(carriedOut).toBeGreaterThan(0);
  });
});

describe("long walks by chance", () => {
  it("keep the invariants, and everything ends", () => {
    const property = fc.property(fc.array(fc.nat(1_000), { minLength: 5, maxLength: 30 }), (choices) => {
      let node = start();
      for (const n of choices) {
        const all = moves(node, Object.values(PROPOSALS));
        const next = step(node, all[n % all.length]!);
        if (next === undefined) continue;
        check(node, next);
        node = next;
      }
      checkEnds(node);
    });
    fc.assert(property, { numRuns: SOAK ? 2_000 : 12 });
  });
});

describe("faults put in on purpose are found", () => {
  const reached = (...path: readonly Move[]): Node =>
    path.reduce<Node>((node, move) => step(node, move)!, start());
  const tick: Move = { do: "tick" };
  const adopted = reached(PROPOSALS.adopt, tick, votes("yes", ...MEMBERS), tick, tick);
  const emergency = reached(PROPOSALS.emergency, tick, votes("yes", ...MEMBERS), tick);
  const put = (node: Node, change: (state: State, p: ProposalRecord) => void): Node => {
    const assembly = copy(node.assembly);
    change(assembly.state, proposals(assembly)[0]!);
    return { ...node, assembly };
  };
  const faults: readonly (readonly [string, Node, (state: State, p: ProposalRecord) => void])[] = [
    [
      "S7: carried out again",
      adopted,
      (s, p) => s.setText("decisions", `proposal/${p.id}`, { ...p, phase: "waiting" }),
    ],
    [
      "S2: other measures than were voted on",
      adopted,
      (s, p) =>
        s.setText("decisions", `proposal/${p.id}`, {
          ...p,
          measures: [{ kind: "adopt", body: { title: "y" } }],
        }),
    ],
    [
      "S6: weights read when it is carried out",
      adopted,
      (s, p) => {
        const frozen = s.text("decisions", `electorate/${p.id}`, "electorate")!;
        s.setText("decisions", `electorate/${p.id}`, { ...frozen, affected: ["members"] });
      },
    ],
    [
      "S8: before its time",
      adopted,
      (s, p) => s.setText("decisions", `proposal/${p.id}`, { ...p, opened: p.opened + DAY }),
    ],
    [
      "S13: an emergency without an end",
      emergency,
      (s, p) => {
        const record = s.text("decisions", `emergency/${p.id}`, "emergency")!;
        s.setText("decisions", `emergency/${p.id}`, { ...record, until: record.until + 365 * DAY });
      },
    ],
    [
      "S12: a constitution nobody decided on",
      adopted,
      (s) =>
        s.setText("decisions", "constitution/2", {
          t: "constitution",
          version: 2,
          text: amended as never,
          since: 1,
        }),
    ],
    [
      "S4: a holding taken without a case",
      adopted,
      (s) => {
        for (const { key, records } of [...s.within("ipv4", ALL("ipv4"))]) {
          if (records.some((r) => r.t === "holding" && r.holder === HOLDER)) s.set("ipv4", key, []);
        }
      },
    ],
  ];
  it.each(faults)("%s", (_, node, change) => {
    check(node, node);
    expect(() => check(node, put(node, change))).toThrow(/S\d/);
  });
  it("S1: carried out without its votes", () => {
    expect(() => check(adopted, { ...adopted, ballots: adopted.ballots.slice(0, 0) })).toThrow(/S1/);
  });
});
