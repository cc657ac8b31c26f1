/** Constitutions that `comity init` offers. Examples: none is a default, and a file of one's own is as good. */
import { ownConstitutions } from "@comity/example-rules";
import { simpleMajority, type Constitution } from "@comity/rules";
import { EXIT, Stop, type Host } from "../../host.ts";
import { load } from "../rules/file.ts";

const ABOUT: { readonly [name: string]: string } = {
  "simple-majority": "one chamber, one vote each, due process for holdings",
  "registries-and-operators": "two chambers",
  "states-operators-society": "three chambers; no bloc below a third of one passes or blocks alone",
  "community-network": "a small network run by its members",
};
const OFFERED: { readonly [name: string]: Constitution } = {
  "simple-majority": simpleMajority,
  ...ownConstitutions,
};

export const offered = (): string =>
  Object.keys(OFFERED)
    .map((name) => `  ${name.padEnd(26)} ${ABOUT[name] ?? ""}\n`)
    .join("");

/** By name, or from a YAML or JSON file; nothing after its problems have been said. */
export function constitutionOf(host: Host, choice: string): Constitution | undefined {
  const known = OFFERED[choice];
  if (known !== undefined) return known;
  if (!choice.includes(".") && !choice.includes("/"))
    throw new Stop(
      EXIT.usage,
      "constitution-unknown",
      `no example "${choice}"; there are\n${offered()}or name a file`,
    );
  return load(host, false, choice)?.value;
}
