/** The numbers of a rule that a reader may move: shares with their comparison, and plain numbers. */
import type { Condition, Rule } from "@comity/rules";

/** `sentence`: the place of the sentence that says it; all pointers into the rule. */
export type Movable = {
  readonly sentence: string;
  readonly path: string;
  readonly kind: "share" | "number";
  /** Pointer of the comparison and what it may be. */
  readonly comparator?: { readonly path: string; readonly of: readonly [string, string] };
};

export function pointed(value: unknown, pointer: string): unknown {
  let at = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

export const movables = (rule: Rule): readonly Movable[] =>
  rule.stages.flatMap((stage, i) => inside(stage.condition, `/stages/${i}/condition`));

const share = (sentence: string, at: string, comparator: "up" | "down" | "none"): Movable => ({
  sentence,
  path: `${at}/share`,
  kind: "share",
  ...(comparator === "none"
    ? {}
    : { comparator: { path: `${at}/comparator`, of: comparator === "up" ? [">", ">="] : ["<", "<="] } }),
});
const number = (sentence: string, path: string): Movable => ({ sentence, path, kind: "number" });

function inside(c: Condition, path: string): readonly Movable[] {
  switch (c.kind) {
    case "all":
    case "any":
      return c.of.flatMap((each, i) => inside(each, `${path}/of/${i}`));
    case "at-least":
      return [number(path, `${path}/number`), ...c.of.flatMap((each, i) => inside(each, `${path}/of/${i}`))];
    case "if-affected":
      return inside(c.condition, `${path}/condition`);
    case "threshold":
      return [share(path, path, "up")];
    case "quorum":
      return "share" in c.need ? [share(path, `${path}/need`, "up")] : [number(path, `${path}/need/number`)];
    case "limit":
      return "share" in c.most
        ? [share(path, `${path}/most`, "down")]
        : [number(path, `${path}/most/number`)];
    case "blocking":
      return [share(path, path, "none"), number(path, `${path}/plus`)];
    case "support":
      return c.number === undefined ? [] : [number(path, `${path}/number`)];
    case "veto":
      return c.overriddenBy === undefined ? [] : inside(c.overriddenBy, `${path}/overriddenBy`);
    case "consent":
    case "due-process":
    case "judged":
    case "without-vote":
      return [];
  }
}
