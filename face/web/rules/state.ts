/** The page's state as it stands in a link: written short, read with suspicion. */
import { parseConstitution } from "@comity/rules";
import { examples } from "virtual:constitutions";
import { MOST_GROUPS, MOST_MEMBERS, MOST_WEIGHT, type Edits, type Group, type Side } from "./model.ts";

type Written = Omit<Side, "text"> & { readonly text?: Side["text"] };

export const written = (sides: readonly Side[]): { readonly sides: readonly Written[] } => ({
  sides: sides.map(({ text, ...side }) => (side.source === "" ? { ...side, text } : side)),
});

/** Null when anything in it is not as the page would have written it. */
export async function readState(state: unknown): Promise<readonly Side[] | null> {
  const sides = isObject(state) && Array.isArray(state["sides"]) ? state["sides"] : [];
  if (sides.length < 1 || sides.length > 2) return null;
  const read = await Promise.all(sides.map(readSide));
  return read.every((side) => side !== null) ? read : null;
}

async function readSide(value: unknown): Promise<Side | null> {
  if (!isObject(value)) return null;
  const { source, text, rule, edits, groups, consent, process, judged } = value;
  if (typeof source !== "string" || typeof rule !== "string" || !isEdits(edits)) return null;
  if (!Array.isArray(groups) || groups.length > MOST_GROUPS || !groups.every(isGroup)) return null;
  if (![consent, process, judged].every((each) => typeof each === "boolean")) return null;
  const constitution = await textOf(source, text);
  if (constitution === null || !Object.hasOwn(constitution.rules, rule)) return null;
  return {
    source,
    text: constitution,
    rule,
    edits,
    groups,
    consent: consent === true,
    process: process === true,
    judged: judged === true,
  };
}

async function textOf(source: string, text: unknown): Promise<Side["text"] | null> {
  if (source !== "") return Object.hasOwn(examples, source) ? (await examples[source]!.load()).default : null;
  const parsed = parseConstitution(text);
  return parsed.ok ? parsed.value : null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const whole = (value: unknown, most: number): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= most;
const texts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= 50 && value.every((each) => typeof each === "string");
const isEdits = (value: unknown): value is Edits =>
  isObject(value) &&
  Object.values(value).every((each) => whole(each, MOST_WEIGHT) || /^[<>]=?$/.test(String(each)));

function isGroup(value: unknown): value is Group {
  if (!isObject(value)) return false;
  const { name, chambers, roles, members, weight, yes, no, abstain } = value;
  return (
    typeof name === "string" &&
    name.length <= 100 &&
    texts(chambers) &&
    texts(roles) &&
    whole(members, MOST_MEMBERS) &&
    whole(weight, MOST_WEIGHT) &&
    whole(yes, members) &&
    whole(no, members) &&
    whole(abstain, members) &&
    yes + no + abstain <= members
  );
}
