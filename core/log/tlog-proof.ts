/** Proof files (c2sp.org/tlog-proof): an entry's index and path, and the cosigned checkpoint they lead to. */
import { concat, decimal, fromBase64, ok, refuse, toBase64, utf8, type Result } from "@comity/canon";
import { formatHashLines, parseHashLines, splitHeader } from "./hash-lines.ts";
import { leafHash } from "./hashes.ts";
import { verifyInclusion } from "./inclusion.ts";
import { openCheckpoint, type OpenedCheckpoint, type PolicyKeys } from "./open-checkpoint.ts";

const HEADER = "c2sp.org/tlog-proof@v1";

/** `extra` is not authenticated by anything; `checkpoint` is the note, verbatim. */
export type TlogProof = {
  readonly extra: Uint8Array | undefined;
  readonly index: number;
  readonly path: readonly Uint8Array[];
  readonly checkpoint: Uint8Array;
};

export function formatTlogProof(proof: TlogProof): Uint8Array {
  const extra = proof.extra === undefined ? "" : `extra ${toBase64(proof.extra)}\n`;
  const header = `${HEADER}\n${extra}index ${proof.index}\n${formatHashLines(proof.path)}\n`;
  return concat(utf8(header), proof.checkpoint);
}

/**
 * The header strictly, the checkpoint verbatim. Codes `proof-header`, `proof-extra`, `proof-index`, and those of
 * `splitHeader` and `parseHashLines`.
 */
export function parseTlogProof(bytes: Uint8Array): Result<TlogProof> {
  const split = splitHeader(bytes);
  if (!split.ok) return split;
  const [header, ...lines] = split.value.lines;
  if (header !== HEADER) return refuse("proof-header", `the first line is ${HEADER}`, "header");
  const extraLine = lines[0]?.startsWith("extra ") ? lines.shift() : undefined;
  const extra = extraLine === undefined ? ok(undefined) : fromBase64(extraLine.slice(6), "extra");
  if (!extra.ok) return refuse("proof-extra", "the extra data is not base64", "extra");
  const indexLine = lines.shift() ?? "";
  const index = decimal(indexLine.slice(6));
  if (!indexLine.startsWith("index ") || !index.ok) {
    return refuse("proof-index", "expected a line like: index 1234", "index");
  }
  const path = parseHashLines(lines);
  if (!path.ok) return path;
  return ok({ extra: extra.value, index: index.value, path: path.value, checkpoint: split.value.rest });
}

/**
 * That `entry` is in the log, in the order of the specification: leaf hash, origin and log signature, quorum, path.
 * Codes of `openCheckpoint` and `verifyInclusion`.
 */
export function verifyTlogProof(
  entry: Uint8Array,
  proof: TlogProof,
  keys: PolicyKeys,
): Result<OpenedCheckpoint> {
  const leaf = leafHash(entry);
  const opened = openCheckpoint(proof.checkpoint, keys);
  if (!opened.ok) return opened;
  const { size, root } = opened.value.checkpoint;
  const included = verifyInclusion(proof.index, size, leaf, proof.path, root);
  return included.ok ? opened : included;
}
