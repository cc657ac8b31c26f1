/** What the interop tests of the RPKI share: programs, a working folder, repositories, relying parties over a copy. */
import { spawnSync, type ChildProcess, type SpawnSyncReturns } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "../../core/canon/index.ts";
import {
  acceptBundle,
  bundleText,
  createAnchor,
  createRepository,
  signWithAnchor,
} from "../../serve/rpki/index.ts";

export const has = (program: string): boolean => spawnSync("which", [program]).status === 0;
export const root: boolean = process.getuid?.() === 0;
export const without = (...programs: string[]): string | false => {
  const missing = programs.filter((program) => !has(program));
  return missing.length > 0 ? `not installed: ${missing.join(", ")}` : false;
};
/** A program of Cargo's: named by the variable, in its usual place, or in PATH. */
export const cargoProgram = (name: string): string | undefined =>
  [process.env[`COMITY_${name.toUpperCase()}`], join(homedir(), ".cargo/bin", name)].find(
    (path) => path !== undefined && existsSync(path),
  ) ?? (has(name) ? name : undefined);

export const work: string = mkdtempSync(join(tmpdir(), "comity-rpki-peers-"));
spawnSync("chmod", ["755", work]);
export const children: ChildProcess[] = [];
/** Ends what was started and removes what was written. */
export function cleanUp(): void {
  for (const child of children.splice(0)) child.kill();
  rmSync(work, { recursive: true, force: true });
}
export const unix = (): number => Math.trunc(Date.now() / 1000);
export const run = (program: string, args: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(program, args, { encoding: "utf8", timeout: 120_000, cwd: work, maxBuffer: 1 << 26 });
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise<void>((done) => void server.close(() => done()));
  return port;
}

export async function repository(
  name: string,
  base: string,
  options: { notification?: string; https?: string } = {},
  now = unix(),
): Promise<string> {
  const folder = join(work, name);
  const { notification, https } = options;
  const rrdp = notification === undefined ? {} : { notification };
  must(
    await createAnchor(
      `${folder}-anchor`,
      { name: "test", base, ...rrdp, ...(https === undefined ? {} : { https }) },
      now,
    ),
  );
  const request = must(await createRepository(folder, { base, ...rrdp }));
  must(
    acceptBundle(
      folder,
      bundleText(must(await signWithAnchor(`${folder}-anchor`, { request, days: 365 }, now))),
    ),
  );
  return folder;
}

/** Rows of a relying party's CSV, without anchor and expiry. */
export const csv = (path: string): string[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => line.split(",").slice(0, 3).join(","))
    .sort();

let runs = 0;
/** What a relying party finds in a published tree without any network. */
export function rpkiClient(
  tree: string,
  tal: string,
): { rows: string[]; output: string; status: number | null } {
  const at = join(work, `rpki-client-${runs++}`);
  for (const dir of ["cache/ta/test", "cache/rpki.example.net", "out"])
    mkdirSync(join(at, dir), { recursive: true });
  cpSync(tree, join(at, "cache/rpki.example.net/repo"), { recursive: true, dereference: true });
  cpSync(join(tree, "ta.cer"), join(at, "cache/ta/test/ta.cer"));
  cpSync(tal, join(at, "test.tal"));
  spawnSync("chown", ["-R", "_rpki-client", join(at, "cache"), join(at, "out")]);
  const done = run("rpki-client", [
    "-n",
    "-c",
    "-j",
    "-t",
    join(at, "test.tal"),
    "-d",
    join(at, "cache"),
    join(at, "out"),
  ]);
  const out = join(at, "out/csv");
  return { rows: existsSync(out) ? csv(out) : [], output: done.stdout + done.stderr, status: done.status };
}
export function fort(
  tree: string,
  tal: string,
  host = "rpki.example.net",
): { rows: string[]; output: string } {
  const at = join(work, `fort-${runs++}`);
  mkdirSync(join(at, host), { recursive: true });
  cpSync(tree, join(at, host, "repo"), { recursive: true, dereference: true });
  const out = join(at, "out.csv");
  const done = run("fort", [
    "--mode=standalone",
    `--tal=${tal}`,
    `--local-repository=${at}`,
    "--work-offline=true",
    `--output.roa=${out}`,
  ]);
  return { rows: existsSync(out) ? csv(out) : [], output: done.stdout + done.stderr };
}
