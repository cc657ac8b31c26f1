/** `adopt` (measure): the assembly adopts a text, without other effect. */
import type { BodyOf } from "../../acts/fields.ts";
import { defineKind, type Context } from "../../acts/kind.ts";

const FIELDS = {
  title: { type: "text", max: 200, doc: "title of the text" },
  text: { type: "document", doc: "the text that is adopted" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

export const adopt = defineKind({
  kind: "adopt",
  room: "decisions",
  summary: "Adopt a text as the assembly's own",
  fields: FIELDS,
  authority: "decision",
  measureClass: "ordinary",
  shared: false,
  passkeyMaySign: false,
  whileSuspended: false,
  conditions: [],
  effect: (c: C) => {
    const id = `${c.decision}`;
    c.state.setText("decisions", `resolution/${id}/${c.body.text}`, {
      t: "resolution",
      id,
      ...c.body,
      since: c.index,
    });
  },
});
