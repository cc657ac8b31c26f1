/** Quarantine: what was given back, has lapsed or was reclaimed is nobody's to give for a while (SEMANTICS E3, G5). */
import type { Context } from "../acts/kind.ts";
import type { Block } from "../acts/resource.ts";
import { covers } from "@comity/resources";
import { pick, type StateReader } from "../state/reader.ts";
import { holdingOver, inside } from "./holdings.ts";

export function rest(
  c: Pick<Context, "state" | "time" | "index" | "parameters">,
  { space, key }: Block,
  from: string,
  cause: string,
): void {
  c.state.replace(space, key, pick(c.state.at(space, key), "quarantine"), {
    t: "quarantine",
    from,
    until: c.time + c.parameters.quarantine,
    cause,
    since: c.index,
  });
}

/** Whether the block lies in what rests: a quarantine at it, or around it within the holding that it lies in. */
export function liesAtRest(state: StateReader, block: Block): boolean {
  const over = holdingOver(state, block);
  return state
    .covering(block.space, block.key)
    .some(
      ({ key, records }) =>
        (over === undefined || covers(over.block.key, key)) && records.some(({ t }) => t === "quarantine"),
    );
}

/** Whether any of the block rests. Nothing is put in the place of what was withdrawn there (SEMANTICS E3, H4). */
export const restsSomewhere = (state: StateReader, block: Block): boolean =>
  liesAtRest(state, block) || inside(state, block, ["quarantine"]).next().done !== true;
