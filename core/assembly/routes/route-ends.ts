/** A former holder's authorisation that nobody replaced in time ends (SEMANTICS E4). */
import type { Around } from "../fold/clock.ts";
import type { RouteRecord } from "../state/records.ts";
import type { Key, RegisterName } from "../state/registers.ts";
import type { State } from "../state/state.ts";
import { retire } from "./leaving.ts";

export function routeEnds(
  state: State,
  register: RegisterName,
  key: Key,
  record: RouteRecord,
  { index }: Around,
): void {
  retire({ state, index }, { space: register === "routes4" ? "ipv4" : "ipv6", key }, record);
}
