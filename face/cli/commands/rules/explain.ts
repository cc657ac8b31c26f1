/** `comity rules explain`: a constitution in plain English, each sentence with its clause. */
import { explainConstitution } from "@comity/rules";
import { answer, EXIT, Stop, type Host } from "../../host.ts";
import { load } from "./file.ts";

export function explain(
  this: Host,
  flags: { readonly json: boolean; readonly class?: string },
  path: string,
): void {
  const loaded = load(this, flags.json, path);
  if (loaded === null) return;
  const { value, place } = loaded;
  if (flags.class !== undefined && !Object.hasOwn(value.rules, flags.class)) {
    const known = Object.keys(value.rules).join(", ");
    throw new Stop(EXIT.usage, "no-rule", `there is no class ${flags.class}: use one of ${known}`);
  }
  const root = `/rules/${flags.class}`;
  const sentences = explainConstitution(value)
    .filter((each) => flags.class === undefined || each.path === root || each.path.startsWith(`${root}/`))
    .map((each) => ({ ...each, ...place(each.path) }));
  answer(this, flags.json, { schema: "comity/rules-explain/v1", file: path, sentences }, () =>
    sentences.map(({ path: clause, text }) => `${indent(clause)}${text} [${clause}]\n`).join(""),
  );
}

/** Conditions stand below the group they belong to. */
const indent = (clause: string): string =>
  "  ".repeat([...clause.matchAll(/\/(?:condition|of|overriddenBy)(?=\/|$)/g)].length);
