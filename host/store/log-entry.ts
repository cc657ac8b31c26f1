/** What is written to the log: entries, and the hashes of those that are acts. */
import { refuse, type Result } from "@comity/canon";
import { MAX_ENTRY } from "@comity/log";
import { ACT_HASH } from "./act-index.ts";

/** `hash` is the act's hash (32 bytes); entries without one are not acts (block records). */
export type LogEntry = { readonly entry: Uint8Array; readonly hash?: Uint8Array | undefined };

/** Codes `entry-length`, `act-hash`. */
export function checkEntries(entries: readonly LogEntry[]): Result<never> | undefined {
  for (const [i, { entry, hash }] of entries.entries()) {
    if (entry.length > MAX_ENTRY) {
      return refuse(
        "entry-length",
        `entry ${i} has ${entry.length} bytes, more than ${MAX_ENTRY}`,
        String(i),
      );
    }
    if (hash && hash.length !== ACT_HASH) {
      return refuse("act-hash", `the hash of entry ${i} does not have ${ACT_HASH} bytes`, String(i));
    }
  }
  return undefined;
}
