export type * from "./counts.ts";
