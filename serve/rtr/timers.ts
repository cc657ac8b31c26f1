/** The timers that End of Data tells routers (RFC 8210 section 6). */
import { ok, refuse, type Result } from "@comity/canon";
import { TIMER_RANGES } from "./limits.ts";
import type { Timers } from "./pdu.ts";

/** Code `rtr-timers`: outside the range of section 6, or an expire interval that does not exceed the two others. */
export function timersFrom(given: Timers): Result<Timers> {
  for (const name of ["refresh", "retry", "expire"] as const) {
    const [least, , most] = TIMER_RANGES[name];
    const value = given[name];
    if (!Number.isInteger(value) || value < least || value > most) {
      return refuse("rtr-timers", `${name} is a whole number of seconds from ${least} to ${most}`, name);
    }
  }
  const { refresh, retry, expire } = given;
  if (expire <= refresh || expire <= retry) {
    return refuse(
      "rtr-timers",
      `expire (${expire}) has to exceed refresh (${refresh}) and retry (${retry})`,
      "expire",
    );
  }
  return ok({ refresh, retry, expire });
}
