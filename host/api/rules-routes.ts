/**
 * Questions about decision rules and power: they need no assembly, only what is posted. The answers are those of
 * `comity rules … --json` and `comity power --json`.
 */
import type { Route } from "./route.ts";

/** Bytes of a question, and questions of one address in a minute. */
export const MAX_RULES_BYTES: number = 1024 * 1024;
export const RULES_PER_MINUTE: number = 60;

export type RulesRoute = "rulesLint" | "rulesExplain" | "rulesEvaluate" | "rulesDiff" | "rulesPower";
/** `request`: JSON Schema of the body. */
export type AskingRoute = Route & { readonly question: string; readonly request: object };

const CONSTITUTION = {
  description:
    "a constitution (docs/constitution.schema.json), or the text of a file with one (YAML or JSON)",
  anyOf: [{ type: "object" }, { type: "string" }],
} as const;
const VOTE = {
  description: "members, ballots and the record (docs/OPERATE/rules.md), or the text of such a file",
  anyOf: [{ type: "object" }, { type: "string" }],
} as const;
const CLASS = { type: "string", description: "class of the measure: which rule decides" } as const;
const NAMES = { type: "array", items: { type: "string" } } as const;

const schema = (required: readonly string[], properties: { readonly [key: string]: object }): object => ({
  type: "object",
  required,
  properties,
  additionalProperties: false,
});

const GENERAL = ["unknown-key", "missing-key", "rules-busy", "rules-time"];

const asking = (
  question: string,
  answer: string,
  summary: string,
  request: object,
  problems: readonly string[] = [],
): AskingRoute => ({
  method: "POST",
  path: `/rules/${question}`,
  answer,
  media: "json",
  body: "json",
  summary,
  problems: [...GENERAL, ...problems],
  question,
  request,
});

export const RULES_ROUTES: { readonly [name in RulesRoute]: AskingRoute } = {
  rulesLint: asking(
    "lint",
    "comity/rules-lint/v2: every property with how it is known, and a counter-example where it fails",
    "What a constitution promises, proved for every possible membership",
    schema(["constitution"], {
      constitution: CONSTITUTION,
      share: {
        ...schema(["num", "den"], { num: { type: "integer" }, den: { type: "integer" } }),
        description: "blocs below this share of each chamber must neither pass nor block; 1/3",
      },
      sizes: {
        type: "object",
        additionalProperties: { type: "integer", minimum: 1 },
        description: "chambers with a fixed number of members",
      },
    }),
  ),
  rulesExplain: asking(
    "explain",
    "comity/rules-explain/v1: sentences, each with the clause it says",
    "A constitution in plain English, each sentence with its clause",
    schema(["constitution"], { constitution: CONSTITUTION, class: CLASS }),
    ["no-rule"],
  ),
  rulesEvaluate: asking(
    "evaluate",
    "comity/rules-evaluate/v1: the outcome, the tree of conditions with every number, and the same in sentences",
    "What a rule makes of given votes",
    schema(["constitution", "class", "vote"], {
      constitution: CONSTITUTION,
      class: CLASS,
      vote: VOTE,
      open: { type: "boolean", description: "while the vote is open: what would still change it" },
    }),
    ["no-rule", "electorate", "outside-time", "duplicate", "unknown-name", "weight", "overflow"],
  ),
  rulesDiff: asking(
    "diff",
    "comity/rules-diff/v1: what changes, who must agree, what protection and which properties fall",
    "What changes between two constitutions",
    schema(["before", "after"], { before: CONSTITUTION, after: CONSTITUTION }),
  ),
  rulesPower: asking(
    "power",
    "comity/power/v1: Banzhaf, Shapley-Shubik, Coleman, coalitions; fractions as text, each with its method",
    "Who has how much power in a game, or under a constitution's rule",
    {
      type: "object",
      description: "either game, or constitution, class and vote",
      properties: {
        game: {
          ...schema(["criteria"], {
            members: NAMES,
            criteria: {
              type: "array",
              items: schema(["weights", "quota"], {
                name: { type: "string" },
                weights: { type: "array", items: { type: "integer", minimum: 0 } },
                quota: {
                  anyOf: [{ type: "integer" }, { type: "string" }],
                  description: "a number of votes, 2/3, >1/2 or 65%",
                },
              }),
            },
            overrideMembers: { type: "integer" },
            populations: { type: "array", items: { type: "integer", minimum: 1 } },
            note: {},
            source: {},
          }),
        },
        constitution: CONSTITUTION,
        class: CLASS,
        vote: VOTE,
        turnout: { enum: ["full"], description: "take it that everybody votes" },
        abstention: { type: "boolean", description: "also the power when everybody may abstain" },
        blocs: {
          type: "array",
          items: schema(["name", "members"], { name: { type: "string" }, members: NAMES }),
        },
        collude: { ...NAMES, description: "what would these gain by always voting alike?" },
        shapley: { type: "boolean" },
        coalitions: { type: "boolean", description: "list the minimal winning coalitions, up to 16 members" },
      },
      additionalProperties: false,
    },
    ["no-rule", "non-monotone", "power-too-large"],
  ),
};
