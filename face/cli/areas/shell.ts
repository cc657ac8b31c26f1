/** `comity config` and `comity completion`. */
import { buildChoiceParser, buildCommand } from "@stricli/core";
import { example } from "../describe.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

export const config = buildCommand<{ json: boolean }, [], Host>({
  loader: async () => (await import("../commands/config.ts")).config,
  parameters: { flags: { json: flag.json } },
  docs: {
    brief: "Show every setting and where its value comes from",
    fullDescription: example("comity config", "COMITY_NODE=http://localhost:9000 comity config --json"),
  },
});

export const completion = buildCommand<{ json: boolean }, ["bash" | "zsh" | "fish"], Host>({
  loader: async () => (await import("../commands/completion.ts")).completion,
  parameters: {
    flags: { json: flag.json },
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: buildChoiceParser(["bash", "zsh", "fish"] as const),
          brief: "bash, zsh or fish",
          placeholder: "shell",
          proposeCompletions: () => ["bash", "zsh", "fish"],
        },
      ],
    },
  },
  docs: {
    brief: "Print the completion script of a shell",
    fullDescription: example("source <(comity completion bash)", "comity completion fish"),
  },
});
