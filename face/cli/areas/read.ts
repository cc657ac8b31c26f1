/** The commands that ask a node: status, search, show, why, prove. */
import { buildCommand } from "@stricli/core";
import { example, word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

const read = (
  name: "status" | "search" | "show" | "why" | "prove",
  brief: string,
  what: string | undefined,
  first: string,
  maximum = 1,
) =>
  buildCommand<flag.ReadFlags, string[], Host>({
    loader: async () => (await import("../commands/read.ts"))[name],
    parameters: {
      flags: flag.read,
      positional:
        what === undefined
          ? { kind: "array", parameter: word("", ""), maximum: 0 }
          : { kind: "array", parameter: word(what, what.split(/[ ,]/)[0]!), minimum: 1, maximum },
    },
    docs: {
      brief,
      fullDescription: example(`comity ${first}`, `comity ${first} --json --node http://localhost:8088`),
    },
  });

export const status = read("status", "What the assembly holds and where it stands", undefined, "status");

export const search = read(
  "search",
  "Find an address, prefix, AS number, party, act or decision",
  "words to look for",
  "search AS64496",
  32,
);

export const show = read(
  "show",
  "Who holds a resource, with claims and delegations",
  "resource, route (prefix AS), decision/N, party/ID or network/ID",
  "show 8.8.8.0/24",
  2,
);

export const why = read(
  "why",
  "From a fact to the act, decision, ballots and rule behind it",
  "resource or route (prefix AS)",
  "why 8.8.8.0/24",
  2,
);

export const prove = read(
  "prove",
  "Get a proof file of a resource, a route (prefix AS), a register key or act/INDEX",
  "resource",
  "prove 8.8.8.0/24",
  2,
);
