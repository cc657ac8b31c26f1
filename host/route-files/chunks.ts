/** A file as a stream of chunks, gzip undone (recognised by its first bytes, whatever the name). */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { ok, refuse, type Refusal, type Result } from "@comity/canon";

const CHUNK = 1024 * 1024;

/** Most bytes of content read from one file: forty times the largest VRP file, four times a full MRT dump. */
export const MAX_CONTENT_BYTES: number = 4 * 1024 * 1024 * 1024;

/** A refusal met in the middle of a stream, caught by `readChunks`. */
class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.detail);
    this.refusal = refusal;
  }
}

/**
 * Gives the content of a file to `read`. Codes `file-unreadable`, `gzip` (damaged or cut off), `too-large`,
 * `compression` (bzip2, xz, zstd, which Node cannot undo or which nobody publishes), and those of `read`.
 */
export async function readChunks<T>(
  path: string,
  read: (chunks: AsyncIterable<Uint8Array>) => Promise<Result<T>>,
): Promise<Result<T>> {
  const name = basename(path);
  const start = await firstBytes(path);
  if (!start.ok) return start;
  const [a, b, c] = start.value;
  const other =
    a === 0x42 && b === 0x5a && c === 0x68 ? "bzip2" : a === 0xfd && b === 0x37 ? "xz" : undefined;
  if (other !== undefined)
    return refuse("compression", `the file is compressed with ${other}: unpack it first, or use gzip`, name);
  try {
    return await read(limited(path, a === 0x1f && b === 0x8b, name));
  } catch (cause) {
    if (cause instanceof Refused) return { ok: false, error: cause.refusal };
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code?.startsWith("Z_") === true)
      return refuse("gzip", "the gzip data is damaged or cut off: fetch the file again", name);
    if (code !== undefined) return refuse("file-unreadable", message, name);
    throw cause;
  }
}

async function firstBytes(path: string): Promise<Result<Uint8Array>> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return ok(buffer.subarray(0, bytesRead));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "no such file" : message;
    return refuse("file-unreadable", why, basename(path));
  }
}

async function* limited(path: string, gzip: boolean, name: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: CHUNK });
  const source = gzip ? file.pipe(createGunzip({ chunkSize: CHUNK })) : file;
  // An error of the file does not travel through `pipe` by itself.
  if (source !== file) file.on("error", (cause) => source.destroy(cause));
  let total = 0;
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      total += chunk.length;
      if (total > MAX_CONTENT_BYTES)
        throw new Refused({
          code: "too-large",
          field: name,
          detail: `more than ${MAX_CONTENT_BYTES} bytes when unpacked`,
        });
      yield chunk;
    }
  } finally {
    file.destroy();
  }
}
