/** Constitutions that `comity init` offers. Examples: none is a default, and a file of one's own is as good. */
import { readFileSync } from "node:fs";
import {
  parseConstitution,
  registriesOperatorsSociety,
  simpleMajority,
  type Constitution,
} from "@comity/rules";
import { EXIT, Stop } from "../../host.ts";

export const OFFERED: { readonly [name: string]: { readonly about: string; readonly text: Constitution } } = {
  "simple-majority": { about: "one chamber, one vote each, due process for holdings", text: simpleMajority },
  "registries-operators-society": {
    about: "three chambers; no bloc below a third of one passes or blocks alone",
    text: registriesOperatorsSociety,
  },
};

export const offered = (): string =>
  Object.entries(OFFERED)
    .map(([name, { about }]) => `  ${name.padEnd(30)} ${about}\n`)
    .join("");

/** By name, or from a JSON file. Stops with a reason otherwise. */
export function constitutionOf(choice: string): Constitution {
  const known = OFFERED[choice]?.text;
  if (known !== undefined) return known;
  if (!choice.includes(".") && !choice.includes("/"))
    throw new Stop(
      EXIT.usage,
      "constitution-unknown",
      `no example "${choice}"; there are\n${offered()}or name a file`,
    );
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(choice, "utf8"));
  } catch (error) {
    throw new Stop(EXIT.failed, "constitution-file", `${choice}: ${(error as Error).message}`);
  }
  const parsed = parseConstitution(document);
  if (parsed.ok) return parsed.value;
  throw new Stop(EXIT.failed, parsed.error.code, `${choice}: ${parsed.error.detail} (${parsed.error.field})`);
}
