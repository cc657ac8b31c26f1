/** A claim nobody objected to in CONTEST becomes a holding (SEMANTICS F4). */
import type { Around } from "../fold/clock.ts";
import type { ClaimRecord } from "../state/records.ts";
import type { Key, RegisterName } from "../state/registers.ts";
import type { State } from "../state/state.ts";

export function claimMatures(
  state: State,
  register: RegisterName,
  key: Key,
  claim: ClaimRecord,
  around: Around,
): void {
  state.replace(register, key, claim, {
    t: "holding",
    holder: claim.to,
    terms: claim.terms,
    from: "claim",
    ...(claim.note === undefined ? {} : { note: claim.note }),
    protection: state.text("decisions", "assembly", "assembly")!.constitution,
    made: around.time,
    since: around.index,
  });
}
