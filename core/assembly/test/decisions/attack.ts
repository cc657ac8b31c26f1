/** An attack on a house, and how a measure is tried without a whole procedure. */
import { kindOf } from "@comity/assembly";
import type { Body, World } from "../world.ts";
import type { Attack } from "../attack.ts";
import { house } from "./house.ts";

/** Its world is always named: others run these attacks too. */
export type HouseAttack = Attack & { readonly world: () => World };

export const attack = (
  kind: string,
  code: string,
  says: string,
  run: Attack["run"],
  world: () => World = () => house(),
): HouseAttack => ({ kind, code, says, run, world });

/** Judges a measure as if a decision carried it out now: the first unmet condition, or its effect. */
export function measure(world: World, name: string, body: Body, decision = "7"): { readonly code?: string } {
  const kind = kindOf(name)!;
  const { state } = world.assembly;
  const c = {
    state,
    body: body as never,
    by: state.text("parties", "party/QO", "party")!,
    consents: new Set<string>(),
    decision,
    act: { assembly: "", hash: "", kind: name, lane: "", seq: 0 },
    time: world.time,
    index: world.assembly.size,
    parameters: world.assembly.parameters,
    kinds: kindOf,
    dataset: (hash: string) => world.datasets.get(hash),
  };
  for (const condition of kind.conditions) if (!condition.holds(c)) return { code: condition.code };
  kind.effect(c);
  return {};
}
