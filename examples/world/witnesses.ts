/** The witnesses of the demonstration: two of its invented parties run one each, and both have to sign. */
import { must } from "@comity/canon";
import { cosignerOf } from "@comity/log";
import { formatVkey, type KeyFile } from "@comity/signing";
import { demoKey } from "./parties.ts";

export type DemoWitness = { readonly name: string; readonly party: string; readonly key: KeyFile };

export const WITNESSES: readonly DemoWitness[] = [
  { name: "library-circle", party: "XB", key: demoKey("XB", "witness") },
  { name: "school-network", party: "XC", key: demoKey("XC", "witness") },
];

/** The key file of a demonstration: the log alone, or its witnesses too. */
export function demoKeyFile(logVkey: string, witnessed: boolean): string {
  if (!witnessed) return `log ${logVkey}\nquorum none\n`;
  const witness = ({ key, name }: DemoWitness): string =>
    `witness ${name} ${formatVkey(must(cosignerOf(key)).key)}\n`;
  const names = WITNESSES.map(({ name }) => name).join(" ");
  return `log ${logVkey}\n${WITNESSES.map(witness).join("")}group both all ${names}\nquorum both\n`;
}
