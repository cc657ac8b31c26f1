/** The table of commands. Each is loaded when it is used, so that the first answer comes at once. */
import {
  buildApplication,
  buildChoiceParser,
  buildCommand,
  buildRouteMap,
  text_en,
  type Application,
  type RouteMap,
} from "@stricli/core";
import { evidence } from "./areas/evidence.ts";
import { init, keysFounder } from "./areas/init.ts";
import { whois } from "./areas/whois.ts";
import { dns } from "./areas/dns.ts";
import { observe, protect } from "./areas/observe.ts";
import { newip } from "./areas/newip.ts";
import { power } from "./areas/power.ts";
import { rpki } from "./areas/rpki.ts";
import { rtr } from "./areas/rtr.ts";
import { rules } from "./areas/rules.ts";
import { EXIT, spoken, Stop, type Host } from "./host.ts";
import * as flag from "./flags.ts";
import { routesArea } from "./areas/routes.ts";
import { slurmArea } from "./areas/slurm.ts";

const examples = (first: string, second: string): string => `Examples:\n  ${first}\n  ${second}`;
const word = (brief: string, placeholder: string) => ({ parse: String, brief, placeholder });

const logCheck = buildCommand<{ json: boolean }, string[], Host>({
  loader: async () => (await import("./commands/log-check.ts")).logCheck,
  parameters: {
    flags: { json: flag.json },
    positional: { kind: "array", parameter: word("file or folder", "path"), minimum: 1 },
  },
  docs: {
    brief: "Judge log files and test vectors",
    fullDescription: examples("comity log check vectors/", "comity log check --json log/checkpoint log/tile"),
  },
});

const logFsck = buildCommand<{ json: boolean }, [string], Host>({
  loader: async () => (await import("./commands/log-fsck.ts")).logFsck,
  parameters: {
    flags: { json: flag.json },
    positional: { kind: "tuple", parameters: [word("data folder of a node", "folder")] },
  },
  docs: {
    brief: "Re-derive every hash of a node's folder",
    fullDescription: examples("comity log fsck ~/.local/share/comity/demo", "comity log fsck --json FOLDER"),
  },
});

const importFiles = buildCommand<{ json: boolean; check: boolean; fetch?: string }, string[], Host>({
  loader: async () => (await import("./commands/import.ts")).importCommand,
  parameters: {
    flags: {
      json: flag.json,
      check: flag.on("only report; touch no state"),
      fetch: flag.text("download the five current files into this folder", "folder"),
    },
    positional: { kind: "array", parameter: word("registry file", "file") },
  },
  docs: {
    brief: "Read registry files: check them, or make datasets of them",
    fullDescription: examples(
      "comity import --check --json delegated-apnic-latest",
      "comity import --fetch ./rir",
    ),
  },
});

const verify = buildCommand<{ json: boolean; key: string; past: boolean; maxAge?: number }, [string], Host>({
  loader: async () => (await import("./commands/verify.ts")).verify,
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
    fullDescription: examples(
      "comity verify 8.8.8.0.proof --key assembly.key",
      "comity prove 8.8.8.0/24 | comity verify - --key assembly.key",
    ),
  },
});

const read = (
  name: "status" | "search" | "show" | "why" | "prove",
  brief: string,
  what: string | undefined,
  first: string,
  maximum = 1,
) =>
  buildCommand<flag.ReadFlags, string[], Host>({
    loader: async () => (await import("./commands/read.ts"))[name],
    parameters: {
      flags: flag.read,
      positional:
        what === undefined
          ? { kind: "array", parameter: word("", ""), maximum: 0 }
          : { kind: "array", parameter: word(what, what.split(/[ ,]/)[0]!), minimum: 1, maximum },
    },
    docs: {
      brief,
      fullDescription: examples(`comity ${first}`, `comity ${first} --json --node http://localhost:8088`),
    },
  });

const keysNew = buildCommand<
  { json: boolean; type: "ed25519" | "mldsa44" | "mldsa65"; out?: string },
  [string],
  Host
>({
  loader: async () => (await import("./commands/keys.ts")).keysNew,
  parameters: {
    flags: {
      json: flag.json,
      type: {
        kind: "enum",
        values: ["ed25519", "mldsa44", "mldsa65"] as const,
        brief: "kind of key",
        default: "ed25519",
      },
      out: flag.text("file to write (mode 0600); LABEL.key when left out", "file"),
    },
    positional: { kind: "tuple", parameters: [word("PARTY/label, or the origin of a log", "name")] },
  },
  docs: {
    brief: "Make a private key file",
    fullDescription: examples(
      "comity keys new QM/office",
      "comity keys new example.org/assembly --out log.key",
    ),
  },
});

