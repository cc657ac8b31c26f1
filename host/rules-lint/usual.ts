/** What most constitutions write: for keys that are missing. */
import { valueAt } from "./value-at.ts";

/** What tells shapes apart: `weights: equal` is meant as `weights: {kind: equal}`. */
export const TAGS: { readonly [key: string]: string } = {
  weights: "kind",
  membership: "by",
  tie: "answer",
  who: "role",
};

const MAJORITY = '{kind: threshold, chamber: members, share: {num: 1, den: 2}, comparator: ">", base: cast}';
/** What most constitutions write there. */
const USUAL: { readonly [key: string]: string } = {
  format: "comity/constitution/v1",
  fold: "1",
  membership: "{by: charter}",
  weights: "{kind: equal}",
  proposers: "[] (every party may propose)",
  electorates: "{members: {recuse: [], recused: removed, suspended: removed}}",
  stages: `[{name: vote, condition: ${MAJORITY}}]`,
  condition: MAJORITY,
  ballot: '{method: choice, choices: ["yes", "no", abstain], revote: last}',
  recuse: "[]",
  recused: "removed",
  suspended: "removed",
  base: "cast",
  comparator: '">"',
  share: "{num: 1, den: 2}",
  amendment: '{order: [amendment], clauses: [{clause: "", by: amendment}]}',
};
const SECONDS = ["periods", "parameters"];
const LEAST_ONE = ["voting", "expiry"];

/** `key: value` for a key that is missing. */
export function usual(keys: readonly string[], root: unknown): string {
  const key = keys.at(-1)!;
  if (SECONDS.includes(keys.at(-2) ?? "")) return `${key}: ${LEAST_ONE.includes(key) ? 86_400 : 0} (seconds)`;
  // A chamber that conditions name has the usual terms.
  if (keys.at(-2) === "electorates") return `${key}: {recuse: [], recused: removed, suspended: removed}`;
  if (!Object.hasOwn(USUAL, key)) return `${key}:`;
  const chambers = valueAt(root, "/chambers");
  const first = typeof chambers === "object" && chambers !== null ? Object.keys(chambers)[0] : undefined;
  return `${key}: ${USUAL[key]!.replaceAll("members", first ?? "members")}`;
}
