/**
 * Timeliness (SEMANTICS C4): an act bound to a deadline counts if it is ordered before it, or if a quorum of witnesses had
 * countersigned it before and it is ordered within GRACE after. So effects wait for GRACE. Without external witnesses
 * ordering decides, and nothing waits.
 */
import type { Context } from "../acts/kind.ts";

type Scene = Pick<Context, "state" | "parameters">;

/** How long what a deadline decides waits for acts that were countersigned before it, seconds. */
export const graceOf = ({ state, parameters }: Scene): number =>
  state.text("decisions", "witnessed", "witnessed") === undefined ? 0 : parameters.grace;

/** When the act counts as done with respect to a deadline; `undefined` when it comes too late. */
export function doneAt(
  c: Scene & Pick<Context, "time" | "countersigned">,
  deadline: number,
): number | undefined {
  if (c.time < deadline) return c.time;
  const { countersigned } = c;
  if (countersigned === undefined || countersigned >= deadline) return undefined;
  return c.time < deadline + graceOf(c) ? countersigned : undefined;
}

export const isTimely = (c: Parameters<typeof doneAt>[0], deadline: number): boolean =>
  doneAt(c, deadline) !== undefined;
