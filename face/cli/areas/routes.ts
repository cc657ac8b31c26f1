/** `comity routes …`: validate a BGP table; see what an authorisation would do before signing it. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";
import type { AdviseFlags } from "../commands/routes/advise.ts";
import type { ValidateFlags } from "../commands/routes/validate.ts";

const examples = (first: string, second: string): string => `Examples:\n  ${first}\n  ${second}`;

const vrps = flag.required("VRPs: JSON or CSV of a relying party, plain or gzipped", "file");
const slurm = {
  kind: "parsed",
  parse: String,
  brief: "SLURM file to apply; may be given several times",
  placeholder: "file",
  variadic: true,
  optional: true,
} as const;
const routes = flag.required(
  "routes: `prefix origin` lines, a RIS whois dump or an MRT table dump, plain or gzipped",
  "file",
);

const validate = buildCommand<ValidateFlags, [], Host>({
  loader: async () => (await import("../commands/routes/validate.ts")).validate,
  parameters: {
    flags: {
      json: flag.json,
      vrps,
      routes,
      slurm,
      slurmAspa: flag.on("also take SLURM version 2, with its ASPA members"),
      rows: flag.text(
        "write a row per route: prefix, origin, state, reason; gzipped if the name ends in .gz",
        "file",
      ),
      seen: flag.number("leave out routes that fewer peers saw (RIS, MRT)", "peers"),
      dropExpired: flag.on("leave out VRPs whose `expires` has passed"),
    },
  },
  docs: {
    brief: "Judge every route of a table by RFC 6811",
    fullDescription: `Prints how many routes are valid, invalid and not found. Exit 0 when done, 1 when a file is refused, 2 on wrong usage.\n\n${examples(
      "comity routes validate --vrps vrps.json --routes riswhoisdump.IPv4.gz",
      "comity routes validate --json --vrps vrps.csv.gz --routes rib.20260401.0000.gz --rows rows.tsv",
    )}`,
  },
});

const advise = buildCommand<AdviseFlags, [], Host>({
  loader: async () => (await import("../commands/routes/advise.ts")).adviseCommand,
  parameters: {
    flags: {
      json: flag.json,
      vrps,
      routes,
      slurm,
      slurmAspa: flag.on("also take SLURM version 2, with its ASPA members"),
      add: {
        kind: "parsed",
        parse: String,
        brief: "authorisation to add: PREFIX[-MAXLENGTH],ASN; may be given several times",
        placeholder: "roa",
        variadic: true,
        optional: true,
      },
      remove: {
        kind: "parsed",
        parse: String,
        brief: "authorisation to withdraw, in the same form",
        placeholder: "roa",
        variadic: true,
        optional: true,
      },
      seen: flag.number("leave out routes that fewer peers saw (RIS, MRT)", "peers"),
    },
  },
  docs: {
    brief: "Show what authorisations would make valid, invalid, too permissive or redundant",
    fullDescription: `Signs nothing. Exit 0 when no announced route is harmed, 1 when a file is refused, 2 on wrong usage, 3 when routes would become invalid or lose their protection.\n\n${examples(
      "comity routes advise --vrps vrps.json --routes rib.gz --add 192.0.2.0/24,AS64496",
      "comity routes advise --json --vrps vrps.json --routes rib.gz --add 2001:db8::/32-48,AS64496 --remove 2001:db8::/32,AS64497",
    )}`,
  },
});

export const routesArea = buildRouteMap({
  routes: { validate, advise },
  docs: { brief: "Validate routes; see what an authorisation would do" },
});
