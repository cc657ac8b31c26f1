/** Who holds what in an assembly, for its RPKI: claimed holdings, and nothing else (SEMANTICS H4). */
import type { StateReader } from "@comity/assembly";
import { auditLog, openSource } from "@comity/watch";
import { must, ok, type Result } from "@comity/canon";
import { installNative, VerifyPool } from "@comity/native";
import { textOf } from "@comity/resources";
import { parseResources, type Holding } from "@comity/rpki";

export function holdingsOfState(reader: StateReader): Holding[] {
  const texts = new Map<string, string[]>();
  for (const [space, bytes] of [
    ["ipv4", 4],
    ["ipv6", 16],
    ["asn", 4],
  ] as const)
    for (const { key, records } of reader.within(space, { bytes: new Uint8Array(bytes), bits: 0 }))
      for (const record of records)
        if (record.t === "holding") {
          const own = texts.get(record.holder) ?? [];
          own.push(textOf(space, key));
          texts.set(record.holder, own);
        }
  return [...texts].map(([party, own]) => ({
    party,
    resources: must(parseResources(own)),
    custody: { kind: "hosted" },
  }));
}

/** The newest state of a log, after an audit of every signature and every state root. Codes of `openSource`, `auditLog`. */
export async function stateOfLog(
  where: string,
  progress: (entries: number) => void,
): Promise<Result<StateReader>> {
  await installNative();
  const source = await openSource(where);
  if (!source.ok) return source;
  const pool = new VerifyPool();
  const audited = await auditLog(source.value, pool, undefined, progress);
  await pool.close();
  if (!audited.ok) return audited;
  return ok(audited.value.state);
}
