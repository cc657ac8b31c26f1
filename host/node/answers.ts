/** Smaller answers of the API: status, key file, catalogue, and how hashes are read. */
import { fromBase64, toBase64, type Result } from "@comity/canon";
import { FOLD, type CATALOGUE } from "@comity/assembly";
import type { Entry, KindView, Status } from "@comity/api";
import { asOf } from "@comity/view";
import type { NodeContext } from "./context.ts";
import type { KeptState } from "./states.ts";
import type { Witnesses } from "./witnesses.ts";

export function statusOf(c: NodeContext, newest: KeptState): Status {
  const assembly = newest.reader.text("decisions", "assembly", "assembly");
  const signed = c.witnesses.newest;
  const { party, holding, report, proposal, claim } = newest.tallies;
  return {
    ...asOf(newest),
    ...c.finality,
    origin: c.origin,
    root: toBase64(newest.root),
    fold: assembly?.fold ?? FOLD,
    founded: assembly !== undefined,
    constitution: assembly?.constitution ?? 0,
    witnesses: signed?.by.length ?? 0,
    trust: c.witnesses.needed ? "witnessed" : "operator-trusted",
    ...(signed === undefined ? {} : { cosigned: { size: signed.size, time: signed.time, by: signed.by } }),
    ...(assembly?.nextPolicy === undefined
      ? {}
      : { nextKeyFile: { text: assembly.nextPolicy, waitsFor: reasons(c.incoming) } }),
    counts: {
      parties: party,
      holdings: holding,
      reports: report,
      decisions: proposal,
      claims: claim,
      acts: Math.max(0, newest.size - newest.height - 1),
    },
    demonstration: c.demonstration !== undefined,
    ...(c.demonstration?.clock === undefined ? {} : { clock: c.demonstration.clock }),
    version: c.version,
  };
}

const reasons = ({ troubles }: Witnesses): { readonly [witness: string]: string } =>
  Object.fromEntries([...troubles].map(([name, { detail }]) => [name, detail]));

/** The key file of the record (SEMANTICS D2), before the founding the log key alone. */
export function keyFile(c: NodeContext): string {
  const record = c.states.newest.reader.text("decisions", "assembly", "assembly");
  return record?.policy ?? `log ${c.logVkey}\nquorum none\n`;
}

export function kindView(kind: (typeof CATALOGUE)[number]): KindView {
  const { room, summary, authority, shared, passkeyMaySign, measureClass, fields, conditions } = kind;
  return {
    kind: kind.kind,
    room,
    summary,
    authority,
    shared,
    passkeyMaySign,
    ...(measureClass === undefined ? {} : { measureClass }),
    fields,
    conditions: conditions.map(({ rule, code, field, detail }) =>
      field === undefined ? { rule, code, detail } : { rule, code, field, detail },
    ),
  };
}

/** 32 bytes from hexadecimal, base64 or base64url. */
export function hashOf(given: string): Uint8Array | undefined {
  if (/^[0-9a-f]{64}$/i.test(given)) return Buffer.from(given, "hex");
  const standard = given.replaceAll("-", "+").replaceAll("_", "/").replace(/=*$/, "");
  const bytes = fromBase64(`${standard}=`);
  return bytes.ok && bytes.value.length === 32 ? bytes.value : undefined;
}

export function datasetOfEntry(entry: Result<Entry>): string | undefined {
  const hash = entry.ok ? (entry.value.act?.body["dataset"] ?? entry.value.act?.body["roots"]) : undefined;
  return typeof hash === "string" ? hash : undefined;
}

const LINES_PER_CHUNK = 500;

export function* chunks(lines: Iterable<string>): Generator<string, void, void> {
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(line, "\n");
    if (chunk.length < 2 * LINES_PER_CHUNK) continue;
    yield chunk.join("");
    chunk = [];
  }
  yield chunk.join("");
}
