/** Whether the node can do its work: write, fold, and keep time. */
import { statfs } from "node:fs/promises";
import type { NodeContext } from "./context.ts";

/** Bytes that have to be free. */
const MIN_FREE = 64 * 1024 * 1024;
/** Seconds a block may be late, and the fold may take to answer. */
const MAX_LATE = 30;
const MAX_SILENT_MS = 5000;

export type Health = {
  readonly healthy: boolean;
  readonly checks: { readonly [name: string]: { readonly ok: boolean; readonly detail: string } };
};

export async function health(context: NodeContext): Promise<Health> {
  const { states, now, folder, trouble, fold } = context;
  const { height, time, due, gap } = states.newest;
  const writing = trouble();
  const free = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  const answered = await Promise.race([
    fold()
      .find(new Uint8Array(32))
      .then((answer) => answer.ok),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), MAX_SILENT_MS).unref()),
  ]);
  const expected = Math.min(due ?? Infinity, time + gap / 2);
  const late = height < 0 ? 0 : now() - expected;
  const { newest: signed, needed, troubles } = context.witnesses;
  const stale = needed && (signed === undefined || now() - signed.time > MAX_LATE + states.newest.skew);
  const checks = {
    writing: { ok: writing === undefined, detail: writing?.detail ?? "the last write worked" },
    disk: { ok: free >= MIN_FREE, detail: `${Math.floor(free / 1e6)} MB free` },
    fold: { ok: answered, detail: answered ? "answers" : "does not answer" },
    witnesses: {
      ok: !stale,
      detail: !needed
        ? "none are asked for"
        : [
            `${signed?.by.length ?? 0} signed size ${signed?.size ?? 0}`,
            ...[...troubles.values()].map((t) => t.detail),
          ].join("; "),
    },
    clock: {
      ok: late <= MAX_LATE,
      detail: late <= 0 ? "no block is due" : `a block is due since ${Math.ceil(late)} s`,
    },
  };
  return { healthy: Object.values(checks).every(({ ok }) => ok), checks };
}
