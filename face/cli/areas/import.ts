/** `comity import`: what registries publish, and what was seen outside, as datasets. */
import { buildCommand } from "@stricli/core";
import { word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";
import type { ImportFlags } from "../commands/import.ts";

export const importFiles = buildCommand<ImportFlags, string[], Host>({
  loader: async () => (await import("../commands/import.ts")).importCommand,
  parameters: {
    flags: {
      json: flag.json,
      check: flag.on("only report on registry files; touch no state"),
      fetch: flag.text("download the five current files into this folder", "folder"),
      out: flag.text("dataset to write, or a folder; beside the file when left out", "file"),
      source: flag.text("name of the source of a zone or of VRPs", "name"),
      date: flag.text("the day a zone or VRPs describe, when the file does not say", "date"),
      serial: flag.text("serial of VRPs, when the file does not say", "text"),
      origin: flag.text("name of the zone, when the file does not say it", "name"),
      base: flag.several(
        "write only what changed since the set of these datasets: a whole one, then changes",
        "dataset",
      ),
    },
    positional: { kind: "array", parameter: word("registry file, zone file or VRP file", "file") },
  },
  docs: {
    brief: "Read registry files, zones and VRPs: check them, or make datasets of them",
    fullDescription: [
      "A dataset is what an `attest` act names: `comity act new attest --by PARTY --dataset @FILE --sign KEY --submit`. Of a zone and of VRPs (JSON or CSV of a relying party) it holds the whole set, or with --base what changed. Exit 3 when a file is refused.",
      "",
      "Examples:",
      "  comity import --check --json delegated-apnic-latest",
      "  comity import --fetch ./rir",
      "  comity import monday.zone --origin . --out monday.dataset",
      "  comity import tuesday.zone --origin . --base monday.dataset --out tuesday.dataset",
    ].join("\n"),
  },
});
