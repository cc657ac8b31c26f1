/** `comity log`: log files and node folders judged by their hashes. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import { example, word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { MirrorFlags } from "../commands/log-mirror.ts";
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

const logMirror = buildCommand<MirrorFlags, [string, string], Host>({
  loader: async () => (await import("../commands/log-mirror.ts")).logMirror,
  parameters: {
    flags: {
      json: flag.json,
      key: flag.required("the assembly's public key file, of any time", "file"),
      once: flag.on("take what is there and end"),
      every: {
        kind: "parsed",
        parse: flag.whole,
        brief: "seconds between two looks",
        placeholder: "seconds",
        default: "10",
      },
    },
    positional: {
      kind: "tuple",
      parameters: [
        word("address of a node, or its folder", "url|folder"),
        word("folder of the copy", "folder"),
      ],
    },
  },
  docs: {
    brief: "Keep a whole copy of a log that somebody else signs",
    fullDescription: `Takes only what accepted checkpoints sign, follows changes of the key file, and ends with evidence when it is shown two histories. A copy becomes a node's folder by \`comity log adopt\`.

${example("comity log mirror https://registry.example ./mirror --key assembly.key", "comity log mirror https://registry.example ./mirror --key assembly.key --once")}`,
  },
});

export const log = buildRouteMap({
  routes: { check: logCheck, fsck: logFsck, mirror: logMirror, adopt: logAdopt },
  docs: { brief: "Check logs, mirror them, go on from a restored one" },
});
