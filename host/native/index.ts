export { installNative } from "./install.ts";
export type { NativeEngines, NativeOptions } from "./install.ts";
export { VerifyPool } from "./verify-pool.ts";
export type { Signed } from "./verify-batch.ts";
