#!/usr/bin/env node
// The `comity` command: starts main.ts on a Node that runs TypeScript, whatever Node started this file.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { findNode, problem } from "./node.mjs";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const node = findNode();
if (node === undefined) {
  process.stderr.write(problem);
  process.exit(1);
} else if (node === process.execPath) {
  process.argv[1] = main;
  await import("../main.ts");
} else {
  // V8 of this line aborts now and then when threads come and go where the processor has protection keys
  // (`Check failed: jit_page.has_value()`, nodejs/node 64500); without them that check is not reached.
  const flags = ["--no-memory-protection-keys"];
  const child = spawn(node, [...flags, main, ...process.argv.slice(2)], { stdio: "inherit" });
  // The terminal sends SIGINT to the whole group; a plain kill reaches only this wrapper, so pass it on.
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  process.on("SIGINT", () => {});
  child.on("exit", (code, signal) => {
    // Without the handlers above, so that the signal ends this process as it ended the child.
    for (const name of ["SIGTERM", "SIGHUP", "SIGINT"]) process.removeAllListeners(name);
    if (signal !== null) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}
