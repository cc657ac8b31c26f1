/** What a test starts and has stopped after each case: nodes, witnesses, mirrors. */
import { auditLog, openSource } from "@comity/watch";
import { must } from "@comity/canon";
import { VerifyPool } from "@comity/native";
import type { RunningNode } from "@comity/node";
import { afterEach } from "vitest";
import { clock, removeFolders, START, start } from "../shared.ts";

type Stoppable = { stop(): Promise<unknown> };
const running: Stoppable[] = [];

afterEach(async () => {
  for (const each of running.splice(0).toReversed()) await each.stop();
  removeFolders();
  clock.now = START;
});

/** Stopped after the case, the last first. */
export function keep<T extends Stoppable>(made: T): T {
  running.push(made);
  return made;
}

export const node = async (folder: string, options: Parameters<typeof start>[1] = {}): Promise<RunningNode> =>
  keep(await start(folder, options));

/** Before the case ends. */
export async function stop(made: Stoppable): Promise<void> {
  running.splice(running.indexOf(made), 1);
  await made.stop();
}

/** What an audit of a folder counts. */
export async function audited(folder: string, key?: string): Promise<{ readonly acts: number }> {
  const pool = new VerifyPool(1);
  const result = await auditLog(must(await openSource(folder)), pool, key, () => {});
  await pool.close();
  return must(result).audited;
}