const keysShow = buildCommand<{ json: boolean }, [string], Host>({
  loader: async () => (await import("./commands/keys.ts")).keysShow,
  parameters: {
    flags: { json: flag.json },
    positional: { kind: "tuple", parameters: [word("private key file", "file")] },
  },
  docs: {
    brief: "Show the public part of a key file",
    fullDescription: examples("comity keys show office.key", "comity keys show --json office.key"),
  },
});

/** Any kind by its name; `areas/act-new.ts` has one command per kind with its fields as flags. */
const anyKind = buildCommand<flag.ActFlags, [string, ...string[]], Host>({
  loader: async () => (await import("./commands/act-new.ts")).actNew,
  parameters: {
    flags: flag.act,
    positional: { kind: "array", parameter: word("act kind, then field=value …", "kind"), minimum: 1 },
  },
  docs: {
    brief: "Write an act: its fields as field=value (JSON values allowed) or --body FILE",
    fullDescription: examples(
      "comity act new vote --by QM decision=42 choice=yes --sign office.key --submit",
      'comity act new delegate --by QM to=QN \'resources=["192.0.2.0/24"]\' terms=\'{"kind":"permanent"}\' --out d.act',
    ),
  },
});

type ActNew = typeof anyKind | RouteMap<Host>;

const actRoutes = (actNew: ActNew) =>
  buildRouteMap({
    routes: {
      new: actNew,
      sign: buildCommand<{ key: string; out?: string }, [string], Host>({
        loader: async () => (await import("./commands/act-file.ts")).actSign,
        parameters: {
          flags: {
            key: flag.required("private key file", "file"),
            out: flag.text("file to write; in place when left out", "file"),
          },
          positional: { kind: "tuple", parameters: [word("act file", "file")] },
        },
        docs: {
          brief: "Add a signature to an act file (needs no network)",
          fullDescription: examples(
            "comity act sign d.act --key office.key",
            "comity act sign d.act --key office.key --out d2.act",
          ),
        },
      }),
      join: buildCommand<{ out?: string }, string[], Host>({
        loader: async () => (await import("./commands/act-file.ts")).actJoin,
        parameters: {
          flags: { out: flag.text("file to write; standard output when left out", "file") },
          positional: { kind: "array", parameter: word("act file", "file"), minimum: 2 },
        },
        docs: {
          brief: "Put the signatures of several copies of one act together",
          fullDescription: examples("comity act join a.act b.act --out both.act", "comity act join *.act"),
        },
      }),
      show: buildCommand<{ json: boolean }, [string], Host>({
        loader: async () => (await import("./commands/act-file.ts")).actShow,
        parameters: {
          flags: { json: flag.json },
          positional: { kind: "tuple", parameters: [word("act file", "file")] },
        },
        docs: {
          brief: "Show an act file and check its form",
          fullDescription: examples("comity act show d.act", "comity act show --json d.act"),
        },
      }),
      submit: buildCommand<{ json: boolean; node: string }, string[], Host>({
        loader: async () => (await import("./commands/act-file.ts")).actSubmit,
        parameters: {
          flags: { json: flag.json, node: flag.node },
          positional: { kind: "array", parameter: word("act file", "file"), minimum: 1 },
        },
        docs: {
          brief: "Send acts to a node and print their receipts",
          fullDescription: examples(
            "comity act submit d.act",
            "comity act submit d.act --node https://example.org",
          ),
        },
      }),
      kinds: buildCommand<{ json: boolean }, [], Host>({
        loader: async () => (await import("./commands/act-file.ts")).actKinds,
        parameters: { flags: { json: flag.json } },
        docs: {
          brief: "List every act kind with its fields",
          fullDescription: examples("comity act kinds", "comity act kinds --json"),
        },
      }),
    },
    docs: { brief: "Write, sign, join, show and submit acts" },
  });

const { body: _body, ...signing } = flag.act;

const vote = buildCommand<Omit<flag.ActFlags, "body">, [string, string], Host>({
  loader: async () => (await import("./commands/decide.ts")).vote,
  parameters: {
    flags: signing,
    positional: {
      kind: "tuple",
      parameters: [word("number of the decision", "decision"), word("yes, no, abstain or veto", "choice")],
    },
  },
  docs: {
    brief: "Cast or change a ballot: short for `act new vote`",
    fullDescription: examples(
      "comity vote 42 yes --by QM --sign office.key --submit",
      "comity vote 42 no --by QM --out ballot.act",
    ),
  },
});

const propose = buildCommand<
  Omit<flag.ActFlags, "body"> & { measures: string; text?: string; grounds?: string },
  [string],
  Host
>({
  loader: async () => (await import("./commands/decide.ts")).propose,
  parameters: {
    flags: {
      ...signing,
      measures: flag.required("JSON file: one measure {kind, body}, or a list of them", "file"),
      text: flag.text("document with the reasons: its hash is proposed", "file"),
      grounds: flag.text("for a case: document with the redacted grounds", "file"),
    },
    positional: { kind: "tuple", parameters: [word("what is decided, in one line", "title")] },
  },
  docs: {
    brief: "Put measures to a decision: short for `act new propose`",
    fullDescription: examples(
      'comity propose "Admit Yarrow" --measures admit.json --by QM --sign office.key --submit',
      'comity propose "Reclaim 192.0.2.0/24" --measures case.json --grounds grounds.txt --by QM --dry-run',
    ),
  },
});

