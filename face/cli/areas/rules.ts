/** `comity rules …`: look at constitutions without an assembly. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { EvaluateFlags } from "../commands/rules/evaluate.ts";
import type { LintFlags } from "../commands/rules/lint.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";
import { rollCalls } from "./roll-calls.ts";

const examples = (first: string, second: string): string => `Examples:\n  ${first}\n  ${second}`;
const file = (brief: string) => ({ parse: String, brief, placeholder: "file" });
const constitution = file("constitution, YAML or JSON; - for standard input");

function fraction(input: string): { readonly num: number; readonly den: number } {
  const [, num, den] = /^([1-9][0-9]{0,5})\/([1-9][0-9]{0,5})$/.exec(input) ?? [];
  if (num === undefined || den === undefined || Number(num) > Number(den)) {
    throw new Error(`"${input}" is not a fraction of at most 1, such as 1/3`);
  }
  return { num: Number(num), den: Number(den) };
}

function size(input: string): readonly [string, number] {
  const [, chamber, members] = /^([a-z0-9.-]+)=([0-9]{1,6})$/.exec(input) ?? [];
  if (chamber === undefined) throw new Error(`"${input}" is not a size, such as security-council=15`);
  return [chamber, Number(members)];
}

const members = (brief: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder: "members", variadic: ",", optional: true }) as const;

const lint = buildCommand<LintFlags, [string], Host>({
  loader: async () => (await import("../commands/rules/lint.ts")).lint,
  parameters: {
    flags: {
      json: flag.json,
      all: flag.on("also show notes, and everything that is proved"),
      share: {
        kind: "parsed",
        parse: fraction,
        brief: "blocs below this share of each chamber must neither pass nor block",
        placeholder: "n/m",
        default: "1/3",
      },
      size: {
        kind: "parsed",
        parse: size,
        brief: "a chamber with a fixed number of members: chamber=n",
        placeholder: "size",
        variadic: true,
        optional: true,
      },
    },
    positional: { kind: "tuple", parameters: [constitution] },
  },
  docs: {
    brief: "Prove what a constitution promises, for every possible membership",
    fullDescription: `Every failure comes with votes that show it, the clause with its line, and what to write instead.\nExit codes: 0 no errors, 1 errors or the file is refused, 2 usage.\n${examples(
      "comity rules lint constitution.yaml",
      "comity rules lint --size security-council=15 --all council.yaml",
    )}`,
  },
});

const explain = buildCommand<{ json: boolean; class?: string }, [string], Host>({
  loader: async () => (await import("../commands/rules/explain.ts")).explain,
  parameters: {
    flags: { json: flag.json, class: flag.text("only the rule of this class", "class") },
    positional: { kind: "tuple", parameters: [constitution] },
  },
  docs: {
    brief: "Say a constitution in plain English, each sentence with its clause",
    fullDescription: `Exit codes: 0 done, 1 the file is refused, 2 usage.\n${examples(
      "comity rules explain constitution.yaml",
      "comity rules explain --class amendment --json constitution.yaml",
    )}`,
  },
});

const evaluate = buildCommand<EvaluateFlags, [string], Host>({
  loader: async () => (await import("../commands/rules/evaluate.ts")).evaluate,
  parameters: {
    flags: {
      json: flag.json,
      class: flag.required("class of the measure: which rule decides", "class"),
      ballots: flag.text("file with members, ballots and the record (YAML or JSON)", "file"),
      open: flag.on("while the vote is open: what would still change it"),
      yes: members("members voting yes: a,b or chamber/a or a=5 (weight)"),
      no: members("members voting no"),
      abstain: members("members abstaining"),
      veto: members("members vetoing"),
      present: members("members that are there and take no part"),
      absent: members("members that do not vote"),
      role: {
        kind: "parsed",
        parse: String,
        brief: "who has a role that the rule turns on: permanent=a+b; permanent= for nobody",
        placeholder: "role",
        variadic: true,
        optional: true,
      },
      affected: members("members that the measure affects, among those named"),
      consents: members("of these, who consents"),
      dueProcess: flag.on("the steps of due process are on the record"),
    },
    positional: { kind: "tuple", parameters: [constitution] },
  },
  docs: {
    brief: "Tell what a rule makes of given votes, with every number",
    fullDescription: `Exit codes: 0 passes, 1 does not pass or a file is refused, 2 usage.\n${examples(
      "comity rules evaluate constitution.yaml --class ordinary --yes a,b --no c --absent d",
      "comity rules evaluate council.yaml --class substantive --yes a,b,c,d,e,f,g,h,i --no j --role permanent=a+b+c+d+e",
    )}\nA file (--ballots) also says weights, split votes, mandates, judgements, stages and times:\n${examples(
      "comity rules evaluate constitution.yaml --class reclaim --ballots vote.yaml --json",
      "members: [{id: a, chambers: [members]}], ballots: [{member: a, choice: yes}]",
    )}`,
  },
});

const diff = buildCommand<{ json: boolean }, [string, string], Host>({
  loader: async () => (await import("../commands/rules/diff.ts")).diff,
  parameters: {
    flags: { json: flag.json },
    positional: { kind: "tuple", parameters: [file("constitution before"), file("constitution after")] },
  },
  docs: {
    brief: "Tell what changes between two constitutions, and what protection falls",
    fullDescription: `Exit codes: 0 nothing falls, 1 protection or a proved property falls, or a file is refused, 2 usage.\n${examples(
      "comity rules diff before.yaml after.yaml",
      "comity rules diff --json before.yaml after.yaml",
    )}`,
  },
});

const schema = buildCommand<{ json: boolean }, [], Host>({
  loader: async () => (await import("../commands/rules/schema.ts")).schema,
  parameters: { flags: { json: flag.on("the schema is JSON in any case") } },
  docs: {
    brief: "Print the JSON Schema of a constitution",
    fullDescription: examples("comity rules schema", "comity rules schema > constitution.schema.json"),
  },
});

const check = buildCommand<{ json: boolean }, string[], Host>({
  loader: async () => (await import("../commands/rules/check.ts")).check,
  parameters: {
    flags: { json: flag.json },
    positional: {
      kind: "array",
      parameter: {
        parse: String,
        brief: "file or folder of vectors; - for standard input",
        placeholder: "path",
      },
      minimum: 1,
    },
  },
  docs: {
    brief: "Run test vectors of decision rules and power indices",
    fullDescription: `Games, councils, populations, votes and recorded decisions; the format is seen from the file.\nExit codes: 0 all passed, 1 something failed or a file is of no known format, 2 usage.\n${examples(
      "comity rules check vectors/rules/",
      "comity rules check --json published-games.json unsc.json",
    )}`,
  },
});

export const rules = buildRouteMap({
  routes: { lint, explain, evaluate, diff, check, schema, rollCalls },
  docs: { brief: "Check, explain, try and compare constitutions" },
});
