/** An audit: the replay of a whole log, up to the checkpoint it shows, and whether that is the assembly's. */
import type { StateReader } from "@comity/assembly";
import { equalBytes, ok, refuse, type Result } from "@comity/canon";
import { keysOfPolicy, openCheckpoint } from "@comity/log";
import type { VerifyPool } from "@comity/native";
import { refusalOf, type Found } from "./found.ts";
import { LogReplay } from "./replay.ts";
import type { AuditSource } from "./source.ts";

export type Audited = { readonly entries: number; readonly acts: number; readonly height: number };

/**
 * What was counted, and the state at the end. `keyFile` is compared with the log's own when given; `onFound` hears of an entry
 * that is wrong. Codes of the fold, `state-root`, `log-root`, `key-file-other`.
 */
export async function auditLog(
  source: AuditSource,
  pool: VerifyPool,
  keyFile: string | undefined,
  progress: (entries: number) => void,
  onFound: (found: Found) => Promise<void> = async () => {},
): Promise<Result<{ readonly audited: Audited; readonly state: StateReader }>> {
  const run = new LogReplay(source, pool);
  const told = async (found: Found): Promise<Result<never>> => {
    await onFound(found);
    return refusalOf(found);
  };
  for await (const bundle of source.bundles(0, source.checkpoint.size)) {
    if (!bundle.ok) return bundle;
    for (const { entry, leaf } of bundle.value) {
      const found = await run.entry(entry, leaf);
      if (found !== undefined) return told(found);
    }
    progress(run.frontier.size);
  }
  const found = await run.settle();
  if (found !== undefined) return told(found);
  const fits = isAssemblys(run, source, keyFile);
  if (!fits.ok) return fits;
  const { acts, assembly, frontier } = run;
  return ok({ audited: { entries: frontier.size, acts, height: assembly.height }, state: assembly.state });
}

function isAssemblys(
  { assembly, frontier, isOpen, keyFiles }: LogReplay,
  { checkpoint, note }: AuditSource,
  keyFile: string | undefined,
): Result<unknown> {
  if (isOpen) return refuse("log-invalid", "the log ends inside a block");
  if (!equalBytes(frontier.root(), checkpoint.root))
    return refuse("log-root", "the entries do not give the root that the checkpoint signs");
  const own = assembly.state.text("decisions", "assembly", "assembly")?.policy;
  if (own !== undefined && keyFile !== undefined && !keyFiles.has(keyFile.trim()))
    return refuse("key-file-other", "the log names other keys than the key file that was given");
  if (own === undefined) return ok(true);
  const keys = keysOfPolicy(own);
  return keys.ok ? openCheckpoint(note, keys.value) : keys;
}
