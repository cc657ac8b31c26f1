/** `start --demo --fresh`: removes a demonstration, and never anything else. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseKeyFile } from "@comity/signing";
import { EXIT, Stop } from "../../host.ts";

export const DEMO_ORIGIN = "demonstration.example/assembly";

const DEMO_FILES = [
  "datasets",
  "documents",
  "drafts",
  "key-chain",
  "log",
  "sealed",
  "snapshots",
  "witnesses",
  "log.key",
];
const DEMO_STORE = ["store.db", "store.db-shm", "store.db-wal", "lock", "lock.owner"];

const originIn = (folder: string): string | undefined => {
  const path = join(folder, "log.key");
  const key = existsSync(path) ? parseKeyFile(readFileSync(path, "utf8")) : undefined;
  return key === undefined ? undefined : key.ok ? key.value.name : "";
};

/** The demonstration's acts go into no assembly but its own. */
export function onlyDemonstration(folder: string): void {
  const origin = originIn(folder);
  if (origin !== undefined && origin !== DEMO_ORIGIN)
    throw new Stop(
      EXIT.failed,
      "not-a-demonstration",
      `${folder} holds another assembly: nothing was changed`,
      {
        next: "start it without --demo, or give the demonstration a folder of its own with --folder",
      },
    );
}

/** Removes a demonstration, and never anything else: only by its own log key, not while a node runs, only its files. */
export function startOver(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  if (originIn(folder) !== DEMO_ORIGIN)
    throw new Stop(
      EXIT.failed,
      "not-a-demonstration",
      `${folder} holds no demonstration: nothing was removed`,
    );
  if (isRunning(folder))
    throw new Stop(EXIT.failed, "folder-locked", `a node runs on ${folder}: stop it before starting over`);
  for (const name of [...DEMO_FILES, ...DEMO_STORE])
    rmSync(join(folder, name), { recursive: true, force: true });
}

/** Whether a live process owns the folder, by the pid in `lock.owner`. */
function isRunning(folder: string): boolean {
  const path = join(folder, "lock.owner");
  if (!existsSync(path)) return false;
  const { pid } = JSON.parse(readFileSync(path, "utf8")) as { pid: number };
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
