import { defineConfig } from "vitest/config";

// `pure` shares one module graph (no I/O, so no isolation needed); `tools` are rooms that stand alone and start nothing
// heavy, several files at a time; `system` starts nodes, threads and commands, one file at a time; `promises` attacks
// the promises of the design and is its own CI stage.
const TOOLS = [
  "host/{newip-host,route-files,rules-lint,zones}",
  "serve/{dns,rpki,rtr,whois}",
  "examples/rules",
].map((rooms) => `${rooms}/test/**/*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      { test: { name: "pure", include: ["core/*/test/**/*.test.ts"], isolate: false, testTimeout: 20_000 } },
      { test: { name: "tools", include: TOOLS, testTimeout: 60_000 } },
      {
        test: {
          name: "system",
          include: ["{host,serve,face,examples}/*/test/**/*.test.ts"],
          exclude: TOOLS,
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "promises",
          include: ["promises/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
