/** `comity witness …`: be a witness of logs, and have acts countersigned by the witnesses of an assembly. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Host } from "../host.ts";
import { example } from "../describe.ts";
import * as flag from "../flags.ts";
import type { CountersignFlags } from "../commands/witness/countersign.ts";
import type { WitnessFlags } from "../commands/witness/serve.ts";

const port = {
  kind: "parsed",
  parse: flag.portNumber,
  brief: "port; 0 chooses a free one",
  placeholder: "port",
  default: "8090",
} as const;

const serve = buildCommand<WitnessFlags, [], Host>({
  loader: async () => (await import("../commands/witness/serve.ts")).serve,
  parameters: {
    flags: {
      key: flag.required("the witness's private key file (comity keys new)", "file"),
      log: {
        kind: "parsed",
        parse: String,
        brief: "public key file of a log to watch; may be repeated",
        placeholder: "file",
        variadic: true,
      },
      replay: flag.several(
        "verify states: replay a log before signing, read at ORIGIN=URL (URL where it is the only one; a folder will do)",
        "where",
      ),
      folder: flag.required("where it remembers what it signed: never restore it from a backup", "folder"),
      host: {
        kind: "parsed",
        parse: String,
        brief: "address to listen on",
        placeholder: "address",
        default: "127.0.0.1",
      },
      port,
      json: flag.json,
    },
  },
  docs: {
    brief: "Cosign checkpoints of logs that only grow (C2SP tlog-witness)",
    fullDescription: example(
      "comity witness serve --key witness.key --log assembly.key --folder ./witness",
      "comity witness serve --key w2.key --log assembly.key --folder ./states --replay https://node.example.org",
    ),
  },
});

const key = buildCommand<
  { readonly json: boolean; readonly name: string; readonly url?: string },
  [string],
  Host
>({
  loader: async () => (await import("../commands/witness/key.ts")).witnessKey,
  parameters: {
    flags: {
      name: flag.required("the witness's name within the key file", "name"),
      url: flag.text("where it is asked", "url"),
      json: flag.json,
    },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "private key file", placeholder: "key" }],
    },
  },
  docs: {
    brief: "The line by which a key file names this witness",
    fullDescription: example(
      "comity witness key witness.key --name north",
      "comity witness key witness.key --name north --url https://witness.example.org >> witnesses.policy",
    ),
  },
});

const countersign = buildCommand<CountersignFlags, [string], Host>({
  loader: async () => (await import("../commands/witness/countersign.ts")).countersign,
  parameters: {
    flags: {
      key: flag.required("public key file of the assembly: who its witnesses are", "file"),
      out: flag.text("file to write; the act's own when left out", "file"),
      json: flag.json,
    },
    positional: {
      kind: "tuple",
      parameters: [{ parse: String, brief: "act file", placeholder: "act" }],
    },
  },
  docs: {
    brief: "Have witnesses say that an act was there before a deadline",
    fullDescription: example(
      "comity witness countersign ballot.act --key assembly.key",
      "comity witness countersign appeal.act --key assembly.key --out appeal.signed.act",
    ),
  },
});

export const witness = buildRouteMap({
  routes: { serve, key, countersign },
  docs: { brief: "Witness logs; have acts countersigned before a deadline" },
});
