/** The commands that ask a node: status, search, show, why, prove. */
import { buildCommand } from "@stricli/core";
import type { ShowFlags } from "../commands/show.ts";
import { example, word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

export const status = buildCommand<flag.ReadFlags, [], Host>({
  loader: async () => (await import("../commands/look-up.ts")).status,
  parameters: { flags: flag.read },
  docs: {
    brief: "What the assembly holds and where it stands",
    fullDescription: example("comity status", "comity status --json --node http://localhost:8088"),
  },
});

export const search = buildCommand<flag.ReadFlags, string[], Host>({
  loader: async () => (await import("../commands/look-up.ts")).search,
  parameters: {
    flags: flag.read,
    positional: { kind: "array", parameter: word("words to look for", "words"), minimum: 1, maximum: 32 },
  },
  docs: {
    brief: "Find an address, prefix, AS number, party, act or decision",
    fullDescription: example("comity search AS64496", "comity search registry --json"),
  },
});

export const show = buildCommand<ShowFlags, [string, ...string[]], Host>({
  loader: async () => (await import("../commands/show.ts")).show,
  parameters: {
    flags: { ...flag.read, inside: flag.on("of a resource: list what lies inside") },
    positional: { kind: "array", parameter: word("what to show", "what"), minimum: 1, maximum: 2 },
  },
  docs: {
    brief: "Show a resource, route, party, decision, offer or entry, or a list",
    fullDescription: `A resource (address, prefix, AS number, name), a route (prefix and AS number), decision/N, party/ID, offer/N, entry/N, network/ID, document/HASH, dataset/SOURCE/KIND; or a list: decisions, parties, offers, networks, datasets, log, constitution.

${example("comity show 192.0.2.0/24", "comity show decisions --json")}`,
  },
});

export const why = buildCommand<flag.ReadFlags, string[], Host>({
  loader: async () => (await import("../commands/look-up.ts")).why,
  parameters: {
    flags: flag.read,
    positional: {
      kind: "array",
      parameter: word("resource or route (prefix AS)", "resource"),
      minimum: 1,
      maximum: 2,
    },
  },
  docs: {
    brief: "From a fact to the act, decision, ballots and rule behind it",
    fullDescription: example("comity why 192.0.2.0/24", "comity why 203.0.113.128/25 --json"),
  },
});

export const prove = buildCommand<flag.ReadFlags & { out?: string }, string[], Host>({
  loader: async () => (await import("../commands/prove.ts")).prove,
  parameters: {
    flags: { ...flag.read, out: flag.text("file to write; standard output when left out", "file") },
    positional: { kind: "array", parameter: word("what to prove", "what"), minimum: 1, maximum: 2 },
  },
  docs: {
    brief: "Get a proof file of a fact or an entry, to verify offline",
    fullDescription: `A resource, a route (prefix and AS number), party/ID, decision/N, offer/N, entry/N, network/ID, or a register and a key.

${example("comity prove 192.0.2.0/24 --out fact.proof", "comity prove party/QM --json")}`,
  },
});
