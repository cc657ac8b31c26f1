/** `comity audit`: replays a log from its first entry, from a folder or over the network (promise P2). */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { auditLog, openSource, stateEvidence, type AuditSource, type Found } from "@comity/watch";
import { installNative, VerifyPool } from "@comity/native";
import { readText, writeFile } from "../files.ts";
import { answer, EXIT, fail, progressOn, Stop, type Host } from "../host.ts";

export type AuditFlags = { readonly json: boolean; readonly key?: string; readonly evidence?: string };

/** Writes a false state as an evidence file, and says how others check it; nothing where another thing is wrong. */
async function accuse(
  source: AuditSource,
  found: Found,
  out: string | undefined,
): Promise<string | undefined> {
  if (found.state === undefined) return undefined;
  if (out === undefined) return "`--evidence FILE` writes what convinces others";
  const { checkpoint, note } = source;
  const file = await stateEvidence(source, found, checkpoint, note);
  if (!file.ok || file.value === undefined)
    return "no evidence was written: this entry is not in the checkpoint's tree";
  writeFile(out, file.value, { flag: "wx" });
  return `show others ${out}: \`comity verify ${out} --key ASSEMBLY.key\`, then this audit`;
}

export async function audit(this: Host, flags: AuditFlags, where: string): Promise<void> {
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
  let next: string | undefined;
  const audited = await auditLog(
    source.value,
    pool,
    keyFile,
    (entries) => progress.at(`audited ${entries} of ${size} entries`),
    async (found) => {
      next = await accuse(source.value, found, flags.evidence);
    },
  );
  progress.end();
  await pool.close();
  if (!audited.ok) {
    const { code, detail } = audited.error;
    throw new Stop(EXIT.refused, code, detail, next === undefined ? {} : { next });
  }
  const seconds = (performance.now() - began) / 1000;
  const { entries, acts, height } = audited.value.audited;
  const actsPerSecond = Math.round(acts / seconds);
  answer(
    this,
    flags.json,
    { schema: "comity/audit/v1", origin, ...audited.value.audited, seconds, actsPerSecond },
    () =>
      `${origin}: ${entries} entries, ${acts} acts, ${height} blocks: every signature, state root and the checkpoint hold (${actsPerSecond} acts/s)\n`,
  );
}
