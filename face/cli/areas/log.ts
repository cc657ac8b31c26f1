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

const logAdopt = buildCommand<{ json: boolean; newest: string }, [string], Host>({
  loader: async () => (await import("../commands/log-adopt.ts")).logAdopt,
  parameters: {
    flags: {
      json: flag.json,
      newest: flag.required(
        "newest checkpoint known outside this folder: of a witness, mirror or reader",
        "file",
      ),
    },
    positional: { kind: "tuple", parameters: [word("folder restored from a backup", "folder")] },
  },
  docs: {
    brief: "Let a node go on from a restored log: makes its checkpoint lock anew",
    fullDescription: `The folder holds log/, the other folders of the backup, and log.key. A log that is older than --newest is refused: going on from it would be a second history.

${example("comity log adopt ./restored --newest newest.checkpoint", "comity log adopt --json ./restored --newest ./restored/log/checkpoint")}`,
  },
});

export const log = buildRouteMap({
  routes: { check: logCheck, fsck: logFsck, adopt: logAdopt },
  docs: { brief: "Check logs, go on from a restored one" },
});
