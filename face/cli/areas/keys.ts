/** `comity keys`: private key files, and the public one of an assembly. */
import { buildCommand, buildRouteMap } from "@stricli/core";
import { example, word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { FollowFlags } from "../commands/keys-follow.ts";
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

const keysFollow = buildCommand<FollowFlags, [string], Host>({
  loader: async () => (await import("../commands/keys-follow.ts")).keysFollow,
  parameters: {
    flags: {
      json: flag.json,
      node: flag.node,
      chain: flag.text("a key chain that was saved, instead of the node's", "file"),
      out: flag.text("file to write the newest key file to; it may be the old one", "file"),
    },
    positional: { kind: "tuple", parameters: [word("public key file of the assembly, of any time", "file")] },
  },
  docs: {
    brief: "Follow an assembly's key file to the newest one, by proofs",
    fullDescription: example(
      "comity keys follow assembly.key --node https://registry.example --out assembly.key",
      "comity keys follow old.key --chain key-chain.txt",
    ),
  },
});

export const keys = buildRouteMap({
  routes: { new: keysNew, show: keysShow, follow: keysFollow, founder: keysFounder },
  docs: { brief: "Key files" },
});
