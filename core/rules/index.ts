export type * from "./constitution.ts";
export type * from "./evaluation.ts";
export type * from "./result.ts";
export type * from "./rule.ts";
