/** `comity newip …`: decode, encode, explain, check and generate New IP packets. */
import { buildCommand, buildRouteMap, type RouteMap } from "@stricli/core";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";
import type { CheckFlags } from "../commands/newip/check.ts";

const examples = (first: string, second: string): string => `Examples:\n  ${first}\n  ${second}`;
const word = (brief: string, placeholder: string) => ({ parse: String, brief, placeholder });

const check = buildCommand<CheckFlags, [string, ...string[]], Host>({
  loader: async () => (await import("../commands/newip/check.ts")).check,
  parameters: {
    flags: { json: flag.json, deviations: flag.on("also list where the strict default differs, and why") },
    positional: { kind: "array", parameter: word("vector file", "file"), minimum: 1 },
  },
  docs: {
    brief: "Judge files of New IP test vectors",
    fullDescription: `${examples(
      "comity newip check flexible-address.json contract.json level-prototype.json",
      "comity newip check --deviations flexible-address.json",
    )}\nExit codes: 0 all passed, 1 some failed or a file cannot be read, 2 usage.`,
  },
});

export const newip: RouteMap<Host> = buildRouteMap({
  routes: { check },
  docs: { brief: "New IP packets: decode, encode, explain, check, generate, compare" },
});
