/** `comity power`: who decides how much under a rule, or under plain weights. */
import { buildChoiceParser, buildCommand } from "@stricli/core";
import type { PowerFlags } from "../commands/power/flags.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

const list = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder, variadic: ",", optional: true }) as const;
const several = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder, variadic: true, optional: true }) as const;

const METHODS = [
  "enumeration",
  "grouped",
  "halves",
  "states",
  "generating-function",
  "generating-function-by-size",
  "quantised",
  "sampled",
] as const;

export const power = buildCommand<PowerFlags, string[], Host>({
  loader: async () => (await import("../commands/power/power.ts")).power,
  parameters: {
    flags: {
      json: flag.json,
      quota: flag.text(
        "what a coalition needs: 2/3 (at least), >1/2 (more than), or a number of votes",
        "quota",
      ),
      weights: list("votes of each member: 4,3,2,1 or 1x193 (193 members with one vote each)", "weights"),
      names: list("their names, in the same order", "names"),
      populations: list("people behind each member: adds Penrose's fairness", "numbers"),
      class: flag.text("with a constitution: class of the measure, which rule decides", "class"),
      members: flag.text(
        "with a constitution: file with its members (YAML or JSON, as for rules evaluate)",
        "file",
      ),
      seats: several("with a constitution: so many members of weight 1 in a chamber: chamber=15", "seats"),
      role: several("the first members of a chamber have a role: chamber/permanent=5", "role"),
      fullTurnout: flag.on("take it that everybody votes: for rules whose quorum a no can help to reach"),
      blocs: several("members that vote as one: name=a+b+c", "bloc"),
      collude: list("what would these members gain by always voting alike?", "members"),
      add: several(
        "what changes when one more joins: name=weight, with a constitution chamber/name=weight",
        "member",
      ),
      abstain: flag.on("also the power when everybody may abstain (yes, no, abstain alike)"),
      coalitions: flag.on("also list the minimal winning coalitions, up to 16 members"),
      noShapley: flag.on("leave out Shapley-Shubik, the slowest for large weights"),
      method: {
        kind: "parsed",
        parse: buildChoiceParser(METHODS),
        brief: "count in this way and no other",
        placeholder: "method",
        optional: true,
        proposeCompletions: () => METHODS,
      },
      samples: flag.number("samples, where nothing exact is feasible", "n"),
      seed: flag.number("seed of the samples", "n"),
    },
    positional: {
      kind: "array",
      parameter: {
        parse: String,
        brief: "constitution (YAML or JSON), or a game (JSON)",
        placeholder: "file",
      },
      maximum: 1,
    },
  },
  docs: {
    brief: "Show who has how much power under a rule",
    fullDescription: `Banzhaf, Shapley-Shubik, Coleman, minimal coalitions, Nakamoto coefficients; exact where that is feasible, and it says by which method. A game file has members, criteria (name, weights, quota) and perhaps overrideMembers, populations.\nAn index is power before anything is known about the question, not observed influence.\nExit codes: 0 done, 1 the rule has no such power (the reason is said) or a file is refused, 2 usage.\nExamples:\n  comity power --quota 2/3 --weights 4,3,2,1 --collude 2,3\n  comity power council.yaml --class substantive --seats council=15 --role council/permanent=5`,
  },
});
