export { installNative } from "./install.ts";
export type { NativeEngines, NativeOptions } from "./install.ts";
export { VerifyPool } from "./verify-pool.ts";
export type { Signed } from "./verify-batch.ts";
export { wasmSha256, MAX_MESSAGE } from "./wasm-sha256.ts";
export type { WasmSha256 } from "./wasm-sha256.ts";
export { KeyCache } from "./key-cache.ts";
export { parserOf } from "./spki.ts";
export type { KeyKind } from "./spki.ts";
