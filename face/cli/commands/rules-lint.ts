/** `comity rules lint`: whether a constitution parses and keeps the fixed minimums, and what its rules say. */
import { checkMinimums, explainRule, parseConstitution } from "@comity/rules";
import { answer, EXIT, type Host } from "../host.ts";
import { jsonFile } from "../json-file.ts";

export function rulesLint(this: Host, flags: { readonly json: boolean }, path: string): void {
  const parsed = parseConstitution(jsonFile(path));
  const findings = parsed.ok ? checkMinimums(parsed.value) : [parsed.error];
  const rules = parsed.ok ? Object.entries(parsed.value.rules) : [];
  const explained = Object.fromEntries(rules.map(([name, rule]) => [name, explainRule(rule)]));
  answer(this, flags.json, { schema: "comity/rules-lint/v1", findings, explained }, () => {
    const said = Object.entries(explained).map(([rule, lines]) => `${rule}\n  ${lines.join("\n  ")}\n`);
    const found = findings.map((f) => `${f.field}: ${f.detail} [${f.code}]\n`);
    return `${said.join("")}${found.join("")}${findings.length} finding(s)\n`;
  });
  if (findings.length > 0) this.exit(EXIT.refused);
}
