/** `comity witness key`: the line of a public key file that names this witness (C2SP tlog-policy). */
import { readFileSync } from "node:fs";
import { cosignerOf } from "@comity/log";
import { formatVkey, parseKeyFile } from "@comity/signing";
import { answer, fail, type Host } from "../../host.ts";

export function witnessKey(
  this: Host,
  flags: { readonly json: boolean; readonly name: string; readonly url?: string },
  path: string,
): void {
  const file = parseKeyFile(readFileSync(path, "utf8"), path);
  if (!file.ok) return fail(this, file.error);
  const cosigner = cosignerOf(file.value);
  if (!cosigner.ok) return fail(this, cosigner.error);
  const vkey = formatVkey(cosigner.value.key);
  const { name, url } = flags;
  const line = ["witness", name, vkey, ...(url === undefined ? [] : [url])].join(" ");
  answer(this, flags.json, { schema: "comity/witness-key/v1", name, vkey, line }, () => `${line}\n`);
}
