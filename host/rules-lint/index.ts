export type { Checked, Example, Severity } from "./finding.ts";
export { lintConstitution, type LintOptions } from "./lint.ts";
