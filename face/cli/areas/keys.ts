/** `comity keys`: private key files. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import { example, word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";
import { keysFounder } from "./init.ts";

const keysNew = buildCommand<
  { json: boolean; type: "ed25519" | "mldsa44" | "mldsa65"; out?: string },
  [string],
  Host
>({
  loader: async () => (await import("../commands/keys.ts")).keysNew,
  parameters: {
    flags: {
      json: flag.json,
      type: {
        kind: "enum",
        values: ["ed25519", "mldsa44", "mldsa65"] as const,
        brief: "kind of key",
        default: "ed25519",
      },
      out: flag.text("file to write (mode 0600); PARTY-label.key when left out", "file"),
    },
    positional: { kind: "tuple", parameters: [word("PARTY/label, or the origin of a log", "name")] },
  },
  docs: {
    brief: "Make a private key file",
    fullDescription: example(
      "comity keys new QM/office",
      "comity keys new example.org/assembly --out log.key",
    ),
  },
});

const keysShow = buildCommand<{ json: boolean }, [string], Host>({
  loader: async () => (await import("../commands/keys.ts")).keysShow,
  parameters: {
    flags: { json: flag.json },
    positional: { kind: "tuple", parameters: [word("private key file", "file")] },
  },
  docs: {
    brief: "Show the public part of a key file",
    fullDescription: example("comity keys show office.key", "comity keys show --json office.key"),
  },
});

export const keys = buildRouteMap({
  routes: { new: keysNew, show: keysShow, founder: keysFounder },
  docs: { brief: "Private key files" },
});
