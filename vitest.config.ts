import { defineConfig } from "vitest/config";

// `pure` shares one module graph (no I/O, so no isolation needed); `system` starts servers, threads and files,
// one test file at a time; `promises` attacks the promises of the design and is its own CI stage.
export default defineConfig({
  test: {
    projects: [
      { test: { name: "pure", include: ["core/*/test/**/*.test.ts"], isolate: false } },
      {
        test: {
          name: "system",
          include: ["{host,serve,face,examples}/*/test/**/*.test.ts"],
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
