/** Five members, a panel of appeal of three, a holder: the ground on which decisions are tried and attacked. */
import {
  Assembly,
  NO_PREV,
  actEntry,
  actText,
  readAct,
  signed,
  type Outcome,
  type PartyRecord,
  type ProposalRecord,
} from "@comity/assembly";
import { must, sha256, toBase64, type Json } from "@comity/canon";
import { simpleMajority, type Constitution } from "@comity/rules";
import {
  DAY,
  ORIGIN,
  START,
  World,
  datasetOf,
  keyFile,
  keysOf,
  policyOf,
  type Body,
  type Founder,
} from "../world.ts";

export { DAY };
export const MEMBERS = ["QM", "QN", "QO", "QP", "QQ"] as const;
export const PANEL = ["XD", "XE", "XF"] as const;
export const HOLDER = "XA";
export const BLOCK = "10.1.0.0/16";
export const HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
export const GROUNDS: Body = { grounds: HASH };
export const PERMANENT: Json = { kind: "permanent" };
export const RECLAIM: Body = { holder: HOLDER, resources: [BLOCK] };
export const ADOPT: Body = { title: "a text", text: HASH };

/** Whatever a test changes in JSON. */
type Anything = ReturnType<typeof JSON.parse>;
/** A constitution as data that a test may change before it is used. */
export type Draft = {
  chambers: { [id: string]: Anything };
  rules: { [id: string]: Anything };
  amendment: Anything;
  parameters: { [name: string]: number };
} & { [key: string]: unknown };

export function constitution(change: (draft: Draft) => void = () => {}, base = simpleMajority): Constitution {
  const draft = structuredClone(base) as unknown as Draft;
  // Blocks may be days apart: tests let years pass.
  draft.parameters["gap"] = 10 * DAY;
  change(draft);
  return draft as unknown as Constitution;
}

export const asJson = (value: Constitution): Json => JSON.parse(JSON.stringify(value)) as Json;

const FOUNDERS: readonly Founder[] = [
  ...MEMBERS.map((id) => (id === "QM" ? { id, label: "north" } : { id })),
  ...PANEL.map((id) => ({ id, kind: "other", seats: { panel: 1 } })),
];

export type HouseOptions = {
  readonly change?: (draft: Draft) => void;
  readonly founders?: readonly Founder[];
  readonly base?: Constitution;
  readonly witnessed?: true;
};

/** QM holds 10/8; XA holds 10.1/16 out of it for good; XB and XC have joined. */
export function house({ change, founders = FOUNDERS, base, witnessed }: HouseOptions = {}): World {
  const roots = datasetOf("roots", "iana", ["ipv4|10.0.0.0|10.255.255.255|allocated|||north"]);
  const world = new World({
    founders,
    roots,
    constitution: constitution(change, base),
    ...(witnessed === undefined ? {} : { witnessed }),
  });
  world.join(HOLDER, "XB", "XC");
  give(world, BLOCK, HOLDER);
  return world;
}

/** QM delegates a block for good. */
export function give(world: World, block: string, to: string): void {
  world.must(world.act("QM", "delegate", { to, resources: [block], terms: PERMANENT }, { cosign: [to] }));
}

export const holderOf = (world: World, block: string = BLOCK): string | undefined =>
  world.at(block, "holding")?.holder;

export const proposal = (world: World, id: string): ProposalRecord =>
  world.assembly.state.text("decisions", `proposal/${id}`, "proposal")!;

export const party = (world: World, id: string): PartyRecord =>
  world.assembly.state.text("parties", `party/${id}`, "party")!;

export const electorate = (world: World, id: string) =>
  world.assembly.state.text("decisions", `electorate/${id}`, "electorate")!;

export type MeasureText = { readonly kind: string; readonly body: Body };

export function proposeAll(
  world: World,
  by: string,
  measures: readonly MeasureText[],
  more: Body = {},
): string {
  return world.must(
    world.act(by, "propose", { title: "a test", measures: measures as unknown as Json, ...more }),
  );
}

export const propose = (world: World, by: string, kind: string, body: Body, more: Body = {}): string =>
  proposeAll(world, by, [{ kind, body }], more);

/** The outcome of a proposal that may be void. */
export const tryPropose = (world: World, by: string, kind: string, body: Body, more: Body = {}): Outcome =>
  world.do(by, "propose", { title: "a test", measures: [{ kind, body }] as unknown as Json, ...more });

/** Waits until the running poll is open, then casts these ballots. */
export function castAll(world: World, id: string, ballots: { readonly [party: string]: string }): void {
  const poll = proposal(world, id).polls.at(-1)!;
  if (world.time < poll.opens) waitUntil(world, poll.opens);
  for (const [by, choice] of Object.entries(ballots)) world.do(by, "vote", { decision: id, choice });
}

export const waitUntil = (world: World, time: number): void => world.wait(time - world.time);

/** Lets the clock do the next thing to a proposal. */
export function next(world: World, id: string): ProposalRecord {
  waitUntil(world, proposal(world, id).due!);
  return proposal(world, id);
}

/** Lets the clock take a proposal to its end, or as far as it goes by itself. */
export function settle(world: World, id: string): ProposalRecord {
  for (let i = 0; i < 30 && proposal(world, id).due !== undefined; i++) {
    world.wait(Math.max(1, proposal(world, id).due! - world.time));
  }
  return proposal(world, id);
}

/** A case against XA that all members voted for, in its first appeal level. */
export function decidedCase(world: World, by = "QM"): string {
  const id = propose(world, by, "reclaim", RECLAIM, GROUNDS);
  castAll(world, id, yes(MEMBERS));
  next(world, id);
  return id;
}

/** Every subset of a small list. */
export const subsets = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((_x, i) => (bits >> i) & 1));

export const choose = (parties: readonly string[], choice: string): { [party: string]: string } =>
  Object.fromEntries(parties.map((p) => [p, choice]));
export const yes = (parties: readonly string[]): { [party: string]: string } => choose(parties, "yes");
export const no = (parties: readonly string[]): { [party: string]: string } => choose(parties, "no");

/** As after a recovery of the party's keys. */
export function lock(world: World, id: string, days = 12): void {
  const lockedUntil = world.time + days * DAY;
  world.assembly.state.setText("parties", `party/${id}`, { ...party(world, id), lockedUntil });
}

type FoundingParty = { id: string; kind: string; policy: Json; seats: Json; label?: string; name?: string };
export type Founding = { constitution: Json; parties: FoundingParty[]; policy: string; roots?: string };

/** A founding act of QM and QN, changed; judged by an empty assembly. */
export function foundWith(
  change: (body: Founding) => void,
  signers: readonly string[] = ["QM", "QN"],
): { readonly code?: string; readonly assembly: Assembly } {
  const parties = ["QM", "QN"].map((id) => ({
    id,
    kind: "registry",
    policy: policyOf(id),
    seats: { members: 1 } as Json,
  }));
  const body: Founding = { constitution: asJson(simpleMajority), parties, policy: keyFile() };
  change(body);
  const seen = { root: toBase64(sha256(new Uint8Array(0))), size: 0 };
  const statement = { assembly: ORIGIN, by: "QM", kind: "found", lane: "main", prev: NO_PREV, seen, seq: 1 };
  const text = actText({ ...statement, body: body });
  const act = must(
    readAct(
      actEntry(
        text,
        signers.map((id) => keysOf(id).sign(text)),
      ),
    ),
  );
  const assembly = new Assembly();
  const block = must(assembly.applyBlock(START, [signed(act)], () => undefined));
  const { code } = block.outcomes[0]!;
  return code === undefined ? { assembly } : { code, assembly };
}
