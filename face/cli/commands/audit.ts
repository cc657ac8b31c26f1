/** `comity audit`: replays a log from its first entry, verifies every signature, recomputes every state root (promise P2). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  Assembly,
  formatBlockRecord,
  isBlockRecord,
  parseBlockRecord,
  readAct,
  verifyAct,
  type SignedAct,
} from "@comity/assembly";
import { equalBytes, fromBase64, toHex } from "@comity/canon";
import { installNative } from "@comity/native";
import { openLog } from "@comity/store";
import { answer, EXIT, fail, progressOn, type Host } from "../host.ts";

export async function audit(this: Host, flags: { readonly json: boolean }, folder: string): Promise<void> {
  await installNative();
  const log = openLog(join(folder, "log"));
  if (!log.ok) return fail(this, log.error);
  const datasets = (hash: string): Uint8Array | undefined => {
    const bytes = fromBase64(hash);
    try {
      return bytes.ok
        ? new Uint8Array(readFileSync(join(folder, "datasets", toHex(bytes.value))))
        : undefined;
    } catch {
      return undefined;
    }
  };
  const assembly = new Assembly();
  const progress = progressOn(this);
  const began = performance.now();
  let acts: SignedAct[] = [];
  let count = 0;
  let index = 0;
  const { origin, size } = log.value.checkpoint;
  for (const entry of log.value.log.entries(0, size, size)) {
    if (!entry.ok) return fail(this, entry.error, EXIT.refused);
    const bytes = entry.value;
    const wrong = (code: string, detail: string): void =>
      fail(this, { code, detail: `entry ${index}: ${detail}` }, EXIT.refused);
    if (isBlockRecord(bytes)) {
      const record = parseBlockRecord(bytes);
      if (!record.ok) return wrong(record.error.code, record.error.detail);
      const block = assembly.applyBlock(record.value.time, acts, datasets);
      if (!block.ok) return wrong(block.error.code, block.error.detail);
      if (!equalBytes(formatBlockRecord(block.value.record), bytes)) {
        return wrong(
          "state-root",
          `replay gives another block record than the log: ${block.value.record.stateRoot}`,
        );
      }
      acts = [];
    } else {
      const act = readAct(bytes);
      if (!act.ok) return wrong(act.error.code, act.error.detail);
      const verified = verifyAct(assembly.state, act.value);
      if (!verified.ok) return wrong(verified.error.code, verified.error.detail);
      acts.push(verified.value);
      count++;
    }
    index++;
    progress.at(`audited ${index} of ${size} entries`);
  }
  progress.end();
  const seconds = (performance.now() - began) / 1000;
  const summary = {
    origin,
    entries: index,
    acts: count,
    height: assembly.height,
    seconds,
    actsPerSecond: Math.round(count / seconds),
  };
  answer(
    this,
    flags.json,
    { schema: "comity/audit/v1", ...summary },
    () =>
      `${summary.origin}: ${index} entries, ${count} acts, ${assembly.height} blocks: every signature and state root holds (${summary.actsPerSecond} acts/s)\n`,
  );
}
