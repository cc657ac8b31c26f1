/** A claim nobody objected to in CONTEST becomes a holding (SEMANTICS F4). */
import type { Space } from "@comity/resources";
import type { Block } from "../acts/resource.ts";
import type { Around } from "../fold/clock.ts";
import type { ClaimRecord } from "../state/records.ts";
import type { Key, RegisterName } from "../state/registers.ts";
import type { State } from "../state/state.ts";
import { attachedPassOn } from "./attached.ts";
import { inside, parentHolding, termsFit } from "./holdings.ts";

export function claimMatures(
  state: State,
  register: RegisterName,
  key: Key,
  claim: ClaimRecord,
  around: Around,
): void {
  // A claim yields to a holding that came to stand there by another way; nothing is ever taken by waiting.
  const block: Block = { space: register as Space, key };
  const over = parentHolding(state, block);
  const overtaken = !inside(state, block, ["holding"]).next().done;
  if (overtaken || (over !== undefined && !termsFit(claim.terms, over.record.terms, around.time))) {
    return state.replace(register, key, claim);
  }
  attachedPassOn({ state, index: around.index }, block, claim.to);
  state.replace(register, key, claim, {
    t: "holding",
    holder: claim.to,
    terms: claim.terms,
    from: "claim",
    ...(claim.note === undefined ? {} : { note: claim.note }),
    ...(claim.identity === undefined ? {} : { identity: claim.identity }),
    protection: state.text("decisions", "assembly", "assembly")!.constitution,
    made: around.time,
    since: around.index,
  });
}
