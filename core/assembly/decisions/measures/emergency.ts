/**
 * `emergency` (measure): powers declared for a bounded time. It stands alone, touches nobody's holdings, and ends on
 * its date by the clock (SEMANTICS G1, promise P7).
 */
import type { BodyOf } from "../../acts/fields.ts";
import { defineKind, type Context } from "../../acts/kind.ts";
import { FIXED_MINIMUMS, type Rule } from "@comity/rules";
import type { EmergencyRecord } from "../../state/records.ts";
import { textPrefix } from "../../state/registers.ts";
import { EMERGENCY } from "../measures-of.ts";
import { constitutionOf } from "../rules-of.ts";

const FIELDS = {
  title: { type: "text", max: 200, doc: "what is declared" },
  text: { type: "document", doc: "the declaration with its reasons" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const emergencyRule = (c: Pick<Context, "state">): Rule | undefined => {
  const version = c.state.text("decisions", "assembly", "assembly")!.constitution;
  return constitutionOf(c.state, version)?.rules[EMERGENCY];
};

/** Seconds it lasts: whatever the constitution says, never longer than the fold allows. */
export const lapseOf = (c: Pick<Context, "state">): number =>
  Math.min(emergencyRule(c)?.periods.lapse ?? 0, FIXED_MINIMUMS.emergencyLapse);

/** How many emergencies this one would follow: one that still lasts, or ended less than the rule's pause ago, goes on. */
function renewals(c: C): number {
  const pause = emergencyRule(c)?.periods.pause ?? 0;
  const goingOn: EmergencyRecord[] = [];
  for (const { records } of c.state.within("decisions", textPrefix("emergency/"))) {
    for (const r of records) if (r.t === "emergency" && r.until + pause > c.time) goingOn.push(r);
  }
  return Math.max(0, ...goingOn.map((r) => (r.renewals ?? 0) + 1));
}

export const emergency = defineKind({
  kind: "emergency",
  room: "decisions",
  summary: "Declare an emergency that ends by itself",
  fields: FIELDS,
  authority: "decision",
  measureClass: EMERGENCY,
  shared: false,
  passkeyMaySign: false,
  whileSuspended: false,
  conditions: [
    {
      rule: "G1",
      code: "emergency-unbounded",
      detail: "the constitution gives emergencies no end, so none can be declared",
      holds: (c: C) => lapseOf(c) > 0,
    },
    {
      rule: "G1",
      code: "emergency-renewed",
      detail: "an emergency is renewed as often as its rule says; then it ends, and the rule's pause runs",
      holds: (c) => renewals(c) <= (emergencyRule(c)?.emergency?.renewals ?? 0),
    },
  ],
  effect: (c) => {
    const id = c.decision!;
    const { text, title } = c.body;
    c.state.setText("decisions", `emergency/${id}`, {
      t: "emergency",
      id,
      title,
      text,
      until: c.time + lapseOf(c),
      ...(renewals(c) === 0 ? {} : { renewals: renewals(c) }),
      since: c.index,
    });
  },
});
