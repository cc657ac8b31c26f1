export type { Refusal, Result } from "./refusal.ts";
