/** A JSON value from a file, or `-` for standard input. */
import { readFileSync } from "node:fs";
import type { Json } from "@comity/canon";
import { EXIT, Stop } from "./host.ts";

export function jsonFile(path: string): Json {
  try {
    return JSON.parse(readFileSync(path === "-" ? 0 : path, "utf8")) as Json;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new Stop(EXIT.failed, "json-file", `${path} is not JSON: ${cause.message}`);
  }
}
