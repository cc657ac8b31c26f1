/** Checkpoints (c2sp.org/tlog-checkpoint): the text of a note that commits to a tree of a log. */
import { decimal, equalBytes, fromBase64, fromUtf8, ok, refuse, toBase64, utf8 } from "@comity/canon";
import type { Result } from "@comity/canon";
import { checkText } from "@comity/signing";
import { emptyRoot, HASH_LENGTH } from "./hashes.ts";

/** `size` in leaves, at most 2^53-1; `root` 32 bytes; `extensions` are the lines after the third. */
export type Checkpoint = {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly extensions: readonly string[];
};

/** The note text of a checkpoint. */
export function formatCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { origin, size, root, extensions } = checkpoint;
  return utf8([origin, String(size), toBase64(root), ...extensions, ""].join("\n"));
}

/**
 * Exactly one text per checkpoint. Codes of `checkText`, `checkpoint-lines`, `checkpoint-origin`, `checkpoint-size`,
 * `checkpoint-root`, `checkpoint-extension`, `checkpoint-empty-root`.
 */
export function parseCheckpoint(text: Uint8Array): Result<Checkpoint> {
  const checked = checkText(text);
  if (!checked.ok) return checked;
  const decoded = fromUtf8(text);
  if (!decoded.ok) return decoded;
  const [origin, sizeText, rootText, ...extensions] = decoded.value.slice(0, -1).split("\n");
  if (sizeText === undefined || rootText === undefined) {
    return refuse("checkpoint-lines", "expected the lines origin, size and root");
  }
  if (!origin) return refuse("checkpoint-origin", "the origin is empty", "origin");
  const size = decimal(sizeText);
  if (!size.ok) return refuse("checkpoint-size", `the size: ${size.error.detail}`, "size");
  const root = fromBase64(rootText);
  if (!root.ok || root.value.length !== HASH_LENGTH) {
    return refuse("checkpoint-root", "the root is not the base64 of 32 bytes", "root");
  }
  if (extensions.includes(""))
    return refuse("checkpoint-extension", "an extension line is empty", "extensions");
  if (size.value === 0 && !equalBytes(root.value, emptyRoot())) {
    return refuse("checkpoint-empty-root", "a tree of size 0 has the root SHA-256 of nothing", "root");
  }
  return ok({ origin, size: size.value, root: root.value, extensions });
}

/** Whether two checkpoints of one log cannot both be true: one origin and size, two roots. */
export function contradicts(a: Checkpoint, b: Checkpoint): boolean {
  return a.origin === b.origin && a.size === b.size && !equalBytes(a.root, b.root);
}
