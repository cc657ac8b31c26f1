/** A file that says which process works in a folder. What a dead process left behind is taken over. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** The process that holds it; `undefined` when it is now ours. */
export function takeLock(path: string): number | undefined {
  mkdirSync(dirname(path), { recursive: true });
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(path, nameOf(process.pid), { flag: "wx" });
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = read(path);
    const pid = Number.parseInt(holder, 10);
    if (pid > 0 && pid !== process.pid && nameOf(pid) === holder) return pid;
    // Put aside before it is deleted, so that of two who find it only one deletes it.
    const aside = `${path}.${process.pid}`;
    try {
      renameSync(path, aside);
      rmSync(aside, { force: true });
    } catch {
      // Another was faster.
    }
  }
  return Number.parseInt(read(path), 10) || 0;
}

const read = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

/** The number and, where the system says it, when the process began: numbers come again. Empty for one that is gone. */
function nameOf(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return "";
  }
  const stat = `/proc/${pid}/stat`;
  // The second field is the program's name in parentheses, which may hold spaces: the start time is the 20th after it.
  const began = existsSync(stat) ? readFileSync(stat, "utf8").split(") ").at(-1)!.split(" ")[19] : "";
  return `${pid} ${began}`;
}
