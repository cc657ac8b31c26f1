/** A file as somebody published it: name, bytes (gzip undone), hashes, and the MD5 companion if there is one. */
import { createHash } from "node:crypto";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { ok, refuse, type Result } from "@comity/canon";

export type ForeignFile = {
  /** Without folders and without `.gz`. */
  readonly name: string;
  /** Uncompressed content. */
  readonly bytes: Uint8Array;
  /** Of `bytes`, lower-case hexadecimal. */
  readonly sha256: string;
  readonly md5: string;
  /** What the companion says, lower-case hexadecimal, if one was supplied. */
  readonly claimedMd5?: string;
};

/** Largest content accepted, in bytes: ten times the largest file any registry publishes today. */
export const MAX_FOREIGN_BYTES: number = 256 * 1024 * 1024;

/**
 * Undoes gzip (recognised by its first two bytes, whatever the name) and hashes. `md5Text` is the content of the
 * `.md5` companion. Codes `gzip`, `too-large`, `md5-format`.
 */
export function foreignFile(path: string, raw: Uint8Array, md5Text?: string): Result<ForeignFile> {
  const name = basename(path).replace(/\.gz$/, "") || "unnamed";
  let bytes = raw;
  if (raw[0] === 0x1f && raw[1] === 0x8b) {
    try {
      bytes = gunzipSync(raw, { maxOutputLength: MAX_FOREIGN_BYTES });
    } catch (error) {
      const tooLarge = error instanceof RangeError;
      return tooLarge
        ? refuse("too-large", `more than ${MAX_FOREIGN_BYTES} bytes when unpacked`, name)
        : refuse("gzip", "the gzip data is damaged or cut off: fetch the file again", name);
    }
  }
  if (bytes.length > MAX_FOREIGN_BYTES)
    return refuse("too-large", `more than ${MAX_FOREIGN_BYTES} bytes`, name);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const md5 = createHash("md5").update(bytes).digest("hex");
  if (md5Text === undefined) return ok({ name, bytes, sha256, md5 });
  const claimed = parseMd5(md5Text, name);
  return claimed.ok ? ok({ name, bytes, sha256, md5, claimedMd5: claimed.value }) : claimed;
}

/**
 * The digest in an MD5 companion: `MD5 (name) = hex` (BSD) or `hex  name` (GNU, ARIN), with or without final newline.
 * The name inside is not compared: it often is the `-latest` name of a file saved under its date. Code `md5-format`.
 */
export function parseMd5(text: string, field = ""): Result<string> {
  const line = text.replace(/\r?\n$/, "");
  const m =
    /^MD5 \([^()\n]*\) = ([0-9a-fA-F]{32})$/.exec(line) ?? /^([0-9a-fA-F]{32})(?: [ *][^\n]+)?$/.exec(line);
  if (m === null) return refuse("md5-format", "expected one line `MD5 (name) = hex` or `hex  name`", field);
  return ok(m[1]!.toLowerCase());
}

/** The companion's line as the registries write it. */
export const md5Line = (name: string, bytes: Uint8Array | string): string =>
  `MD5 (${name}) = ${createHash("md5").update(bytes).digest("hex")}\n`;
