export { startNode } from "./start-node.ts";
export type { NodeOptions, RunningNode } from "./node-options.ts";
export type { NodeContext, NodePlugin } from "./context.ts";
export type { KeptState, States } from "./states.ts";
export { createLogger } from "./logger.ts";
export { explorer } from "./explorer.ts";
export type { Explorer } from "./explorer.ts";
export { sendProblem } from "./server.ts";
export * as LIMITS from "./limits.ts";
