/** What was asked for last, so that a party's own key can be certified or withdrawn without asking the register again. */
import { join } from "node:path";
import { must, refuse, ok, type Result } from "@comity/canon";
import { aspas, aspaSetOf, vrps, vrpSetOf } from "@comity/routes";
import { readText, writeWhole } from "./files.ts";
import type { Holding, RegisterPayload } from "./parties.ts";
import { parseResources, resourceTexts } from "./resources.ts";

const at = (folder: string): string => join(folder, "register.json");

/** Custody is not kept: it follows from who has a key of its own. */
export function saveRegister(folder: string, holdings: readonly Holding[], payload: RegisterPayload): void {
  const json = {
    kind: "comity/rpki-register/v1",
    holdings: holdings.map(({ party, resources }) => ({ party, resources: resourceTexts(resources) })),
    vrps: [...vrps(payload.vrps)],
    aspas: [...aspas(payload.aspas)],
  };
  writeWhole(at(folder), `${JSON.stringify(json)}\n`);
}

/** Codes `rpki-file` before the first publication, `rpki-state`. */
export function readRegister(
  folder: string,
): Result<{ readonly holdings: readonly Holding[]; readonly payload: RegisterPayload }> {
  const text = readText(at(folder), "publication (see `comity rpki publish`)");
  if (!text.ok) return text;
  try {
    const json = JSON.parse(text.value);
    const holdings = json.holdings.map((h: { party: string; resources: string[] }): Holding => ({
      party: h.party,
      resources: must(parseResources(h.resources)),
      custody: { kind: "hosted" },
    }));
    return ok({ holdings, payload: { vrps: must(vrpSetOf(json.vrps)), aspas: must(aspaSetOf(json.aspas)) } });
  } catch {
    return refuse("rpki-state", `${at(folder)} is damaged: publish again`);
  }
}
