/**
 * `confirm-emergency` (measure): the class that the emergency's rule names confirms it before it lapses. It then lasts
 * once more as long as the rule says, and ends by the clock all the same (SEMANTICS G1, promise P7).
 */
import type { Rule } from "@comity/rules";
import type { BodyOf } from "../../acts/fields.ts";
import { defineKind, type Context } from "../../acts/kind.ts";
import type { EmergencyRecord } from "../../state/records.ts";
import { lapseOf, emergencyRule } from "./emergency.ts";

const FIELDS = {
  emergency: { type: "decision", doc: "number of the decision that declared it" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const declared = (c: C): EmergencyRecord | undefined =>
  c.state.text("decisions", `emergency/${c.body.emergency}`, "emergency");

const confirming = (rule: Rule | undefined): readonly string[] =>
  rule?.emergency?.confirm === undefined || rule.emergency.confirm === null ? [] : [rule.emergency.confirm];

export const confirmEmergency = defineKind({
  kind: "confirm-emergency",
  room: "decisions",
  summary: "Confirm an emergency before it lapses: it lasts once more as long",
  fields: FIELDS,
  authority: "decision",
  classesOf: (c: C) => confirming(emergencyRule(c)),
  shared: false,
  passkeyMaySign: false,
  whileSuspended: false,
  conditions: [
    {
      rule: "G1",
      code: "confirmation-not-offered",
      detail: "the constitution names no class that confirms emergencies: they only lapse",
      holds: (c: C) => confirming(emergencyRule(c)).length > 0,
    },
    {
      rule: "P7",
      code: "emergency-over",
      field: "emergency",
      detail: "there is no emergency of this number that still lasts",
      holds: (c) => (declared(c)?.until ?? 0) > c.time,
    },
    {
      rule: "P7",
      code: "confirmed-already",
      field: "emergency",
      detail: "an emergency is confirmed once",
      holds: (c) => declared(c)!.confirmed === undefined,
    },
  ],
  effect: (c) => {
    const emergency = declared(c)!;
    c.state.setText("decisions", `emergency/${emergency.id}`, {
      ...emergency,
      until: emergency.until + lapseOf(c),
      confirmed: c.decision!,
      since: c.index,
    });
  },
});
