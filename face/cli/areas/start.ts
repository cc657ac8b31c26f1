/** `comity start`: runs a node. */
import { buildCommand } from "@stricli/core";
import { example } from "../describe.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

export const start = buildCommand<flag.StartFlags, [], Host>({
  loader: async () => (await import("../commands/start/start.ts")).start,
  parameters: { flags: flag.start },
  docs: {
    brief: "Start a node; --demo founds the demonstration assembly",
    fullDescription: example("comity start --demo", "comity start --folder ./assembly --port 8088"),
  },
});
