/** `comity verify`: a proof or evidence file, offline. */
import { buildCommand } from "@stricli/core";
import { example, word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

export const verify = buildCommand<
  { json: boolean; key: string; past: boolean; maxAge?: number },
  [string],
  Host
>({
  loader: async () => (await import("../commands/verify.ts")).verify,
  parameters: {
    flags: {
      json: flag.json,
      key: flag.required("the assembly's public key file", "file"),
      past: flag.on("accept a proof of the past"),
      maxAge: flag.number("oldest block to accept, in seconds", "seconds"),
    },
    positional: { kind: "tuple", parameters: [word("proof file, or - for standard input", "proof")] },
  },
  docs: {
    brief: "Verify a proof offline, with the key file alone",
    fullDescription: example(
      "comity verify fact.proof --key assembly.key",
      "comity prove 8.8.8.0/24 | comity verify - --key assembly.key",
    ),
  },
});
