#!/usr/bin/env node
/** Starts the command line: `node main.ts …`, or `comity …` through bin/comity.mjs. */
import { run } from "@stricli/core";
import { application } from "./app.ts";
import type { Host } from "./host.ts";

const ended: { code?: number } = {};
const host: Host = {
  process: { stdout: process.stdout, stderr: process.stderr },
  env: process.env,
  exit: (code) => (ended.code = code),
};

await run(application, process.argv.slice(2), host);
const usage = host.process.exitCode ?? 0;
// The parser's own codes are negative: all of them are mistakes of usage.
process.exitCode = usage < 0 ? 2 : usage > 0 ? usage : (ended.code ?? 0);
