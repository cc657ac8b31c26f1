/** Five members, a panel of three, a holder: the ground on which promises are attacked. */
import type { Json } from "@comity/canon";
import type { ProposalRecord } from "@comity/assembly";
import { DAY, World, datasetOf, type Body } from "../core/assembly/test/world.ts";

export const MEMBERS = ["QM", "QN", "QO", "QP", "QQ"] as const;
export const PANEL = ["XD", "XE", "XF"] as const;
export const HOLDER = "XA";
export const BLOCK = "10.1.0.0/16";
export const HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
export { DAY };

export function assemblyOfFive(): World {
  const founders = [
    ...MEMBERS.map((id) => (id === "QM" ? { id, label: "north" } : { id })),
    ...PANEL.map((id) => ({ id, kind: "other", seats: { panel: 1 } })),
  ];
  const roots = datasetOf("roots", "iana", ["ipv4|10.0.0.0|10.255.255.255|allocated|||north"]);
  const world = new World({ founders, roots });
  world.join(HOLDER, "XB");
  world.must(
    world.act(
      "QM",
      "delegate",
      { to: HOLDER, resources: [BLOCK], terms: { kind: "permanent" } },
      { cosign: [HOLDER] },
    ),
  );
  return world;
}

export const holderOfBlock = (world: World): string | undefined => world.at(BLOCK, "holding")?.holder;

export const proposal = (world: World, id: string): ProposalRecord =>
  world.assembly.state.text("decisions", `proposal/${id}`, "proposal")!;

export function propose(world: World, by: string, kind: string, body: Body, more: Body = {}): string {
  return world.must(
    world.act(by, "propose", {
      title: `test ${kind}`,
      measures: [{ kind, body }] as unknown as Json,
      ...more,
    }),
  );
}

/** Waits until the running poll is open, then casts these ballots. */
export function castAll(world: World, id: string, ballots: { readonly [party: string]: string }): void {
  const poll = proposal(world, id).polls.at(-1)!;
  if (world.time < poll.opens) world.wait(poll.opens - world.time);
  for (const [by, choice] of Object.entries(ballots)) world.do(by, "vote", { decision: id, choice });
}

/** Lets the clock take a proposal to its end, or as far as it goes by itself. */
export function settle(world: World, id: string): ProposalRecord {
  for (let i = 0; i < 20 && proposal(world, id).due !== undefined; i++) {
    world.wait(Math.max(1, proposal(world, id).due! - world.time));
  }
  return proposal(world, id);
}

/** Every subset of a small list. */
export const subsets = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((_x, i) => (bits >> i) & 1));

export const yes = (parties: readonly string[]): { [party: string]: string } =>
  Object.fromEntries(parties.map((p) => [p, "yes"]));
