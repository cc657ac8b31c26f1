/** `comity observe` and `comity protect`: holding the outside world to account, and answering it for a bounded time. */
import { buildCommand } from "@stricli/core";
import type { Host } from "../host.ts";
import * as flag from "../flags.ts";
import type { ObserveFlags } from "../commands/observe/observe.ts";
import type { ProtectFlags } from "../commands/observe/protect.ts";

export const observe = buildCommand<ObserveFlags, string[], Host>({
  loader: async () => (await import("../commands/observe/observe.ts")).observe,
  parameters: {
    flags: {
      json: flag.json,
      node: {
        kind: "parsed",
        parse: flag.address,
        brief: "node whose authorisations are the record",
        placeholder: "url",
        optional: true,
      },
      own: flag.text("VRP file that is the record instead", "file"),
      series: flag.text(
        "with --node: all datasets of a source that are on record, such as root/zone or rpki/vrps",
        "source/kind",
      ),
      origin: flag.text("name of the zone, when zone files do not say it", "name"),
      routes: flag.text("BGP table: says what the changes do to announced routes", "file"),
      feed: flag.text("write what is unexplained as a JSON Feed", "file"),
      metrics: flag.text("write counts as Prometheus text", "file"),
      limit: {
        kind: "parsed",
        parse: flag.whole,
        brief: "lines of each kind in the report",
        placeholder: "n",
        default: "20",
      },
    },
    positional: {
      kind: "array",
      parameter: {
        parse: String,
        brief: "VRP, zone or registry file, or dataset, oldest first",
        placeholder: "file",
      },
    },
  },
  docs: {
    brief: "List changes outside that no act explains: VRPs, zones, registry files",
    fullDescription:
      "Exit 3 when something is unexplained.\n\nExamples:\n  comity observe monday.json tuesday.json --node http://localhost:8088\n  comity observe a.csv.gz b.csv.gz --own mine.json --routes rib.gz --feed feed.json\n  comity observe --node http://localhost:8088 --series root/zone",
  },
});

export const protect = buildCommand<ProtectFlags, [], Host>({
  loader: async () => (await import("../commands/observe/protect.ts")).protectCommand,
  parameters: {
    flags: {
      json: flag.json,
      node: flag.node,
      before: flag.required("VRPs before the change", "file"),
      after: flag.required("VRPs now", "file"),
      seen: flag.text("when the change was first seen; now when left out", "time"),
      out: flag.text("file to write; standard output when left out", "file"),
    },
  },
  docs: {
    brief: "Make a protective SLURM file for holders that asked for it",
    fullDescription:
      "Only for prefixes whose claimed holders asked (protect-routes), never against what they have on record, always with an end.\n\nExamples:\n  comity protect --before monday.json --after tuesday.json --out protective.slurm\n  comity protect --before a.json --after b.json --seen 2026-11-24 --json",
  },
});
