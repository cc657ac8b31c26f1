/** Log entries as they are shown. */
import type { EntryView } from "@comity/api";
import { formatBlockRecord, kindOf, parseAct, type BlockRecord } from "@comity/assembly";
import { ok, type Result } from "@comity/canon";
import { leafHash } from "@comity/log";
import { href } from "./party-ref.ts";

/** An entry and the block it belongs to (its own record, for a block record). */
export type LogItem = {
  readonly index: number;
  readonly entry: Uint8Array;
  readonly block: BlockRecord;
  readonly last: number;
};

/** Codes of `parseAct`. `last`: index of the block's record. */
export function entryView({ index, entry, block, last }: LogItem): Result<EntryView> {
  const place = { index, time: block.time, height: block.height, href: href("entries", String(index)) };
  if (index === last) {
    const acts = block.acts === 1 ? "1 act" : `${block.acts} acts`;
    const voids = block.void.length === 0 ? "" : `, ${block.void.length} without effect`;
    const hash = Buffer.from(leafHash(formatBlockRecord(block))).toString("base64");
    return ok({ ...place, type: "block", hash, block, says: `Block ${block.height}: ${acts}${voids}` });
  }
  const act = parseAct(entry);
  if (!act.ok) return act;
  const { text: _text, signatures, hash, ...statement } = act.value;
  const voided = block.void.find((v) => v.index === index)?.code;
  return ok({
    ...place,
    type: "act",
    hash,
    act: { ...statement, signers: signatures.map(({ name }) => name) },
    ...(voided === undefined ? {} : { void: voided }),
    says: `${statement.by}: ${kindOf(statement.kind)?.summary ?? statement.kind}`,
  });
}
