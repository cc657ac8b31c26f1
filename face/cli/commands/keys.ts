/** `comity keys`: private key files (docs/FORMATS.md section 13). A secret is never printed. */
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import {
  formatKeyFile,
  formatVkey,
  isKeyName,
  parseKeyFile,
  signerOf,
  type KeyFileType,
} from "@comity/signing";
import { answer, fail, EXIT, type Host } from "../host.ts";

export function keysNew(
  this: Host,
  flags: { json: boolean; type: KeyFileType; out?: string },
  name: string,
): void {
  if (!isKeyName(name))
    return fail(this, { code: "key-name", detail: "a key name holds no white space and no +" }, EXIT.usage);
  const file = { name, type: flags.type, secret: new Uint8Array(randomBytes(32)) };
  const path = flags.out ?? `${name.slice(name.lastIndexOf("/") + 1)}.key`;
  try {
    writeFileSync(path, formatKeyFile(file), { mode: 0o600, flag: "wx" });
  } catch (error) {
    return fail(this, {
      code: "file-exists",
      detail: `${(error as Error).message}; a key file is never overwritten`,
    });
  }
  const vkey = formatVkey(signerOf(file).key);
  answer(this, flags.json, { schema: "comity/key-public/v1", name, vkey, path }, () => `${vkey}\n`);
}

export function keysShow(this: Host, flags: { json: boolean }, path: string): void {
  const file = parseKeyFile(readFileSync(path, "utf8"), path);
  if (!file.ok) return fail(this, file.error);
  const vkey = formatVkey(signerOf(file.value).key);
  answer(
    this,
    flags.json,
    { schema: "comity/key-public/v1", name: file.value.name, vkey, path },
    () => `${vkey}\n`,
  );
}
