/** `comity power`: the indices of a rule over its members, or of plain weights. */
import {
  changes,
  collude,
  DEFAULT_SAMPLING,
  fairness,
  listMinimal,
  mergeBlocs,
  powerOf,
  type Bloc,
  type Game,
  type PowerOptions,
} from "@comity/rules/power";
import { answer, EXIT, fail, Stop, type Host } from "../../host.ts";
import { documentOf } from "./document.ts";
import type { PowerFlags } from "./flags.ts";
import { question, type Question } from "./question.ts";
import { report, type Findings } from "./report.ts";

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
    answer(this, flags.json, documentOf(findings), () => report(findings));
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    const { code, detail, field } = cause.problem;
    answer(this, flags.json, { schema: "comity/power/v1", refused: { code, detail, field } }, () => "");
    fail(this, cause.problem);
  }
}

function find(asked: Question, flags: PowerFlags): Findings {
  if (flags.collude?.length === 1)
    throw new Stop(EXIT.usage, "collude", "name two or more members, such as --collude a,b");
  if (flags.samples !== undefined && flags.samples < 2)
    throw new Stop(EXIT.usage, "samples", "take at least 2 samples");
  const { game, assumptions } = need(asked.game([]));
  const options: PowerOptions = {
    shapley: !flags.noShapley,
    ...(flags.method === undefined ? {} : { method: flags.method }),
    sampling: {
      ...DEFAULT_SAMPLING,
      ...(flags.samples === undefined ? {} : { samples: flags.samples }),
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    },
  };
  const blocs = flags.blocs?.map(blocOf) ?? [];
  const played: Game = blocs.length === 0 ? game : need(mergeBlocs(game, blocs));
  const found = need(powerOf(played, options));
  const added = flags.add === undefined ? null : need(asked.game(flags.add));
  const more = added === null ? null : blocs.length === 0 ? added.game : need(mergeBlocs(added.game, blocs));
  const grown = more === null ? null : need(powerOf(more, { ...options, coalitions: false }));
  const { populations } = asked;
  if (populations !== null && blocs.length > 0)
    throw new Stop(
      EXIT.usage,
      "populations",
      "fairness is said of members, not of blocs: leave out one of the two",
    );
  if (populations !== null && populations.length !== game.members.length) {
    throw new Stop(EXIT.usage, "populations", `give ${game.members.length} populations, one per member`);
  }
  return {
    game: played,
    assumptions,
    blocs,
    power: found,
    ternary: flags.abstain ? need(asked.ternary()) : null,
    collusion: flags.collude === undefined ? null : need(collude(game, flags.collude, options)),
    changes: grown === null ? null : changes(found, grown),
    fairness: populations === null ? null : { populations, values: fairness(found.banzhaf, populations) },
    minimal: flags.coalitions ? listed(played) : null,
  };
}

function listed(game: Game): NonNullable<ReturnType<typeof listMinimal>> {
  const list = listMinimal(game);
  if (list !== null) return list;
  throw new Stop(
    EXIT.usage,
    "coalitions",
    `${game.members.length} members have too many coalitions to list: at most 16; leave out --coalitions (their number is said)`,
  );
}

function blocOf(text: string): Bloc {
  const [, name, members] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || members === undefined) {
    throw new Stop(EXIT.usage, "bloc", `"${text}" is not a bloc: write name=a+b+c`);
  }
  return { name, members: members.split("+") };
}
