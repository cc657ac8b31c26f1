/** `comity audit` and `comity export`: a whole log, a whole register. */
import { buildCommand } from "@stricli/core";
import { example, word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { AuditFlags } from "../commands/audit.ts";
import type { Host } from "../host.ts";

export const audit = buildCommand<AuditFlags, [string], Host>({
  loader: async () => (await import("../commands/audit.ts")).audit,
  parameters: {
    flags: {
      json: flag.json,
      key: flag.text("the assembly's public key file, to compare", "file"),
      evidence: flag.text("where a false state root is written as an evidence file, to show others", "file"),
    },
    positional: { kind: "tuple", parameters: [word("data folder of a node, or its address", "folder|url")] },
  },
  docs: {
    brief: "Replay a whole log: verify every signature, recompute every state root",
    fullDescription: example(
      "comity audit ~/.local/share/comity/demo",
      "comity audit https://registry.example --key assembly.key --evidence false-state.evidence",
    ),
  },
});

export const exportCommand = buildCommand<
  { json: boolean; node: string; format: "csv" | "json" | "delegated" | "vrps"; out?: string; at?: number },
  [],
  Host
>({
  loader: async () => (await import("../commands/export.ts")).exportRegister,
  parameters: {
    flags: {
      json: flag.json,
      node: flag.node,
      format: {
        kind: "enum",
        values: ["csv", "json", "delegated", "vrps"] as const,
        brief: "form",
        default: "csv",
      },
      at: flag.read.at,
      out: flag.text("file to write; `delegated` gets an .md5 beside it", "file"),
    },
  },
  docs: {
    brief: "Export the register",
    fullDescription: example(
      "comity export --format csv",
      "comity export --format delegated --out delegated-example-latest",
    ),
  },
});
