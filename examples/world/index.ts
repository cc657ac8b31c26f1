export { DemoClock, populate } from "./populate.ts";
export type { DemoNode, DemoOptions } from "./populate.ts";
export { demoKey, FOUNDERS, keyFragment, NEWCOMER } from "./parties.ts";
export { SCRIPT, START, END } from "./script.ts";
export { countriesDataset, registryDatasets, rootsDataset } from "./datasets.ts";
