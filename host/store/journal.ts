/**
 * The journal of blocks: with the decision "these entries, this root" it says where the bytes of the entries are, so
 * that a block whose files were interrupted is completed with the very same bytes. Places are 10 bytes an entry:
 * u48 row of the queue (0: in `own`), u32 position in the row (length in `own`).
 */
import type { DatabaseSync } from "node:sqlite";
import { ok, readUint, refuse, uintBytes, type Result } from "@comity/canon";
import { decodeGroup, type QueuedAct, type QueuePlace } from "./queue.ts";

const PLACE = 10;

export type JournalRow = { readonly places: Uint8Array; readonly own: Uint8Array };

/** `places` by entry; an entry without one is stored in `own`. */
export function encodeJournal(
  entries: readonly Uint8Array[],
  places: readonly (QueuePlace | undefined)[],
): JournalRow {
  const out = new Uint8Array(PLACE * entries.length);
  const view = new DataView(out.buffer);
  const own: Uint8Array[] = [];
  for (const [i, entry] of entries.entries()) {
    const place = places[i];
    if (place) {
      out.set(uintBytes(place.group, 6), PLACE * i);
      view.setUint32(PLACE * i + 6, place.position);
    } else {
      view.setUint32(PLACE * i + 6, entry.length);
      own.push(entry);
    }
  }
  return { places: out, own: new Uint8Array(Buffer.concat(own)) };
}

/** The entries of a block out of the database. Code `database-damaged`. */
export function decodeJournal(row: JournalRow, sql: DatabaseSync): Result<readonly Uint8Array[]> {
  const damaged = refuse("database-damaged", "the journal of a block is damaged; see README, Repair");
  const groups = new Map<number, readonly QueuedAct[]>();
  const entries: Uint8Array[] = [];
  let ownAt = 0;
  for (let at = 0; at < row.places.length; at += PLACE) {
    const group = readUint(row.places, at, 6);
    const position = readUint(row.places, at + 6, 4);
    if (group === 0) {
      entries.push(row.own.subarray(ownAt, ownAt + position));
      ownAt += position;
      continue;
    }
    let acts = groups.get(group);
    if (!acts) {
      const found = sql.prepare("SELECT hashes, entries FROM queue WHERE id = ?").get(group);
      const decoded = found
        ? decodeGroup(found["hashes"] as Uint8Array, found["entries"] as Uint8Array)
        : damaged;
      if (!decoded.ok) return decoded;
      acts = decoded.value;
      groups.set(group, acts);
    }
    const act = acts[position];
    if (!act) return damaged;
    entries.push(act.entry);
  }
  return ownAt === row.own.length ? ok(entries) : damaged;
}
