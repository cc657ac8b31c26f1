/**
 * JSON Schema (draft 2020-12) of a constitution: the shapes that `parseConstitution` reads. What one part says about
 * another (names that exist, entrenchment) no schema can say; a test holds the two together.
 */
import { conditionSchemas } from "./schema-conditions.ts";
import {
  integer,
  list,
  object,
  oneOf,
  record,
  ref,
  seconds,
  set,
  text,
  type Schema,
} from "./schema-parts.ts";

const membership: Schema = {
  oneOf: [
    object({ by: oneOf("charter") }),
    object({ by: oneOf("decision"), class: ref("name") }),
    object({ by: oneOf("role"), role: ref("name") }),
    object({ by: oneOf("chambers"), of: set(ref("name"), 1, 64) }),
  ],
};
const weights: Schema = {
  oneOf: [
    object({ kind: oneOf("equal") }),
    object({ kind: oneOf("declared") }, { cap: ref("fraction") }),
    object(
      { kind: oneOf("measured"), figure: ref("name"), scale: oneOf("linear", "sqrt") },
      { cap: ref("fraction") },
    ),
  ],
};
const rule: Schema = object(
  {
    about: text(500, "One plain sentence for readers."),
    proposers: set(ref("name"), 0, 32),
    electorates: record(
      object({
        recuse: set(ref("name"), 0, 16),
        recused: oneOf("removed", "counted"),
        suspended: oneOf("removed", "counted"),
      }),
      32,
    ),
    stages: list(object({ name: text(100), condition: ref("condition") }, { voting: seconds(1) }), 1, 8),
    periods: object({
      notice: seconds(0),
      deliberation: seconds(0),
      voting: seconds(1),
      waiting: seconds(0),
      expiry: seconds(1),
      pause: seconds(0),
      answer: seconds(0),
      quarantine: seconds(0),
      lapse: seconds(0),
    }),
    ballot: object(
      { method: oneOf("choice"), choices: set(ref("choice"), 2, 5), revote: oneOf("last", "first") },
      { split: { type: "boolean" }, grounds: { type: "boolean" } },
    ),
  },
  {
    source: object({ text: text(500), certainty: oneOf("read", "data", "measured", "memory", "unknown") }),
    backing: list(object({ chamber: ref("name"), need: ref("need") }, { count: ref("count") }), 1, 8),
    live: integer(1, 1_000_000),
    early: { type: "boolean" },
    whenAmended: oneOf("continues", "aborts"),
    extension: object({ on: set(oneOf("quorum", "result"), 1, 2), last: seconds(1), by: seconds(1) }),
    appeal: object({
      levels: list(object({ body: ref("name"), class: ref("name"), length: seconds(1) }), 1, 8),
      standing: oneOf("affected", "member", "party"),
      suspends: { type: "boolean" },
      remedy: oneOf("annul", "remand"),
    }),
    emergency: object(
      { renewals: integer(0, 100) },
      {
        confirm: { oneOf: [{ type: "null" }, ref("name")], description: "Left out or null: it only lapses." },
      },
    ),
    delegation: object(
      { transitive: { type: "boolean" }, length: seconds(1), most: integer(1, 1_000_000) },
      { lead: seconds(0) },
    ),
  },
);

export const CONSTITUTION_SCHEMA: Schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "comity/constitution/v1",
  description:
    "A constitution of Comity: chambers, rules by class of measure, amendment classes, parameters.",
  ...object({
    format: oneOf("comity/constitution/v1"),
    name: text(200),
    fold: integer(1, 1_000_000, "Version of the fold that this constitution is read by."),
    chambers: record(object({ name: text(200), membership, weights }), 64),
    rules: record(ref("rule"), 256),
    amendment: object({
      order: set(ref("name"), 1, 256, "The amendment classes, weakest first."),
      clauses: list(object({ clause: ref("pointer"), by: ref("name") }), 1, 1024),
    }),
    parameters: object({
      grace: seconds(0),
      skew: seconds(0),
      gap: seconds(1),
      notice: seconds(0),
      contest: seconds(0),
      cooling: seconds(0),
      lock: seconds(0),
      quarantine: seconds(0),
    }),
  }),
  $defs: {
    party: {
      type: "string",
      maxLength: 64,
      pattern: "^[A-Za-z0-9]+(?:[.-]+[A-Za-z0-9]+)*$",
      description: "Identifier of a party, as the register spells it.",
    },
    name: {
      type: "string",
      maxLength: 64,
      pattern: "^[a-z0-9]+(?:[.-][a-z0-9]+)*$",
      description: "Lower-case letters and digits, joined by - or .",
    },
    pointer: {
      type: "string",
      maxLength: 256,
      pattern: "^(?:/(?:[^~/]|~[01])+)*$",
      description: 'JSON pointer into the constitution; "" = everything not named more exactly.',
    },
    rule,
    ...conditionSchemas,
  },
};
