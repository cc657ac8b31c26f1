/** `comity evidence`: files that show a contradiction to a third party. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Host } from "../host.ts";
import * as flag from "../flags.ts";

const out = flag.text("file to write; standard output when left out", "file");
const two = (brief: string) =>
  ({
    kind: "tuple",
    parameters: [
      { parse: String, brief, placeholder: "a" },
      { parse: String, brief: "the other one", placeholder: "b" },
    ],
  }) as const;

export const evidence = buildRouteMap({
  routes: {
    checkpoints: buildCommand<{ json: boolean; out?: string; log?: string }, [string, string], Host>({
      loader: async () => (await import("../commands/evidence/evidence.ts")).evidenceCheckpoints,
      parameters: {
        flags: {
          json: flag.json,
          out,
          log: flag.text("folder of the log (with tile/) of the larger checkpoint", "folder"),
        },
        positional: two("checkpoint file"),
      },
      docs: {
        brief: "Two checkpoints of one log that cannot both be true",
        fullDescription:
          "Examples:\n  comity evidence checkpoints mine.checkpoint theirs.checkpoint --out fork.evidence\n  comity evidence checkpoints old new --log DATA/log | comity verify - --key assembly.key",
      },
    }),
    acts: buildCommand<{ json: boolean; out?: string; node: string; party?: string }, [string, string], Host>(
      {
        loader: async () => (await import("../commands/evidence/evidence.ts")).evidenceActs,
        parameters: {
          flags: {
            json: flag.json,
            out,
            node: flag.node,
            party: flag.text("proof file of the party; asked from the node when left out", "file"),
          },
          positional: two("act file"),
        },
        docs: {
          brief: "Two acts that one party signed for one place in its lane",
          fullDescription:
            "Examples:\n  comity evidence acts a.act b.act --out twice.evidence\n  comity evidence acts a.act b.act --party party.proof",
        },
      },
    ),
  },
  docs: { brief: "Show a contradiction to a third party" },
});
