/** `comity rules roll-calls`. */
import { buildCommand } from "@stricli/core";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

export const rollCalls = buildCommand<{ json: boolean; all: boolean; svg?: string }, string[], Host>({
  loader: async () => (await import("../commands/rules/roll-calls.ts")).rollCalls,
  parameters: {
    flags: {
      json: flag.json,
      all: flag.on("list every vote whose outcome by rule differs from the record"),
      svg: flag.text("write a plot of the years to this file", "file"),
    },
    positional: {
      kind: "array",
      parameter: {
        parse: String,
        brief: "votes and roll calls (CSV, also gzip), and decisions to compare (JSON)",
        placeholder: "file",
      },
      minimum: 2,
    },
  },
  docs: {
    brief: "Run recorded roll calls of the UN General Assembly through its encoded rules",
    fullDescription:
      "Blocs, cohesion, pivotal members and power per year; where the outcome by rule differs from the record, why.\n" +
      "Exit codes: 0 done, 1 a file is refused, 2 usage.\n" +
      "Examples:\n  comity rules roll-calls un-votes/*.csv.gz --svg years.svg\n" +
      "  comity rules roll-calls un-votes/*.csv.gz real-decisions.json --json",
  },
});
