/** `comity log`: log files and node folders judged by their hashes. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import { example, word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

const logCheck = buildCommand<{ json: boolean }, string[], Host>({
  loader: async () => (await import("../commands/log-check.ts")).logCheck,
  parameters: {
    flags: { json: flag.json },
    positional: { kind: "array", parameter: word("file or folder", "path"), minimum: 1 },
  },
  docs: {
    brief: "Judge log files and test vectors",
    fullDescription: example("comity log check vectors/", "comity log check --json log/checkpoint log/tile"),
  },
});

const logFsck = buildCommand<{ json: boolean }, [string], Host>({
  loader: async () => (await import("../commands/log-fsck.ts")).logFsck,
  parameters: {
    flags: { json: flag.json },
    positional: { kind: "tuple", parameters: [word("data folder of a node", "folder")] },
  },
  docs: {
    brief: "Re-derive every hash of a node's folder",
    fullDescription: example(
      "comity log fsck ~/.local/share/comity/demo",
      "comity log fsck --json ./assembly",
    ),
  },
});

export const log = buildRouteMap({
  routes: { check: logCheck, fsck: logFsck },
  docs: { brief: "Check logs" },
});
