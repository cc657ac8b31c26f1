/**
 * `amend` (measure): a new version of the constitution. The classes of the changed clauses decide. Holdings made before
 * keep the protection of their version until their holder accepts the new one (SEMANTICS A4, G6).
 */
import { amendmentClasses, checkMinimums, parseConstitution } from "@comity/rules";
import type { Refusal } from "@comity/canon";
import type { BodyOf } from "../../acts/fields.ts";
import { defineKind, type Context } from "../../acts/kind.ts";
import { unsupportedIn } from "../supported.ts";
import { constitutionOf } from "../rules-of.ts";

const FIELDS = {
  constitution: { type: "constitution", doc: "the whole new constitution" },
  base: { type: "integer", min: 1, max: 1_000_000, doc: "version it amends; void when another came first" },
} as const;

type C = Context<BodyOf<typeof FIELDS>>;

const current = (c: C) => c.state.text("decisions", "assembly", "assembly")!;

function classesOf(c: C): readonly string[] {
  const before = constitutionOf(c.state, current(c).constitution);
  const after = parseConstitution(c.body.constitution);
  return before !== undefined && after.ok ? amendmentClasses(before, after.value) : [];
}

const unsupportedBy = (c: C): readonly Refusal[] => {
  const after = parseConstitution(c.body.constitution);
  return after.ok ? unsupportedIn(after.value) : [];
};

export const amend = defineKind({
  kind: "amend",
  room: "decisions",
  summary: "Put a new version of the constitution in force",
  fields: FIELDS,
  authority: "decision",
  classesOf,
  shared: false,
  passkeyMaySign: false,
  whileSuspended: false,
  conditions: [
    {
      rule: "A4",
      code: "constitution-invalid",
      field: "constitution",
      detail: "it has to parse and keep the fixed minimums: check it with `comity rules lint`",
      holds: (c: C) => {
        const parsed = parseConstitution(c.body.constitution);
        return parsed.ok && checkMinimums(parsed.value).length === 0;
      },
    },
    {
      rule: "A4",
      code: "constitution-unsupported",
      field: "constitution",
      detail: "it says what this fold does not carry out: see the place named",
      holds: (c) => unsupportedBy(c).length === 0,
      because: (c) => unsupportedBy(c)[0],
    },
    {
      rule: "G4",
      code: "amendment-outdated",
      field: "base",
      detail: "another version came into force meanwhile: propose the amendment again on top of it",
      holds: (c) => c.body.base === current(c).constitution,
    },
    {
      rule: "G1",
      code: "amendment-empty",
      field: "constitution",
      detail: "nothing differs from the constitution in force",
      holds: (c) => classesOf(c).length > 0,
    },
  ],
  effect: (c) => {
    const version = current(c).constitution + 1;
    const text = c.body.constitution;
    c.state.setText("decisions", `constitution/${version}`, {
      t: "constitution",
      version,
      text,
      since: c.index,
    });
    c.state.setText("decisions", "assembly", { ...current(c), constitution: version, since: c.index });
  },
});
