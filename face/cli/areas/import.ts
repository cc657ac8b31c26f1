/** `comity import`: what registries publish, as datasets. */
import { buildCommand } from "@stricli/core";
import { example, word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

export const importFiles = buildCommand<{ json: boolean; check: boolean; fetch?: string }, string[], Host>({
  loader: async () => (await import("../commands/import.ts")).importCommand,
  parameters: {
    flags: {
      json: flag.json,
      check: flag.on("only report; touch no state"),
      fetch: flag.text("download the five current files into this folder", "folder"),
    },
    positional: { kind: "array", parameter: word("registry file", "file") },
  },
  docs: {
    brief: "Read registry files: check them, or make datasets of them",
    fullDescription: example(
      "comity import --check --json delegated-apnic-latest",
      "comity import --fetch ./rir",
    ),
  },
});
