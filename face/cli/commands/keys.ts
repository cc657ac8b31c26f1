/** `comity keys`: private key files (docs/FORMATS.md section 13). A secret is never printed. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import {
  formatKeyFile,
  formatVkey,
  isKeyName,
  parseKeyFile,
  signerOf,
  type KeyFileType,
} from "@comity/signing";
import { readText, writeFile } from "../files.ts";
import { answer, fail, EXIT, say, type Host } from "../host.ts";

export function keysNew(
  this: Host,
  flags: { json: boolean; type: KeyFileType; out?: string },
  name: string,
): void {
  if (!isKeyName(name))
    return fail(this, { code: "key-name", detail: "a key name holds no white space and no +" }, EXIT.usage);
  const file = { name, type: flags.type, secret: new Uint8Array(randomBytes(32)) };
  // QM/office and QN/office are two keys: the file is named after all of it.
  const path = flags.out ?? `${name.replaceAll(/[^A-Za-z0-9.-]+/g, "-")}.key`;
  if (existsSync(path))
    return fail(this, {
      code: "file-exists",
      detail: `${path} exists already, and a key file is never overwritten`,
      next: "name another with --out FILE; `comity keys show FILE` says which key a file holds",
    });
  writeFile(path, formatKeyFile(file), { mode: 0o600, flag: "wx" });
  const vkey = formatVkey(signerOf(file).key);
  answer(this, flags.json, { schema: "comity/key-public/v1", name, vkey, path }, () => `${vkey}\n`);
  if (!flags.json) say(this, `${path}: the private key (keep it secret); the line above is its public part`);
}

export function keysShow(this: Host, flags: { json: boolean }, path: string): void {
  const file = parseKeyFile(readText(path), path);
  if (!file.ok) return fail(this, file.error);
  const vkey = formatVkey(signerOf(file.value).key);
  answer(
    this,
    flags.json,
    { schema: "comity/key-public/v1", name: file.value.name, vkey, path },
    () => `${vkey}\n`,
  );
}
