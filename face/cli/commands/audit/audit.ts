/** `comity audit`: replays a log from its first entry, from a folder or over the network (promise P2). */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { installNative, VerifyPool } from "@comity/native";
import { readText } from "../../files.ts";
import { answer, EXIT, fail, progressOn, Stop, type Host } from "../../host.ts";
import { auditLog } from "./replay.ts";
import { openSource } from "./source.ts";

type Flags = { readonly json: boolean; readonly key?: string };

export async function audit(this: Host, flags: Flags, where: string): Promise<void> {
  if (!/^https?:\/\//.test(where) && !existsSync(join(where, "log", "checkpoint")))
    throw new Stop(
      EXIT.failed,
      "no-assembly",
      `${where} is no data folder of a node: it has no log/checkpoint`,
      {
        next: "`comity start` prints its data folder; a node elsewhere is audited by its address, http://…",
      },
    );
  await installNative();
  const keyFile = flags.key === undefined ? undefined : readText(flags.key);
  const source = await openSource(where);
  if (!source.ok) {
    return fail(this, source.error, source.error.code === "unreachable" ? EXIT.unreachable : EXIT.failed);
  }
  const { origin, size } = source.value.checkpoint;
  const progress = progressOn(this);
  const began = performance.now();
  const pool = new VerifyPool();
  const audited = await auditLog(source.value, pool, keyFile, (entries) =>
    progress.at(`audited ${entries} of ${size} entries`),
  );
  progress.end();
  await pool.close();
  if (!audited.ok) return fail(this, audited.error, EXIT.refused);
  const seconds = (performance.now() - began) / 1000;
  const { entries, acts, height } = audited.value;
  const actsPerSecond = Math.round(acts / seconds);
  answer(
    this,
    flags.json,
    { schema: "comity/audit/v1", origin, ...audited.value, seconds, actsPerSecond },
    () =>
      `${origin}: ${entries} entries, ${acts} acts, ${height} blocks: every signature, state root and the checkpoint hold (${actsPerSecond} acts/s)\n`,
  );
}
