/** `comity slurm …`: check SLURM files as strict relying parties do, apply them, write them. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";
import type { ApplyFlags, CheckFlags, WriteFlags } from "../commands/routes/slurm.ts";

const examples = (first: string, second: string): string => `Examples:\n  ${first}\n  ${second}`;
const file = { parse: String, brief: "SLURM file", placeholder: "file" };
const aspa = flag.on("take slurmVersion 2 with ASPA entries (a draft)");
const many = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder, variadic: true, optional: true }) as const;

const check = buildCommand<CheckFlags, string[], Host>({
  loader: async () => (await import("../commands/routes/slurm.ts")).slurmCheck,
  parameters: {
    flags: {
      json: flag.json,
      aspa,
      lenient: flag.on("pass over members that RFC 8416 does not know, and list them"),
    },
    positional: { kind: "array", parameter: file, minimum: 1 },
  },
  docs: {
    brief: "Check SLURM files strictly, and that they do not overlap",
    fullDescription: `Exit 0 when all are good, 1 when one is refused or two overlap, 2 on wrong usage.\n\n${examples(
      "comity slurm check local.slurm",
      "comity slurm check --json --lenient exported.json",
    )}`,
  },
});

const apply = buildCommand<ApplyFlags, string[], Host>({
  loader: async () => (await import("../commands/routes/slurm.ts")).slurmApply,
  parameters: {
    flags: {
      json: flag.json,
      aspa,
      vrps: flag.required("VRPs: JSON or CSV of a relying party, plain or gzipped", "file"),
      out: flag.text("write the VRPs that remain, as CSV (or JSON if the name ends in .json)", "file"),
    },
    positional: { kind: "array", parameter: file, minimum: 1 },
  },
  docs: {
    brief: "Apply SLURM files to VRPs: what is filtered, what is added",
    fullDescription: `Exit 0 when done, 1 when a file is refused, 2 on wrong usage.\n\n${examples(
      "comity slurm apply local.slurm --vrps vrps.json",
      "comity slurm apply a.slurm b.slurm --vrps vrps.csv.gz --out local.csv",
    )}`,
  },
});

const write = buildCommand<WriteFlags, [], Host>({
  loader: async () => (await import("../commands/routes/slurm.ts")).slurmWrite,
  parameters: {
    flags: {
      json: flag.json,
      filter: many("filter: PREFIX, ASN or PREFIX,ASN; may be given several times", "filter"),
      assert: many("assertion: PREFIX[-MAXLENGTH],ASN; may be given several times", "roa"),
      from: flag.text("a file to start from, read leniently: makes a strict one of it", "file"),
      comment: flag.text("comment for the new entries", "text"),
      out: flag.text("file to write; standard output when left out", "file"),
    },
  },
  docs: {
    brief: "Write a SLURM file that every strict reader takes",
    fullDescription: `Exit 0 when done, 1 when --from is refused, 2 on wrong usage.\n\n${examples(
      'comity slurm write --filter 192.0.2.0/24 --assert 192.0.2.0/24,AS64496 --comment "until Friday"',
      "comity slurm write --from exported.json --out strict.slurm",
    )}`,
  },
});

export const slurmArea = buildRouteMap({
  routes: { check, apply, write },
  docs: { brief: "Local exceptions to the RPKI (RFC 8416)" },
});
