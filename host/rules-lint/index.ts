export type { Checked, Example, Severity } from "./finding.ts";
export { diffConstitutions, type Changed, type Difference } from "./diff.ts";
export { lintConstitution, type LintOptions } from "./lint.ts";
export type { Place } from "./locate.ts";
export { openProver, type Prover } from "./prover.ts";
export { readConstitution, type Read } from "./read-constitution.ts";
export type { Problem } from "./read-text.ts";
export { CONSTITUTION_SCHEMA } from "./schema.ts";
export { readVote, voteOf, type ReadVote, type Vote } from "./vote-file.ts";
