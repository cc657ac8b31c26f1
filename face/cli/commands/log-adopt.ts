/**
 * `comity log adopt`: a restored log goes on as a node's own. Its checkpoint lock is made anew, and never older than the
 * newest tree that is known outside: an old lock could sign a second history (`host/store`, Restore).
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isBlockRecord, readAct } from "@comity/assembly";
import { fromBase64, must, ok, utf8, type Result } from "@comity/canon";
import { openCheckpoint, parseCheckpoint, parsePolicy, policyKeys } from "@comity/log";
import { formatVkey, parseKeyFile, parseNote, signerOf } from "@comity/signing";
import { adoptLog } from "@comity/store";
import { readBytes, readText } from "../files.ts";
import { answer, EXIT, fail, Stop, type Host } from "../host.ts";
import { called } from "../pages/look.ts";

type Flags = { readonly json: boolean; readonly newest: string };

export function logAdopt(this: Host, flags: Flags, folder: string): void {
  const keyPath = join(folder, "log.key");
  if (!existsSync(keyPath))
    throw new Stop(EXIT.failed, "no-log-key", `${folder} has no log.key`, {
      next: "put the log's private key there first: it is kept apart from the backup",
    });
  const key = parseKeyFile(readText(keyPath), keyPath);
  if (!key.ok) return fail(this, key.error);
  const vkey = formatVkey(signerOf(key.value).key);
  const keys = must(policyKeys(must(parsePolicy(utf8(`log ${vkey}\nquorum none\n`)))));
  const known = openCheckpoint(readBytes(flags.newest), keys);
  if (!known.ok) return fail(this, { ...known.error, detail: `${flags.newest}: ${known.error.detail}` });
  const note = must(parseNote(readBytes(flags.newest)));
  const { size, root } = must(parseCheckpoint(note.text));
  const adopted = adoptLog(folder, {
    origin: key.value.name,
    newest: { size, root },
    verify: (bytes) => openCheckpoint(bytes, keys),
    classify,
  });
  if (!adopted.ok) return fail(this, adopted.error, EXIT.refused);
  answer(
    this,
    flags.json,
    { schema: "comity/log-adopted/v1", origin: key.value.name, folder, size: adopted.value.size },
    () =>
      `${key.value.name}: ${adopted.value.size} entries, ready to go on\nstart    ${called(this.env)} start --folder ${folder}\n`,
  );
}

function classify(entry: Uint8Array): Result<Uint8Array | "record"> {
  if (isBlockRecord(entry)) return ok("record");
  const act = readAct(entry);
  return act.ok ? fromBase64(act.value.hash) : act;
}
