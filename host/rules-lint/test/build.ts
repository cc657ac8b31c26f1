/** A constitution with one rule to look at, otherwise sound. */
import { simpleMajority, type Chamber, type Condition, type Constitution, type Rule } from "@comity/rules";

export const share = (num: number, den: number) => ({ num, den });
export const yes = (num: number, den: number, comparator: ">" | ">=" = ">="): Condition => ({
  kind: "threshold",
  chamber: "members",
  share: share(num, den),
  comparator,
  base: "cast",
});
export const ofAll = (num: number, den: number, comparator: ">" | ">=" = ">="): Condition => ({
  kind: "threshold",
  chamber: "members",
  share: share(num, den),
  comparator,
  base: "all",
});
export const approval = (num: number, den: number): Condition => ({
  kind: "quorum",
  chamber: "members",
  counts: ["yes"],
  need: { share: share(num, den), comparator: ">=" },
});
export const all = (...of: Condition[]): Condition => ({ kind: "all", of });
export const any = (...of: Condition[]): Condition => ({ kind: "any", of });
export const consent: Condition = { kind: "consent", role: "affected", share: share(1, 1) };
export const dueProcess: Condition = { kind: "due-process" };
/** Sound in itself: a majority of the votes with yes from a third of all. */
export const sound = all(yes(1, 2, ">"), approval(1, 3));

export const ruleWith = (condition: Condition, more: Partial<Rule> = {}): Rule => ({
  ...simpleMajority.rules["ordinary"]!,
  stages: [{ name: "vote", condition }],
  ...more,
});

/** `rules` replace or join those of the simple majority; undefined takes one away. */
export function constitution(
  rules: { readonly [id: string]: Rule | undefined },
  more: Partial<Constitution> & { readonly members?: Partial<Chamber> } = {},
): Constitution {
  const { members = {}, ...rest } = more;
  const merged = Object.entries({ ...simpleMajority.rules, ...rules });
  return {
    ...simpleMajority,
    chambers: { ...simpleMajority.chambers, members: { ...simpleMajority.chambers["members"]!, ...members } },
    rules: Object.fromEntries(merged.flatMap(([id, rule]) => (rule === undefined ? [] : [[id, rule]]))),
    ...rest,
  };
}
