/**
 * `emergency` (measure): powers declared for a bounded time. It stands alone, touches nobody's holdings, and ends on
 * its date by the clock (SEMANTICS G1, promise P7).
 */
import type { BodyOf } from "../../acts/fields.ts";
import { defineKind, type Context } from "../../acts/kind.ts";
import { EMERGENCY } from "../measures-of.ts";
import { constitutionOf } from "../rules-of.ts";

const FIELDS = {
  title: { type: "text", max: 200, doc: "what is declared" },
  text: { type: "hash", doc: "hash of the declaration with its reasons" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const lapse = (c: C): number => {
  const version = c.state.text("decisions", "assembly", "assembly")!.constitution;
  return constitutionOf(c.state, version)?.rules[EMERGENCY]?.periods.lapse ?? 0;
};

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
      holds: (c: C) => lapse(c) > 0,
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
      until: c.time + lapse(c),
      since: c.index,
    });
  },
});
