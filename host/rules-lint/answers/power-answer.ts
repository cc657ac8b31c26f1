/** Who has how much power: in a game, or under a constitution's rule over given members. */
import type { Result } from "@comity/rules";
import {
  gameOfRule,
  ternaryOfRule,
  weightedGame,
  type Bloc,
  type Game,
  type Ternary,
} from "@comity/rules/power";
import { isMap, textsOf } from "../vote-parts.ts";
import { gameOf } from "./game-file.ts";
import { powerDocument } from "./power-document.ts";
import { findPower } from "./power-findings.ts";
import { no } from "./refusal.ts";
import { constitutionIn, fieldsIn, ruleIn, voteIn, type Fields } from "./request.ts";

/** Tables grow with both: what is larger is for one's own machine. */
const MAX_ASKED_MEMBERS = 300;
const MAX_ASKED_WEIGHT = 1_000_000;

const OF_GAME = ["game"];
const OF_RULE = ["constitution", "class", "vote"];
const ALWAYS = ["blocs", "collude", "shapley", "coalitions"];

type Asked = {
  readonly game: Game;
  readonly assumptions: readonly string[];
  readonly populations: readonly number[] | null;
  readonly ternary?: () => Result<Ternary>;
};

export function powerAnswer(body: unknown): Result<unknown> {
  const ofGame = isMap(body) && Object.hasOwn(body, "game");
  const fields = ofGame
    ? fieldsIn(body, OF_GAME, ALWAYS)
    : fieldsIn(body, OF_RULE, [...ALWAYS, "turnout", "abstention"]);
  if (!fields.ok) return fields;
  const asked = ofGame ? weighted(fields.value) : ofRule(fields.value);
  if (!asked.ok) return asked;
  const { game, assumptions, populations, ternary } = asked.value;
  const total = Math.max(0, ...game.axes.map(({ weights }) => weights.reduce((sum, each) => sum + each, 0)));
  if (game.members.length > MAX_ASKED_MEMBERS || total > MAX_ASKED_WEIGHT) {
    return no(
      "power-too-large",
      `at most ${MAX_ASKED_MEMBERS} members and a total weight of ${MAX_ASKED_WEIGHT}: measure in a larger unit, or run comity power`,
      ofGame ? "/game" : "/vote",
    );
  }
  const blocs = blocsIn(fields.value["blocs"] ?? []);
  if (blocs === null) return no("shape", "expected a list of {name, members: [names]}", "/blocs");
  const together = fields.value["collude"] === undefined ? undefined : textsOf(fields.value["collude"]);
  if (together === null) return no("shape", "expected a list of members", "/collude");
  const { shapley = true, coalitions = false } = fields.value;
  if (typeof shapley !== "boolean") return no("shape", "expected true or false", "/shapley");
  if (typeof coalitions !== "boolean") return no("shape", "expected true or false", "/coalitions");
  const found = findPower(game, assumptions, {
    options: { shapley },
    blocs,
    ...(together === undefined ? {} : { collude: together }),
    populations,
    ...(ternary === undefined ? {} : { ternary }),
    coalitions,
  });
  return found.ok ? { ok: true, value: powerDocument(found.value) } : found;
}

function weighted(fields: Fields): Result<Asked> {
  const { game: given } = fields;
  if (!isMap(given)) return no("shape", "expected {criteria: [{weights, quota}]}", "/game");
  const read = gameOf(given, () => ({ line: 1, column: 1 }));
  if (!read.ok) return no(read.error.code, read.error.detail, `/game${read.error.field}`);
  const game = weightedGame(read.value.weighted);
  if (!game.ok) return no(game.error.code, game.error.detail, `/game${game.error.field}`);
  return { ok: true, value: { game: game.value, assumptions: [], populations: read.value.populations } };
}

function ofRule(fields: Fields): Result<Asked> {
  const given = constitutionIn(fields, "constitution");
  if (!given.ok) return given;
  const rule = ruleIn(fields, given.value.value);
  if (!rule.ok) return rule;
  const vote = voteIn(fields, given.value.value, rule.value);
  if (!vote.ok) return vote;
  const { turnout, abstention = false } = fields;
  if (turnout !== undefined && turnout !== "full")
    return no("choice", "expected full, or leave it out", "/turnout");
  if (typeof abstention !== "boolean") return no("shape", "expected true or false", "/abstention");
  const { electorate, consents } = vote.value;
  const game = gameOfRule(rule.value, electorate, turnout === undefined ? {} : { turnout });
  if (!game.ok) return game;
  const parties = consents.parties.map((party) => ({ ...party, answer: "consents" as const }));
  return {
    ok: true,
    value: {
      ...game.value,
      populations: null,
      ...(abstention
        ? { ternary: () => ternaryOfRule(rule.value, electorate, { ...consents, parties }) }
        : {}),
    },
  };
}

function blocsIn(value: unknown): readonly Bloc[] | null {
  if (!Array.isArray(value)) return null;
  const blocs: Bloc[] = [];
  for (const each of value as unknown[]) {
    if (!isMap(each) || typeof each["name"] !== "string" || Object.keys(each).length !== 2) return null;
    const members = textsOf(each["members"]);
    if (members === null) return null;
    blocs.push({ name: each["name"], members });
  }
  return blocs;
}
