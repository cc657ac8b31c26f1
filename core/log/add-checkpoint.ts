/** The body of `POST add-checkpoint` (c2sp.org/tlog-witness): what a log asks a witness to cosign. */
import { concat, decimal, ok, refuse, utf8, type Result } from "@comity/canon";
import { formatHashLines, parseHashLines, splitHeader } from "./hash-lines.ts";

/** `checkpoint` is the signed note, verbatim: it is parsed by whoever knows the keys. */
export type AddCheckpoint = {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
};

export function formatAddCheckpoint(request: AddCheckpoint): Uint8Array {
  return concat(utf8(`old ${request.oldSize}\n${formatHashLines(request.proof)}\n`), request.checkpoint);
}

/** Codes `request-old`, and those of `splitHeader` and `parseHashLines`. */
export function parseAddCheckpoint(bytes: Uint8Array): Result<AddCheckpoint> {
  const split = splitHeader(bytes);
  if (!split.ok) return split;
  const [old = "", ...lines] = split.value.lines;
  const oldSize = decimal(old.slice(4));
  if (!old.startsWith("old ") || !oldSize.ok)
    return refuse("request-old", "expected a line like: old 1234", "old");
  const proof = parseHashLines(lines);
  if (!proof.ok) return proof;
  return ok({ oldSize: oldSize.value, proof: proof.value, checkpoint: split.value.rest });
}
