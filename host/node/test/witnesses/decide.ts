/** Has the founders decide measures on a node, with time moved along. */
import type { RunningNode } from "@comity/node";
import { expect } from "vitest";
import { clock, FOUNDERS, get, noteOf, submit, type World } from "../shared.ts";

const DAY = 86_400;
type Measure = { readonly kind: string; readonly body: { readonly [field: string]: string } };

/** `w` signs for the founders; afterwards the measures are carried out. */
export async function decide(n: RunningNode, w: World, measures: readonly Measure[]): Promise<void> {
  w.time = clock.now;
  const proposed = await submit(n, noteOf(w.act("QM", "propose", { title: "A change", measures })));
  expect(proposed.json).toMatchObject({ outcome: "effective" });
  const decision = String(proposed.json.index);
  const phase = async (): Promise<string> => (await get(n, `/api/v1/decisions/${decision}`)).json.phase;
  const pass = async (until: string): Promise<void> => {
    for (let i = 0; i < 60 && (await phase()) !== until; i++) {
      clock.now += 4 * DAY;
      await n.tick();
    }
    expect(await phase()).toBe(until);
  };
  await pass("voting");
  for (const { id } of FOUNDERS) {
    w.time = clock.now;
    const ballot = await submit(n, noteOf(w.act(id, "vote", { decision, choice: "yes" })));
    expect(ballot.json).toMatchObject({ outcome: "effective" });
  }
  await pass("carried-out");
}
