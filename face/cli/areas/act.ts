/** `comity act`: write, sign, join, show and submit acts. */
import { buildCommand, buildRouteMap, type RouteMap } from "@stricli/core";
import { example, word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

/** Any kind by its name; `act-new.ts` has one command per kind with its fields as flags. */
export const anyKind = buildCommand<flag.ActFlags, [string, ...string[]], Host>({
  loader: async () => {
    const { actNew } = await import("../commands/act-new.ts");
    return async function run(this: Host, flags: flag.ActFlags, kind: string, ...pairs: readonly string[]) {
      await actNew.call(this, flags, kind, pairs, (field) => `${field}=`);
    };
  },
  parameters: {
    flags: flag.act,
    positional: { kind: "array", parameter: word("act kind, then field=value …", "kind"), minimum: 1 },
  },
  docs: {
    brief: "Write an act: its fields as field=value (JSON values allowed) or --body FILE",
    fullDescription: example(
      "comity act new vote --by QM decision=42 choice=yes --sign office.key --submit",
      'comity act new delegate --by QM to=QN \'resources=["192.0.2.0/24"]\' terms=\'{"kind":"permanent"}\' --out d.act',
    ),
  },
});

export type ActNew = typeof anyKind | RouteMap<Host>;

export const actRoutes = (actNew: ActNew) =>
  buildRouteMap({
    routes: {
      new: actNew,
      sign: buildCommand<{ json: boolean; key: string; out?: string }, [string], Host>({
        loader: async () => (await import("../commands/act-file.ts")).actSign,
        parameters: {
          flags: {
            json: flag.json,
            key: flag.required("private key file", "file"),
            out: flag.text("file to write; in place when left out", "file"),
          },
          positional: { kind: "tuple", parameters: [word("act file", "file")] },
        },
        docs: {
          brief: "Add a signature to an act file (needs no network)",
          fullDescription: example(
            "comity act sign d.act --key office.key",
            "comity act sign d.act --key office.key --out d2.act",
          ),
        },
      }),
      join: buildCommand<{ json: boolean; out?: string }, string[], Host>({
        loader: async () => (await import("../commands/act-file.ts")).actJoin,
        parameters: {
          flags: {
            json: flag.json,
            out: flag.text("file to write; standard output when left out", "file"),
          },
          positional: { kind: "array", parameter: word("act file", "file"), minimum: 2 },
        },
        docs: {
          brief: "Put the signatures of several copies of one act together",
          fullDescription: example("comity act join a.act b.act --out both.act", "comity act join *.act"),
        },
      }),
      show: buildCommand<{ json: boolean }, [string], Host>({
        loader: async () => (await import("../commands/act-file.ts")).actShow,
        parameters: {
          flags: { json: flag.json },
          positional: { kind: "tuple", parameters: [word("act file", "file")] },
        },
        docs: {
          brief: "Show an act file and check its form",
          fullDescription: example("comity act show d.act", "comity act show --json d.act"),
        },
      }),
      submit: buildCommand<
        { json: boolean; node: string; document?: readonly string[]; dataset?: readonly string[] },
        string[],
        Host
      >({
        loader: async () => (await import("../commands/act-submit.ts")).actSubmit,
        parameters: {
          flags: {
            json: flag.json,
            node: flag.node,
            document: flag.several("document that an act names, to be sent before it", "file"),
            dataset: flag.several("dataset that an act names, to be sent before it", "file"),
          },
          positional: { kind: "array", parameter: word("act file", "file"), minimum: 1 },
        },
        docs: {
          brief: "Send acts to a node and print their receipts",
          fullDescription: example(
            "comity act submit d.act",
            "comity act submit answer.act --document answer.md --node https://example.org",
          ),
        },
      }),
      kinds: buildCommand<{ json: boolean }, [], Host>({
        loader: async () => (await import("../commands/act-file.ts")).actKinds,
        parameters: { flags: { json: flag.json } },
        docs: {
          brief: "List every act kind with its fields",
          fullDescription: example("comity act kinds", "comity act kinds --json"),
        },
      }),
    },
    docs: { brief: "Write, sign, join, show and submit acts" },
  });
