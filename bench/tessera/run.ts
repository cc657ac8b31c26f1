/** Builds the Go peer beside this file and runs it, one process a round. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Entries a second of each round. */
export type PeerRates = { readonly plain: readonly number[]; readonly antispam: readonly number[] };

const ROUNDS = 3;

/** Undefined, with a message, where Go or the module proxy is missing. */
export function runTessera(entries: number, block: number): PeerRates | undefined {
  const work = mkdtempSync(join(tmpdir(), "tessera-bench-"));
  try {
    const binary = join(work, "peer");
    const built = spawnSync("go", ["build", "-o", binary, "."], {
      cwd: import.meta.dirname,
      encoding: "utf8",
    });
    if (built.status !== 0) throw new Error(built.error?.message ?? built.stderr.trim());
    const rounds = (antispam: string): readonly number[] =>
      Array.from({ length: ROUNDS }, () => round(binary, work, { entries, block, antispam }));
    return { plain: rounds(""), antispam: rounds("1") };
  } catch (cause) {
    console.error(`peer left out: ${(cause as Error).message}`);
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function round(
  binary: string,
  folder: string,
  options: { readonly entries: number; readonly block: number; readonly antispam: string },
): number {
  const run = spawnSync(binary, {
    env: {
      ...process.env,
      TMPDIR: folder,
      ENTRIES: String(options.entries),
      BLOCK: String(options.block),
      ANTISPAM: options.antispam,
    },
    encoding: "utf8",
    timeout: 300_000,
    maxBuffer: 1 << 26,
  });
  if (run.status !== 0) throw new Error(run.error?.message ?? run.stderr.trim().split("\n").at(-1));
  return Number(run.stdout);
}