const completion = buildCommand<{}, ["bash" | "zsh" | "fish"], Host>({
  loader: async () => (await import("./commands/completion.ts")).completion,
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          parse: buildChoiceParser(["bash", "zsh", "fish"] as const),
          brief: "bash, zsh or fish",
          placeholder: "shell",
          proposeCompletions: () => ["bash", "zsh", "fish"],
        },
      ],
    },
  },
  docs: {
    brief: "Print the completion script of a shell",
    fullDescription: examples("source <(comity completion bash)", "comity completion fish"),
  },
});

const start = buildCommand<flag.StartFlags, [], Host>({
  loader: async () => (await import("./commands/start.ts")).start,
  parameters: { flags: flag.start },
  docs: {
    brief: "Start a node; --demo founds the demonstration assembly",
    fullDescription: examples("comity start --demo", "comity start --folder ./assembly --port 8088"),
  },
});

const audit = buildCommand<{ json: boolean; key?: string }, [string], Host>({
  loader: async () => (await import("./commands/audit/audit.ts")).audit,
  parameters: {
    flags: { json: flag.json, key: flag.text("the assembly's public key file, to compare", "file") },
    positional: { kind: "tuple", parameters: [word("data folder of a node, or its address", "folder|url")] },
  },
  docs: {
    brief: "Replay a whole log: verify every signature, recompute every state root",
    fullDescription: examples(
      "comity audit FOLDER",
      "comity audit https://registry.example --key assembly.key",
    ),
  },
});

const exportCommand = buildCommand<
  { node: string; format: "csv" | "json" | "delegated" | "vrps"; out?: string; at?: number },
  [],
  Host
>({
  loader: async () => (await import("./commands/export.ts")).exportRegister,
  parameters: {
    flags: {
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
    fullDescription: examples(
      "comity export --format csv",
      "comity export --format delegated --out delegated-example-latest",
    ),
  },
});

const config = buildCommand<{ json: boolean }, [], Host>({
  loader: async () => (await import("./commands/config.ts")).config,
  parameters: { flags: { json: flag.json } },
  docs: {
    brief: "Show every setting and where its value comes from",
    fullDescription: examples("comity config", "COMITY_NODE=http://localhost:9000 comity config --json"),
  },
});

/** `actNew`: the commands of `areas/act-new.ts` when they are asked for. */
export const applicationOf = (actNew: ActNew = anyKind): Application<Host> =>
  buildApplication(
    buildRouteMap({
      routes: {
        init,
        start,
        status: read("status", "What the assembly holds and where it stands", undefined, "status"),
        search: read(
          "search",
          "Find an address, prefix, AS number, party, act or decision",
          "words to look for",
          "search AS64496",
          32,
        ),
        show: read(
          "show",
          "Who holds a resource, with claims and delegations",
          "resource, route (prefix AS), decision/N, party/ID or network/ID",
          "show 8.8.8.0/24",
          2,
        ),
        why: read(
          "why",
          "From a fact to the act, decision, ballots and rule behind it",
          "resource or route (prefix AS)",
          "why 8.8.8.0/24",
          2,
        ),
        prove: read(
          "prove",
          "Get a proof file of a resource, a route (prefix AS), a register key or act/INDEX",
          "resource",
          "prove 8.8.8.0/24",
          2,
        ),
        verify,
        act: actRoutes(actNew),
        propose,
        vote,
        keys: buildRouteMap({
          routes: { new: keysNew, show: keysShow, founder: keysFounder },
          docs: { brief: "Private key files" },
        }),
        import: importFiles,
        log: buildRouteMap({ routes: { check: logCheck, fsck: logFsck }, docs: { brief: "Check logs" } }),
        audit,
        evidence,
        export: exportCommand,
        rules,
        power,
        newip,
        rtr,
        rpki,
        routes: routesArea,
        slurm: slurmArea,
        observe,
        protect,
        whois,
        dns,
        config,
        completion,
      },
      docs: {
        brief:
          "Govern the Internet's shared resources together: a provable register under rules the members wrote",
      },
    }),
    {
      name: "comity",
      versionInfo: { currentVersion: "0.0.0" },
      scanner: { caseStyle: "allow-kebab-for-camel" },
      documentation: { caseStyle: "convert-camel-to-kebab", onlyRequiredInUsageLine: true },
      determineExitCode: (cause) => (cause instanceof Stop ? cause.exit : EXIT.failed),
      localization: {
        text: { ...text_en, exceptionWhileRunningCommand: spoken, commandErrorResult: spoken },
      },
    },
  );
