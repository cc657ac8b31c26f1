#!/usr/bin/env node
/** Starts the command line: `node main.ts …`, or `comity …` through bin/comity.mjs. */
import { proposeCompletions, run } from "@stricli/core";
import { application } from "./app.ts";
import { EXIT, type Host } from "./host.ts";

const words = process.argv.slice(2);
const ended: { code?: number } = {};
// SIGINT keeps its default: it also ends a long computation at once, and a shell sees 130.
// The reader of a pipe may have seen enough: no defect.
process.stdout.on("error", (cause: NodeJS.ErrnoException) => process.exit(cause.code === "EPIPE" ? 0 : 1));

const host: Host = {
  process: { stdout: process.stdout, stderr: process.stderr },
  env: process.env,
  exit: (code) => (ended.code = code),
};

// Asked by the scripts of `comity completion`: one proposal a line.
if (words[0] === "__complete") {
  for (const { completion } of await proposeCompletions(application, words.slice(1), host))
    process.stdout.write(`${completion}\n`);
} else {
  await run(application, words, host);
  const usage = Number(host.process.exitCode ?? 0);
  // The parser's own codes are negative: all of them are mistakes of usage.
  process.exitCode = usage < 0 ? EXIT.usage : usage > 0 ? usage : (ended.code ?? EXIT.done);
}
