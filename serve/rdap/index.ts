export { rdap, rdapOfNode } from "./plugin.ts";
export type { RdapPlugin } from "./plugin.ts";
export { BOOTSTRAP_KINDS, bootstrapOf } from "./bootstrap.ts";
export type { BootstrapKind, Elsewhere } from "./bootstrap.ts";
export { sourceOf } from "./source.ts";
export type { Finality, RdapOptions, RdapSource } from "./source.ts";
export * as LIMITS from "./limits.ts";
