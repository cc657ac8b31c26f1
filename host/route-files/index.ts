export { parseVrps, readVrps } from "./read-vrps.ts";
export type { VrpFile, VrpOptions } from "./vrp-collector.ts";
export type { Finding } from "./findings.ts";
