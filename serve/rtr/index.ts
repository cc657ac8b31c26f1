export { RtrCache } from "./cache.ts";
export type { Answer, Identity } from "./cache.ts";
export { RtrServer } from "./server.ts";
export type { RtrServerOptions } from "./server.ts";
export { HeldSource } from "./source.ts";
export type { Publication, RtrSource } from "./source.ts";
