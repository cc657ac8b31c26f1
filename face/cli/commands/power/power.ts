/** `comity power`: the indices of a rule over its members, or of plain weights. */
import { DEFAULT_SAMPLING, type Bloc } from "@comity/rules/power";
import { findPower, powerDocument, type PowerFindings } from "@comity/rules-lint";
import { answer, EXIT, fail, Stop, type Host } from "../../host.ts";
import type { PowerFlags } from "./flags.ts";
import { question, type Question } from "./question.ts";
import { report } from "./report.ts";

type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly error: { readonly code: string; readonly field: string; readonly detail: string };
    };

/** A refusal ends the command: it is said once, where it is caught. */
class Refused extends Error {
  readonly problem: { readonly code: string; readonly field: string; readonly detail: string };
  constructor(problem: Refused["problem"]) {
    super(problem.detail);
    this.problem = problem;
  }
}

const need = <T>(outcome: Outcome<T>): T => {
  if (outcome.ok) return outcome.value;
  throw new Refused(outcome.error);
};

export function power(this: Host, flags: PowerFlags, path?: string): void {
  try {
    const asked = question(this, flags, path);
    if (asked === null) return;
    const findings = find(asked, flags);
    answer(this, flags.json, powerDocument(findings), () => report(findings));
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    const { code, detail, field } = cause.problem;
    answer(this, flags.json, { schema: "comity/power/v1", refused: { code, detail, field } }, () => "");
    fail(this, cause.problem);
  }
}

function find(asked: Question, flags: PowerFlags): PowerFindings {
  if (flags.samples !== undefined && flags.samples < 2)
    throw new Stop(EXIT.usage, "samples", "take at least 2 samples");
  const { game, assumptions } = need(asked.game([]));
  const found = findPower(game, assumptions, {
    options: {
      shapley: !flags.noShapley,
      ...(flags.method === undefined ? {} : { method: flags.method }),
      sampling: {
        ...DEFAULT_SAMPLING,
        ...(flags.samples === undefined ? {} : { samples: flags.samples }),
        ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      },
    },
    blocs: flags.blocs?.map(blocOf) ?? [],
    ...(flags.collude === undefined ? {} : { collude: flags.collude }),
    ...(flags.add === undefined ? {} : { grown: need(asked.game(flags.add)).game }),
    populations: asked.populations,
    ...(flags.abstain ? { ternary: asked.ternary } : {}),
    coalitions: flags.coalitions,
  });
  if (!found.ok && USAGE.includes(found.error.code))
    throw new Stop(EXIT.usage, found.error.code, found.error.detail);
  return need(found);
}

const USAGE = ["populations", "coalitions", "collude"];

function blocOf(text: string): Bloc {
  const [, name, members] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || members === undefined) {
    throw new Stop(EXIT.usage, "bloc", `"${text}" is not a bloc: write name=a+b+c`);
  }
  return { name, members: members.split("+") };
}
