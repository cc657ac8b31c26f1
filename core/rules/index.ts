export type * from "./constitution.ts";
export type * from "./evaluation.ts";
export type { Refusal, Result } from "./result.ts";
export type * from "./rule.ts";
export { evaluate } from "./evaluate.ts";
