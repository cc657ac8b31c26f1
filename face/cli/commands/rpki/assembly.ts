/** Who holds what in an assembly, for its RPKI: claimed holdings, and nothing else (SEMANTICS H4). */
import {
  Assembly,
  isBlockRecord,
  parseBlockRecord,
  readAct,
  signed,
  type SignedAct,
  type StateReader,
  witnessOf,
} from "@comity/assembly";
import { fromBase64, must, ok, refuse, type Result } from "@comity/canon";
import { installNative, VerifyPool } from "@comity/native";
import { textOf } from "@comity/resources";
import { parseResources, type Holding } from "@comity/rpki";
import { auditLog } from "../audit/replay.ts";
import { openSource } from "../audit/source.ts";

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
  // Judged a moment ago, up to the same checkpoint: only the fold runs again.
  const assembly = new Assembly();
  const datasets = new Map<string, Uint8Array>();
  let acts: SignedAct[] = [];
  for await (const bundle of source.value.bundles()) {
    if (!bundle.ok) return bundle;
    for (const entry of bundle.value.entries) {
      if (isBlockRecord(entry)) {
        const { time, witness } = must(parseBlockRecord(entry));
        must(assembly.applyBlock(time, acts, (hash) => datasets.get(hash), must(witnessOf(witness))));
        acts = [];
        continue;
      }
      const act = must(readAct(entry));
      for (const hash of datasetNames(act.body)) {
        const bytes = await source.value.dataset(must(fromBase64(hash)));
        if (bytes === undefined)
          return refuse("dataset-missing", `the dataset ${hash} is not there or damaged`);
        datasets.set(hash, bytes);
      }
      acts.push(signed(act));
    }
  }
  return ok(assembly.state);
}

function* datasetNames(body: Readonly<Record<string, unknown>>): Generator<string, void, void> {
  for (const name of ["dataset", "roots"]) if (typeof body[name] === "string") yield body[name];
  if (Array.isArray(body["measures"]))
    for (const measure of body["measures"] as { body?: Readonly<Record<string, unknown>> }[])
      yield* datasetNames(measure.body ?? {});
}
