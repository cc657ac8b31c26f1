/** Builds and runs the Go peer beside this file. */
import { spawnSync } from "node:child_process";

/** Entries a second of each round; undefined, with a message, where Go or the module proxy is missing. */
export function runTessera(entries: number): readonly number[] | undefined {
  const run = spawnSync("go", ["run", "."], {
    cwd: import.meta.dirname,
    env: { ...process.env, ENTRIES: String(entries), GOFLAGS: "-mod=mod" },
    encoding: "utf8",
  });
  if (run.status === 0) return JSON.parse(run.stdout) as number[];
  console.error(`peer left out: ${run.error?.message ?? run.stderr.trim().split("\n").at(-1)}`);
  return undefined;
}
