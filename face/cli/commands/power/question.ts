/** Where the game comes from: weights on the command line, a game file, or a constitution with members. */
import type { Refusal, Result } from "@comity/rules";
import { ternaryOfWeights, weightedGame, type Game, type Ternary, type Weighted } from "@comity/rules/power";
import { gameFile } from "@comity/rules-lint";
import { EXIT, Stop, type Host } from "../../host.ts";
import { load, refuse, textOf } from "../rules/file.ts";
import type { PowerFlags } from "./flags.ts";
import { fromConstitution } from "./from-constitution.ts";
import { quotaOf, wholeOf } from "./quota.ts";

export type Asked = { readonly game: Game; readonly assumptions: readonly string[] };

/** The game with members added (as `--add` writes them), and the same question with abstention. */
export type Question = {
  readonly game: (added: readonly string[]) => Result<Asked>;
  readonly ternary: () => Result<Ternary>;
  readonly populations: readonly number[] | null;
};

/** Null after refusals have been said. */
export function question(host: Host, flags: PowerFlags, path: string | undefined): Question | null {
  const populations = flags.populations?.map((each) => wholeOf(each)) ?? null;
  if (populations?.includes(0) === true)
    throw new Stop(EXIT.usage, "populations", "a population is at least 1");
  if (path === undefined) {
    without(flags, OF_RULES, "it goes with a constitution");
    return plain(flags, populations);
  }
  without(flags, OF_WEIGHTS, "give a file, or --quota and --weights, not both");
  const text = textOf(path);
  const game = gameFile(text);
  if (game !== null) {
    without(flags, OF_RULES, "it goes with a constitution, and this file is a game");
    if (!game.ok) {
      refuse(host, flags.json, path, [game.error]);
      return null;
    }
    return weighted(game.value.weighted, populations ?? game.value.populations);
  }
  const loaded = load(host, flags.json, path);
  return loaded === null ? null : fromConstitution(host, flags, loaded, populations);
}

const OF_RULES = ["class", "members", "seats", "role", "fullTurnout"] as const;
const OF_WEIGHTS = ["quota", "weights", "names"] as const;

/** What would have no effect is refused: the answer would not be the one asked for. */
function without(flags: PowerFlags, names: readonly (keyof PowerFlags)[], why: string): void {
  const given = names.find((each) => flags[each] !== undefined && flags[each] !== false);
  if (given === undefined) return;
  const flag = given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new Stop(EXIT.usage, "power-input", `leave out --${flag}: ${why}`);
}

function plain(flags: PowerFlags, populations: readonly number[] | null): Question {
  if (flags.weights === undefined || flags.quota === undefined) {
    throw new Stop(
      EXIT.usage,
      "power-input",
      "give a file, or --quota and --weights, such as --quota 2/3 --weights 4,3,2,1",
    );
  }
  const weights = flags.weights.flatMap(repeated);
  const names = flags.names ?? weights.map((_, i) => `${i + 1}`);
  if (names.length !== weights.length) {
    throw new Stop(EXIT.usage, "names", `give ${weights.length} names, one per weight`);
  }
  return weighted(
    { members: names, criteria: [{ name: "votes", weights, quota: quotaOf(flags.quota) }] },
    populations,
  );
}

const MOST = 1000;

/** `5`, or `1x193`. */
function repeated(text: string): readonly number[] {
  const [, weight, times] = /^([0-9]+)(?:x([0-9]{1,4}))?$/.exec(text) ?? [];
  if (weight === undefined || Number(times ?? 1) > MOST) {
    throw new Stop(EXIT.usage, "weights", `"${text}" is not a weight: write 5, or 1x193`);
  }
  return Array.from({ length: Number(times ?? 1) }, () => wholeOf(weight));
}

function weighted(given: Weighted, populations: readonly number[] | null): Question {
  for (const { name = "criterion", weights, quota } of given.criteria) {
    const total = weights.reduce((sum, each) => sum + each, 0);
    if (total === 0)
      throw new Stop(EXIT.usage, "weights", `${name}: all weights are 0, so nothing is decided`);
    if ("number" in quota && quota.number > total)
      throw new Stop(
        EXIT.usage,
        "quota",
        `${name}: the quota ${quota.number} exceeds all votes together, ${total}`,
      );
  }
  return {
    game: (added) => {
      const game = weightedGame(added.reduce(addTo, given));
      return game.ok ? { ok: true, value: { game: game.value, assumptions: [] } } : game;
    },
    ternary: () => {
      const [first] = given.criteria;
      if (
        given.criteria.length !== 1 ||
        first === undefined ||
        !("share" in first.quota) ||
        given.overrideMembers !== undefined
      ) {
        return refused(
          "power-abstain",
          "abstention needs one criterion whose quota is a share, such as 2/3",
          "/quota",
        );
      }
      return ternaryOfWeights(given.members, first.weights, first.quota.share, first.quota.comparator);
    },
    populations,
  };
}

const refused = (
  code: string,
  detail: string,
  field: string,
): { readonly ok: false; readonly error: Refusal } => ({
  ok: false,
  error: { code, detail, field },
});

/** `name=5`, with several criteria `name=1,5`: quotas that are shares grow, numbers of votes stay. */
function addTo(given: Weighted, text: string): Weighted {
  const [, name, list] = /^([^=]+)=([0-9,]+)$/.exec(text) ?? [];
  const weights = list?.split(",").map((each) => wholeOf(each));
  if (name === undefined || weights === undefined || weights.length !== given.criteria.length) {
    const form = given.criteria.map(() => "weight").join(",");
    throw new Stop(EXIT.usage, "add", `"${text}" is not a member to add: write name=${form}`);
  }
  return {
    ...given,
    members: [...given.members, name],
    criteria: given.criteria.map((each, i) => ({ ...each, weights: [...each.weights, weights[i]!] })),
    ...(given.overrideMembers === undefined ? {} : { overrideMembers: given.overrideMembers + 1 }),
  };
}
