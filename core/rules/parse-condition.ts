/** Strict reading of conditions. */
import {
  at,
  either,
  integer,
  isObject,
  list,
  name,
  object,
  oneOf,
  party,
  set,
  tagged,
  type Read,
} from "./read.ts";
import { refuse, type Result } from "./result.ts";
import type {
  All,
  AnyOf,
  AtLeast,
  Blocking,
  Choice,
  Condition,
  Consent,
  Count,
  DueProcess,
  Fraction,
  IfAffected,
  Judged,
  Limit,
  Most,
  Need,
  Quorum,
  State,
  Support,
  Threshold,
  Tie,
  Veto,
  Who,
  WithoutVote,
} from "./rule.ts";

/** Nesting of conditions, parts of one group, members named in one list. */
const DEPTH = 12;
const PARTS = 64;
const NAMED_MEMBERS = 256;
/** 317 years: no period needs more, and sums of a few stay far below 2^53. */
const LONGEST = 10_000_000_000;
const COUNTABLE = Number.MAX_SAFE_INTEGER;

export const seconds: (least: number) => Read<number> = (least) => integer(least, LONGEST);
export const choice: Read<Choice> = oneOf("yes", "no", "abstain", "veto", "present");
const state: Read<State> = oneOf("yes", "no", "abstain", "veto", "present", "absent");
export const count: Read<Count> = oneOf("weight", "members");
const onZero = oneOf("holds", "fails");
const base = oneOf("cast", "present", "all");
const over = oneOf(">", ">=");

const pair = object<Fraction>({ num: integer(1, 1_000_000), den: integer(1, 1_000_000) });
export const fraction: Read<Fraction> = (value, path) => {
  const read = pair(value, path);
  if (!read.ok || read.value.num <= read.value.den) return read;
  return refuse("fraction", "a share is at most 1: num must not exceed den", path);
};

/** `literal` reads the tag itself again, so that it is kept in the value. */
const literal = <const T extends string>(value: T): Read<T> => oneOf(value);

const tie: Read<Tie> = tagged<Tie>("answer", {
  fails: object({ answer: literal("fails") }),
  passes: object({ answer: literal("passes") }),
  "second-vote": object({ answer: literal("second-vote"), within: seconds(1) }),
  casting: object({ answer: literal("casting"), role: name }),
});
const who: Read<Who> = either(
  "role",
  object<Extract<Who, { role: string }>>({ role: name }),
  object<Extract<Who, { members: readonly string[] }>>({ members: set(party, 1, NAMED_MEMBERS) }),
);
export const need: Read<Need> = either(
  "share",
  object<Extract<Need, { share: Fraction }>>({ share: fraction, comparator: over, round: literal("down") }, [
    "round",
  ]),
  object<Extract<Need, { number: number }>>(
    { number: integer(0, COUNTABLE), lessPerRecused: integer(1, 1000) },
    ["lessPerRecused"],
  ),
);
const most: Read<Most> = either(
  "share",
  object<Extract<Most, { share: Fraction }>>({ share: fraction, comparator: oneOf("<", "<="), base }),
  object<Extract<Most, { number: number }>>({ number: integer(0, COUNTABLE) }),
);

/** A condition, at most 12 levels deep. */
export const condition: Read<Condition> = (value, path) => read(value, path, DEPTH);

function read(value: unknown, path: string, depth: number): Result<Condition> {
  if (depth === 0) return refuse("too-deep", `nest conditions at most ${DEPTH} deep`, path);
  const inner: Read<Condition> = (part, place) => read(part, place, depth - 1);
  const kind = isObject(value) ? value["kind"] : undefined;
  const shape = typeof kind === "string" && Object.hasOwn(SHAPES, kind) ? SHAPES[kind as Kind] : undefined;
  if (shape !== undefined) return shape(inner)(value, path);
  return isObject(value)
    ? refuse("choice", `expected one of: ${Object.keys(SHAPES).join(", ")}`, at(path, "kind"))
    : refuse("shape", "expected an object", path);
}

type Kind = Condition["kind"];
const parts = (inner: Read<Condition>): Read<readonly Condition[]> => list(inner, 1, PARTS);

const SHAPES: { readonly [K in Kind]: (inner: Read<Condition>) => Read<Condition> } = {
  all: (inner) => object<All>({ kind: literal("all"), of: parts(inner) }),
  any: (inner) => object<AnyOf>({ kind: literal("any"), of: parts(inner) }),
  "at-least": (inner) =>
    object<AtLeast>({ kind: literal("at-least"), number: integer(1, PARTS), of: parts(inner) }),
  "if-affected": (inner) =>
    object<IfAffected>({ kind: literal("if-affected"), chamber: name, condition: inner }),
  threshold: () =>
    object<Threshold>(
      {
        kind: literal("threshold"),
        chamber: name,
        share: fraction,
        comparator: over,
        base,
        count,
        onZero,
        tie,
      },
      ["count", "onZero", "tie"],
    ),
  quorum: () =>
    object<Quorum>(
      { kind: literal("quorum"), chamber: name, counts: set(choice, 1, 5), need, count, onZero },
      ["count", "onZero"],
    ),
  limit: () =>
    object<Limit>(
      {
        kind: literal("limit"),
        chamber: name,
        counts: set(state, 1, 5),
        most,
        count,
        onZero,
        exceeded: oneOf("fails", "postpones"),
      },
      ["count", "onZero", "exceeded"],
    ),
  blocking: () =>
    object<Blocking>({ kind: literal("blocking"), chamber: name, share: fraction, plus: integer(0, 1000) }),
  veto: (inner) =>
    object<Veto>(
      {
        kind: literal("veto"),
        chamber: name,
        who,
        counts: set(oneOf("no", "veto"), 1, 2),
        overriddenBy: inner,
      },
      ["overriddenBy"],
    ),
  support: () =>
    object<Support>(
      { kind: literal("support"), chamber: name, who, number: integer(1, 1_000_000), onNone: onZero },
      ["number", "onNone"],
    ),
  consent: () =>
    object<Consent>(
      {
        kind: literal("consent"),
        role: name,
        share: fraction,
        silence: oneOf("refuses", "consents"),
        onNone: onZero,
      },
      ["silence", "onNone"],
    ),
  "due-process": () => object<DueProcess>({ kind: literal("due-process") }),
  judged: () => object<Judged>({ kind: literal("judged"), by: name, question: name }),
  "without-vote": () =>
    object<WithoutVote>({ kind: literal("without-vote"), chamber: name, requests: integer(1, 1_000_000) }, [
      "requests",
    ]),
};
