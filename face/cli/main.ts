#!/usr/bin/env node
/**
 * Starts the command line: `node main.ts …`, or `comity …` through bin/comity.mjs. What is loaded is compiled once and
 * kept in the user's own cache folder, so that the next start is quick; a folder that cannot be written is no failure.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { enableCompileCache } from "node:module";

const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
if (process.env["NODE_COMPILE_CACHE"] === undefined) enableCompileCache(join(cache, "comity", "compiled"));
await import("./run.ts");
