import { existsSync, readFileSync } from "node:fs";

const BASE = new URL("../../../../shared/vectors/log/", import.meta.url);
export const present: boolean = existsSync(BASE);
export const SKIPPED = present ? "" : " (skipped: shared data not present)";

/** A JSON vector file of `shared/vectors/log`. */
export const vectors = (name: string): unknown => JSON.parse(readFileSync(new URL(name, BASE), "utf8"));
