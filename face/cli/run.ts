/** The command line itself: which words were given, the parser, the exit code. */
import { proposeCompletions, run } from "@stricli/core";
import { applicationOf } from "./app.ts";
import { EXIT, fail, type Host } from "./host.ts";
import { configTrouble } from "./settings.ts";

const given = process.argv.slice(2);
// `comity help rules` is how people ask first.
const words = given[0] === "help" ? [...given.slice(1), "--help"] : given;
const end = words.indexOf("--");
const json = words.slice(0, end < 0 ? undefined : end).includes("--json");
const ended: { code?: number } = {};
// SIGINT keeps its default: it also ends a long computation at once, and a shell sees 130.
// The reader of a pipe may have seen enough: no defect.
process.stdout.on("error", (cause: NodeJS.ErrnoException) => process.exit(cause.code === "EPIPE" ? 0 : 1));

const host: Host = {
  process: { stdout: process.stdout, stderr: process.stderr },
  env: process.env,
  json,
  exit: (code) => (ended.code = code),
};

// One command per act kind, when that is what is asked about.
const asked = words[0] === "__complete" ? words.slice(1) : words;
const kinds = asked[0] === "act" && asked[1] === "new" && asked.length > 2;
const actNew = kinds ? (await import("./areas/act-new.ts")).actNewKinds() : undefined;
const application = applicationOf(actNew, json);

// Asked by the scripts of `comity completion`: one proposal a line.
if (words[0] === "__complete") {
  for (const { completion } of await proposeCompletions(application, words.slice(1), host))
    process.stdout.write(`${completion}\n`);
} else if (configTrouble !== undefined) {
  fail(host, { code: "config-form", detail: configTrouble });
  process.exitCode = EXIT.usage;
} else {
  await run(application, words, host);
  const usage = Number(host.process.exitCode ?? 0);
  // The parser's own codes are negative: all of them are mistakes of usage.
  process.exitCode = usage < 0 ? EXIT.usage : usage > 0 ? usage : (ended.code ?? EXIT.done);
  // After a defect a thread may still be running: the command is over all the same.
  if (process.exitCode !== EXIT.done) setTimeout(() => process.exit(), 2000).unref();
}
