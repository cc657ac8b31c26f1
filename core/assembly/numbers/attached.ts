/** What hangs on a holding (routes, providers, sets, name servers, ranges of networks) when it moves or is handed down. */
import type { Block } from "../acts/resource.ts";
import type { Context } from "../acts/kind.ts";
import { serversLeave, serversPassOn } from "../names/servers.ts";
import { rangesLeave } from "../networks/ranges.ts";
import { routesPassOn } from "../routes/covering.ts";
import { routesLeave } from "../routes/leaving.ts";
import { providersEnd, providersLeave } from "../routes/providers.ts";
import { setsEnd, setsLeave } from "../routes/sets.ts";
import { holdingOver, type Held } from "./holdings.ts";

type C = Pick<Context, "state" | "index">;

/**
 * Before `part` leaves `held`. `keep`: until when it stays for the recipient (E4); withdrawn at once without it (E3).
 * `given`: by the holder's own act, which then says nothing more over it from another holding of its own either.
 */
export function attachedLeaves(c: C, held: Held, part: Block, keep?: number, given = false): void {
  routesLeave(c, held, part, keep, given);
  providersLeave(c, held, part, keep);
  setsLeave(c, held, part, keep);
  serversLeave(c, held, part, keep);
  rangesLeave(c, held, part);
}

/** Before a block becomes a holding of `to` of its own (E2). */
export function attachedPassOn(c: C, block: Block, to: string): void {
  const around = holdingOver(c.state, block);
  if (around !== undefined) rangesLeave(c, around, block);
  routesPassOn(c, block, to);
  serversPassOn(c, block, to);
  providersEnd(c.state, block);
  setsEnd(c.state, block);
}
