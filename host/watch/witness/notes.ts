/** What a witness reads and writes as text: origins, checkpoints of any root, signature lines. */
import { fromBase64, ok, sha256, toHex, utf8, type Result } from "@comity/canon";
import { parseCheckpoint, type Checkpoint } from "@comity/log";
import { formatNote, type NoteSignature } from "@comity/signing";

/** The name of a log in the monitoring API. */
export const originHash = (origin: string): string => toHex(sha256(utf8(origin)));

/** A checkpoint whose empty root is judged later, where the specification judges it. */
export function parseAnyRoot(text: Uint8Array): Result<Checkpoint> {
  const parsed = parseCheckpoint(text);
  if (parsed.ok || parsed.error.code !== "checkpoint-empty-root") return parsed;
  const [origin = "", , root = "", ...extensions] = Buffer.from(text)
    .toString("utf8")
    .slice(0, -1)
    .split("\n");
  const bytes = fromBase64(root);
  return bytes.ok ? ok({ origin, size: 0, root: bytes.value, extensions }) : parsed;
}

const NO_TEXT = utf8("-\n");
/** A signature line as notes carry it. */
export const lineOf = (line: NoteSignature): string =>
  Buffer.from(formatNote({ text: NO_TEXT, signatures: [line] }).subarray(NO_TEXT.length + 1)).toString(
    "utf8",
  );
