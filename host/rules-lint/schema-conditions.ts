/** JSON Schemas of conditions and of what they are made of: one entry per `kind` of the language. */
import type { Condition } from "@comity/rules";
import { integer, list, object, oneOf, ref, seconds, set, type Schema } from "./schema-parts.ts";

const COUNTABLE = Number.MAX_SAFE_INTEGER;
const onZero = oneOf("holds", "fails");
const over = oneOf(">", ">=");
const kind = (name: Condition["kind"]): Schema => oneOf(name);

/** Complete by its type: a kind of the language without a schema does not compile. */
const CONDITIONS: { readonly [K in Condition["kind"]]: Schema } = {
  all: object({ kind: kind("all"), of: list(ref("condition"), 1, 64) }),
  any: object({ kind: kind("any"), of: list(ref("condition"), 1, 64) }),
  "at-least": object({ kind: kind("at-least"), number: integer(1, 64), of: list(ref("condition"), 1, 64) }),
  "if-affected": object({ kind: kind("if-affected"), chamber: ref("name"), condition: ref("condition") }),
  threshold: object(
    {
      kind: kind("threshold"),
      chamber: ref("name"),
      share: ref("fraction"),
      comparator: over,
      base: ref("base"),
    },
    { count: ref("count"), onZero, tie: ref("tie") },
  ),
  quorum: object(
    {
      kind: kind("quorum"),
      chamber: ref("name"),
      counts: { ...set(ref("choice"), 1, 5), contains: { const: "yes" } },
      need: ref("need"),
    },
    { count: ref("count"), onZero },
  ),
  limit: object(
    {
      kind: kind("limit"),
      chamber: ref("name"),
      counts: set(oneOf("no", "abstain", "veto", "present", "absent"), 1, 5),
      most: {
        oneOf: [
          object({ share: ref("fraction"), comparator: oneOf("<", "<="), base: ref("base") }),
          object({ number: integer(0, COUNTABLE) }),
        ],
      },
    },
    { count: ref("count"), onZero, exceeded: oneOf("fails", "postpones") },
  ),
  blocking: object({
    kind: kind("blocking"),
    chamber: ref("name"),
    share: ref("fraction"),
    plus: integer(0, 1000),
  }),
  veto: object(
    {
      kind: kind("veto"),
      chamber: ref("name"),
      who: ref("who"),
      counts: set(oneOf("no", "veto"), 1, 2),
    },
    { overriddenBy: ref("condition") },
  ),
  support: object(
    { kind: kind("support"), chamber: ref("name"), who: ref("who") },
    { number: integer(1, 1_000_000), onNone: onZero },
  ),
  consent: object(
    { kind: kind("consent"), role: ref("name"), share: ref("fraction") },
    { silence: oneOf("refuses", "consents"), onNone: onZero },
  ),
  "due-process": object({ kind: kind("due-process") }),
  judged: object({ kind: kind("judged"), by: ref("name"), question: ref("name") }),
  "without-vote": object(
    { kind: kind("without-vote"), chamber: ref("name") },
    { requests: integer(1, 1_000_000) },
  ),
};

export const conditionSchemas: { readonly [name: string]: Schema } = {
  condition: { oneOf: Object.values(CONDITIONS), description: "At most 12 levels deep." },
  fraction: {
    ...object({ num: integer(1, 1_000_000), den: integer(1, 1_000_000) }),
    description: "An exact share, as the body wrote it; num must not exceed den.",
  },
  choice: oneOf("yes", "no", "abstain", "veto", "present"),
  count: { ...oneOf("weight", "members"), description: "Default: weight." },
  base: {
    ...oneOf("cast", "present", "all"),
    description: "cast = yes + no + veto; present = cast + abstain + present; all = every member counted.",
  },
  tie: {
    oneOf: [
      object({ answer: oneOf("fails") }),
      object({ answer: oneOf("passes") }),
      object({ answer: oneOf("second-vote"), within: seconds(1) }),
      object({ answer: oneOf("casting"), role: ref("name") }),
    ],
  },
  who: { oneOf: [object({ role: ref("name") }), object({ members: set(ref("party"), 1, 256) })] },
  need: {
    oneOf: [
      object({ share: ref("fraction"), comparator: over }, { round: oneOf("down") }),
      object({ number: integer(0, COUNTABLE) }, { lessPerRecused: integer(1, 1000) }),
    ],
  },
};
