/** A JSON value from a file, or `-` for standard input. */
import type { Json } from "@comity/canon";
import { readText } from "./files.ts";
import { EXIT, Stop } from "./host.ts";

export function jsonFile(path: string): Json {
  try {
    return JSON.parse(readText(path)) as Json;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new Stop(EXIT.failed, "json-file", `${path} is not JSON: ${cause.message}`);
  }
}
