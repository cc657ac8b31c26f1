/**
 * Signed objects that were read before. Whether an object's form, digest and own signature are right follows from its
 * bytes alone, so that a repository that changes in one place is not taken apart everywhere. Times, issuers, revocation
 * and resources are judged anew each time (`validate.ts`).
 */
import { ok, type Result } from "@comity/canon";
import { sha256Of } from "./keys.ts";
import { readSignedObject, type ReadObject } from "./read-signed-object.ts";

/** Objects that are kept at most; each is some kilobytes. */
export const MAX_KNOWN_OBJECTS = 20_000;

const known = new Map<string, ReadObject>();

/** Codes of `readSignedObject`. What is refused is not kept. */
export function readKnownObject(bytes: Uint8Array, field = ""): Result<ReadObject> {
  const key = Buffer.from(sha256Of(bytes)).toString("latin1");
  const before = known.get(key);
  if (before !== undefined) {
    // The one that was used longest ago makes room.
    known.delete(key);
    known.set(key, before);
    return ok(before);
  }
  const read = readSignedObject(bytes, field);
  if (!read.ok) return read;
  if (known.size >= MAX_KNOWN_OBJECTS) known.delete(known.keys().next().value!);
  known.set(key, read.value);
  return read;
}
