/** `comity vote` and `comity propose`. */
import { buildCommand } from "@stricli/core";
import { example, word } from "../describe.ts";
import * as flag from "../flags.ts";
import type { Host } from "../host.ts";

const { body: _body, ...signing } = flag.act;

export const vote = buildCommand<Omit<flag.ActFlags, "body">, [string, string], Host>({
  loader: async () => (await import("../commands/decide.ts")).vote,
  parameters: {
    flags: signing,
    positional: {
      kind: "tuple",
      parameters: [word("number of the decision", "decision"), word("yes, no, abstain or veto", "choice")],
    },
  },
  docs: {
    brief: "Cast or change a ballot: short for `act new vote`",
    fullDescription: example(
      "comity vote 42 yes --by QM --sign office.key --submit",
      "comity vote 42 no --by QM --out ballot.act",
    ),
  },
});

export const propose = buildCommand<
  Omit<flag.ActFlags, "body"> & { measures: string; text?: string; grounds?: string },
  [string],
  Host
>({
  loader: async () => (await import("../commands/decide.ts")).propose,
  parameters: {
    flags: {
      ...signing,
      measures: flag.required("JSON file: one measure {kind, body}, or a list of them", "file"),
      text: flag.text("document with the reasons", "file"),
      grounds: flag.text("for a case: document with the redacted grounds", "file"),
    },
    positional: { kind: "tuple", parameters: [word("what is decided, in one line", "title")] },
  },
  docs: {
    brief: "Put measures to a decision: short for `act new propose`",
    fullDescription: example(
      'comity propose "Admit Yarrow" --measures admit.json --by QM --sign office.key --submit',
      'comity propose "Reclaim 192.0.2.0/24" --measures case.json --grounds grounds.txt --by QM --dry-run',
    ),
  },
});
