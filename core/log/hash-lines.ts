/** Lines of base64 hashes, as proof files and witness requests carry them. */
import { fromBase64, fromUtf8, ok, refuse, toBase64, type Result } from "@comity/canon";
import { HASH_LENGTH } from "./hashes.ts";

/** No path in a tree of at most 2^63 leaves is longer. */
export const MAX_PROOF_HASHES = 63;

/** Codes `proof-too-many-hashes`, `proof-hash`. */
export function parseHashLines(lines: readonly string[]): Result<readonly Uint8Array[]> {
  if (lines.length > MAX_PROOF_HASHES) {
    return refuse("proof-too-many-hashes", `a proof has at most ${MAX_PROOF_HASHES} hashes`, "proof");
  }
  const hashes: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (!hash.ok || hash.value.length !== HASH_LENGTH) {
      return refuse("proof-hash", "a proof line is not the base64 of 32 bytes", "proof");
    }
    hashes.push(hash.value);
  }
  return ok(hashes);
}

export const formatHashLines = (hashes: readonly Uint8Array[]): string =>
  hashes.map((hash) => `${toBase64(hash)}\n`).join("");

/**
 * The lines before the first empty line, and the bytes after it: a checkpoint, taken verbatim. Codes `proof-lines`,
 * `utf8`.
 */
export function splitHeader(
  bytes: Uint8Array,
): Result<{ readonly lines: readonly string[]; readonly rest: Uint8Array }> {
  for (let i = 1; i < bytes.length; i++) {
    if (bytes[i] !== 0x0a || bytes[i - 1] !== 0x0a) continue;
    const header = fromUtf8(bytes.subarray(0, i - 1));
    return header.ok ? ok({ lines: header.value.split("\n"), rest: bytes.subarray(i + 1) }) : header;
  }
  return refuse("proof-lines", "expected header lines, an empty line and a checkpoint");
}
