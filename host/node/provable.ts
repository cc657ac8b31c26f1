/** Which checkpoint a proof hangs on: the newest that verifiers of the assembly's key file accept (SEMANTICS D1, D2). */
import { ok, refuse, type Result } from "@comity/canon";
import type { NodeContext } from "./context.ts";
import { PROOF_WAIT_MS } from "./limits.ts";
import type { KeptState } from "./states.ts";

/**
 * Without witnesses the newest state. With them the newest, once enough have signed its checkpoint; when that takes long, the
 * newest cosigned one, unless it is smaller than `size`. Code `not-cosigned`.
 */
export async function provable(c: NodeContext, size = 0): Promise<Result<KeptState>> {
  const { states, witnesses } = c;
  const { newest } = states;
  if (!witnesses.needed) return ok(newest);
  if ((states.cosigned?.size ?? 0) < newest.size) {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, PROOF_WAIT_MS);
    await Promise.race([witnesses.settled(0, 0), late]);
    clearTimeout(timer);
  }
  const { cosigned } = states;
  return cosigned === undefined || cosigned.size < size
    ? refuse(
        "not-cosigned",
        "too few witnesses have signed a checkpoint with it yet: ask again in a while",
        "at",
      )
    : ok(cosigned);
}
