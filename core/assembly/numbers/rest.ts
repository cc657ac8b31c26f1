/** Quarantine: what was given back, has lapsed or was reclaimed is nobody's to give for a while (SEMANTICS E3, G5). */
import type { Context } from "../acts/kind.ts";
import type { Block } from "../acts/resource.ts";
import { pick } from "../state/reader.ts";

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
