import { defineConfig } from "vitest/config";

// `pure` shares one module graph (no I/O, so no isolation needed); `tools` are rooms that stand alone and start nothing
// heavy, several files at a time; `slow` does much computing (proofs, keys, the real command) and is a stage of its own, like
// `promises`, which attacks the promises of the design; `system` starts nodes, threads and commands, one file at a time.
const tests = (...rooms: readonly string[]): string[] => rooms.map((room) => `${room}/test/**/*.test.ts`);
const TOOLS = tests("host/{import,newip-host,route-files,zones}", "serve/{dns,whois}");
const SLOW = [
  ...tests("host/rules-lint", "serve/{rpki,rtr}", "examples/{rules,world}", "face/cli"),
  "host/{node/test/witnesses,watch/test}/*.test.ts",
  "host/node/test/{past,restart}.test.ts",
];

// As the `comity` command starts Node (face/cli/bin/comity.mjs).
const execArgv = ["--no-memory-protection-keys"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "pure",
          execArgv,
          include: ["core/*/test/**/*.test.ts"],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      { test: { name: "tools", execArgv, include: TOOLS, testTimeout: 60_000 } },
      {
        test: {
          name: "system",
          execArgv,
          include: ["{host,serve,face,examples}/*/test/**/*.test.ts"],
          exclude: [...TOOLS, ...SLOW],
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
      { test: { name: "slow", execArgv, include: SLOW, testTimeout: 120_000 } },
      {
        test: {
          name: "promises",
          execArgv,
          include: ["promises/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
