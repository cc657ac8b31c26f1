/** `comity init` and `comity keys founder`: from key files to a founding act. */
import { buildCommand } from "@stricli/core";
import type { Host } from "../host.ts";
import * as flag from "../flags.ts";
import type { InitFlags } from "../commands/init/init.ts";
import type { FounderFlags } from "../commands/init/founder.ts";

const many = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, brief, placeholder, optional: true, variadic: true }) as const;

export const init = buildCommand<InitFlags, [string], Host>({
  loader: async () => (await import("../commands/init/init.ts")).init,
  parameters: {
    flags: {
      json: flag.json,
      origin: flag.required("name of the assembly, like example.org/assembly", "origin"),
      constitution: flag.text(
        "example to start from, or a YAML or JSON file; asked when left out",
        "name|file",
      ),
      founder: many("a founding party, from `comity keys founder`; several times", "file"),
      solo: flag.text("found it alone as this party, with a new key", "party"),
      witnesses: flag.text(
        "lines of the key file that name witnesses and the quorum (comity witness key)",
        "file",
      ),
      roots: flag.text("dataset of IANA's blocks, from `comity import`: its file, or its hash", "file|hash"),
    },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "folder of the assembly", placeholder: "folder" }],
    },
  },
  docs: {
    brief: "Prepare an assembly of your own: key, constitution, founding act",
    fullDescription:
      "Examples:\n  comity init ./mine --origin example.org/mine --constitution simple-majority --solo QM\n  comity init ./ours --origin example.org/ours --constitution registries-and-operators --founder a.json --founder b.json",
  },
});

export const keysFounder = buildCommand<FounderFlags, [string, ...string[]], Host>({
  loader: async () => (await import("../commands/init/founder.ts")).keysFounder,
  parameters: {
    flags: {
      json: flag.json,
      id: flag.required("identifier of the party", "party"),
      kind: flag.required("state, registry, operator, civil-society, person or other", "kind"),
      name: flag.text("name of the organisation", "text"),
      label: flag.text("label under which registries' files name it", "label"),
      seat: many("chamber it sits in, or CHAMBER=WEIGHT", "chamber"),
      need: {
        kind: "parsed",
        parse: flag.whole,
        brief: "how many of its keys have to sign",
        placeholder: "n",
        default: "1",
      },
      out: flag.text("file to write; standard output when left out", "file"),
    },
    positional: {
      kind: "array",
      parameter: { parse: String, brief: "private key file", placeholder: "key" },
      minimum: 1,
    },
  },
  docs: {
    brief: "Describe a founding party: its public keys, what it is, its seats",
    fullDescription:
      "Examples:\n  comity keys founder office.key --id QM --kind registry --seat registries --out qm.json\n  comity keys founder a.key b.key --id QN --kind operator --need 2",
  },
});
